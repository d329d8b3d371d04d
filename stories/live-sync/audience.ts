import type { StoryContext } from '@storybook/react-vite';
import { expect, userEvent, waitFor, within } from 'storybook/test';

/** What stands for one person's browser in a play function: what the eye sees there, and what hands do. */
export class Seat {
  readonly #window: HTMLElement;

  constructor(window: HTMLElement) {
    this.#window = window;
  }

  get #screen() {
    return within(this.#window);
  }

  get #comments(): HTMLElement {
    return this.#screen.getByRole('list', { name: 'Comments' });
  }

  /** The comments on screen, as text. */
  comments(): string[] {
    return within(this.#comments)
      .queryAllByRole('listitem')
      .map((item) => item.textContent);
  }

  sees(text: string): boolean {
    return this.comments().some((comment) => comment.includes(text));
  }

  seesPending(text: string): boolean {
    return this.comments().some((comment) => comment.includes(text) && comment.includes('Sending'));
  }

  get title(): string {
    return this.#titleField.value;
  }

  get #titleField(): HTMLInputElement {
    return this.#screen.getByRole('textbox', { name: 'Title' });
  }

  get likes(): string {
    return this.#likeButton.textContent.replace(/\D/g, '');
  }

  get #likeButton(): HTMLElement {
    return this.#screen.getByRole('button', { name: /^Like/ });
  }

  takenBack(): string {
    return this.#screen.queryByRole('list', { name: 'Taken back' })?.textContent ?? '';
  }

  /** The status bar's value of that name. */
  status(name: string): string {
    return this.#screen.getByText(name, { selector: 'dt' }).nextElementSibling?.textContent ?? '';
  }

  async say(text: string): Promise<void> {
    await userEvent.type(this.#screen.getByRole('textbox', { name: 'Add a comment' }), `${text}{Enter}`);
  }

  async like(): Promise<void> {
    await userEvent.click(this.#likeButton);
  }

  async retitle(title: string): Promise<void> {
    await userEvent.clear(this.#titleField);
    await userEvent.type(this.#titleField, `${title}{Enter}`);
  }

  async press(name: string): Promise<void> {
    await userEvent.click(this.#screen.getByRole('button', { name }));
  }

  /** Remembers every comment that is on screen from now on, for however short a moment. */
  watch(): () => readonly string[] {
    const seen = new Set(this.comments());
    const observer = new MutationObserver(() => this.comments().forEach((comment) => seen.add(comment)));
    observer.observe(this.#comments, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      return [...seen];
    };
  }
}

/** Starting Postgres takes seconds on a slow machine. */
const patience = { timeout: 20_000 };

export function eventually(check: () => Promise<void> | void): Promise<void> {
  return waitFor(check, patience);
}

/** Takes both seats, once both have the post. */
export async function takeSeats(canvas: StoryContext['canvas']): Promise<{ ada: Seat; ben: Seat }> {
  const sit = async (name: string) => {
    const window = await canvas.findByRole('region', { name: `${name}’s browser` }, patience);
    const seat = new Seat(window);
    await eventually(() => expect(seat.status('Model')).toBe('ready'));
    return seat;
  };
  return { ada: await sit('Ada'), ben: await sit('Ben') };
}
