/** The cards of the board, as the keyboard goes through them. */
const cards = (within: ParentNode = document) => [...within.querySelectorAll<HTMLElement>('[data-issue]')];

const find = (issueId: string) => cards().find(({ dataset }) => dataset['issue'] === issueId);

/** The issue whose card an element is in. */
export const cardOf = (element: Element | null): string | undefined =>
  element?.closest<HTMLElement>('[data-issue]')?.dataset['issue'];

export function focusCard(issueId: string): void {
  find(issueId)?.querySelector<HTMLElement>('.card__title')?.focus();
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The issue beside another one; the first of all where there is no other. @returns undefined at the edge */
export function neighbourOf(issueId: string | undefined, direction: Direction): string | undefined {
  const columns = [...document.querySelectorAll('.column')].map((column) => cards(column));
  const column = columns.findIndex((each) => each.some(({ dataset }) => dataset['issue'] === issueId));
  const row = columns[column]?.findIndex(({ dataset }) => dataset['issue'] === issueId) ?? -1;
  if (column === -1) return cards()[0]?.dataset['issue'];
  if (direction === 'up' || direction === 'down')
    return columns[column]?.[row + (direction === 'down' ? 1 : -1)]?.dataset['issue'];
  const beside = direction === 'left' ? columns.slice(0, column).reverse() : columns.slice(column + 1);
  const next = beside.find((each) => each.length > 0);
  return next?.[Math.min(row, next.length - 1)]?.dataset['issue'];
}

/** Begins to edit the title where it stands: in the panel if that is open, else on the card. */
export function editTitle(issueId: string): void {
  const title = document.querySelector<HTMLElement>('.panel__title');
  if (title === null) find(issueId)?.querySelector<HTMLElement>('.card__pencil')?.click();
  else title.focus();
}
