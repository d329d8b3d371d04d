import type { StoryContext } from '@storybook/react-vite';
import { expect, waitFor, within } from 'storybook/test';

type Canvas = Pick<StoryContext['canvas'], 'queryByRole' | 'getByText' | 'findByRole'>;

/** A loaded machine takes its time to start a story. */
const patience = { timeout: 15_000 };

export function eventually(check: () => Promise<void> | void): Promise<void> {
  return waitFor(check, patience);
}

/** The comments that a list shows, as text; none where there is no list. */
export function comments(canvas: Canvas, list = 'Comments'): string[] {
  const shown = canvas.queryByRole('list', { name: list });
  if (shown === null) return [];
  return within(shown)
    .queryAllByRole('listitem')
    .map((item) => item.textContent);
}

/** The value of a fact of that name, in this part of the page. */
export function fact(canvas: Canvas, name: string): string {
  return canvas.getByText(name, { selector: 'dt' }).nextElementSibling?.textContent ?? '';
}

/** A card, by its title. */
export async function card(canvas: Canvas, title: string) {
  return within(await canvas.findByRole('region', { name: title }, patience));
}

/** Waits until a list shows that many comments. */
export function untilComments(canvas: Canvas, count: number, list?: string): Promise<void> {
  return eventually(() => expect(comments(canvas, list)).toHaveLength(count));
}
