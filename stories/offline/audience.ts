import type { StoryContext } from '@storybook/react-vite';
import { expect, userEvent, waitFor, within } from 'storybook/test';

type Canvas = StoryContext['canvas'];

/** Starting Postgres takes seconds on a slow machine. */
const patience = { timeout: 20_000 };

export function eventually(check: () => Promise<void> | void): Promise<void> {
  return waitFor(check, patience);
}

/** What stands for one window in a play function: what the eye sees there, and what hands do. */
export class Seat {
  readonly #canvas: Canvas;
  readonly #name: string;

  constructor(canvas: Canvas, name: string) {
    this.#canvas = canvas;
    this.#name = name;
  }

  /** Found anew each time: a tab that was closed and opened again is another one. */
  get #screen() {
    return within(this.#canvas.getByRole('region', { name: this.#name }));
  }

  get #outbox() {
    return within(this.#screen.getByRole('region', { name: 'Outbox' }));
  }

  /** The tasks on screen, as in `[x] Book the venue, Pending`. */
  tasks(): string[] {
    return items(this.#screen, 'Tasks').map((item) => {
      const mark = within(item).queryByRole('checkbox', { checked: true }) === null ? '[ ]' : '[x]';
      const field = within(item).queryByRole<HTMLInputElement>('textbox');
      const badge = item.querySelector('.badge');
      const title = field?.value ?? item.querySelector('.task__new')?.textContent ?? '';
      return `${mark} ${title}${badge === null ? '' : `, ${badge.textContent}`}`;
    });
  }

  /** What waits to be sent, as in `Add “Buy milk”, Kept`. */
  queue(): string[] {
    return items(this.#outbox, 'Waiting to be sent').map(inParts);
  }

  refused(): string[] {
    return items(this.#outbox, 'Refused').map(inParts);
  }

  has(text: string): boolean {
    return this.#screen.queryByText(text) !== null;
  }

  async tick(title: string): Promise<void> {
    await userEvent.click(this.#screen.getByRole('checkbox', { name: `Done: ${title}` }));
  }

  async rename(title: string, next: string): Promise<void> {
    const field = this.#screen.getByRole('textbox', { name: `Title of “${title}”` });
    await userEvent.clear(field);
    await userEvent.type(field, `${next}{Enter}`);
  }

  async add(title: string): Promise<void> {
    await userEvent.type(this.#screen.getByRole('textbox', { name: 'Add a task' }), `${title}{Enter}`);
  }

  async press(name: string): Promise<void> {
    const screen = within(await this.#canvas.findByRole('region', { name: this.#name }, patience));
    await userEvent.click(await screen.findByRole('button', { name }, patience));
  }
}

function items(screen: Pick<Canvas, 'queryByRole'>, list: string): HTMLElement[] {
  const shown = screen.queryByRole('list', { name: list });
  return shown === null ? [] : within(shown).queryAllByRole('listitem');
}

/** What an item says, without the words of its buttons. */
const inParts = (item: HTMLElement): string =>
  [...item.querySelectorAll('p, .badge')].map(({ textContent }) => textContent).join(', ');

/** Takes the seats of both, once both have every task. */
export async function takeSeats(canvas: Canvas): Promise<{ ada: Seat; ben: Seat }> {
  const sit = async (name: string) => {
    await canvas.findByRole('region', { name }, patience);
    const seat = new Seat(canvas, name);
    await eventually(() => expect(seat.has('ready')).toBe(true));
    return seat;
  };
  const [ada, ben] = [await sit('Ada’s tab 1'), await sit('Ben’s browser')];
  await eventually(() => expect(ada.has('4 of 4 models caught up')).toBe(true));
  return { ada, ben };
}

/** Turns a switch of the page. */
export async function flip(canvas: Canvas, name: string): Promise<void> {
  await userEvent.click(canvas.getByRole('switch', { name }));
}
