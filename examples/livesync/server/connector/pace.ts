import { wait } from '../wait.js';

/** Spreads turns evenly: so many a second, and none saved up. */
export class Pace {
  readonly #gap: number;
  #next = 0;

  constructor(perSecond: number) {
    this.#gap = 1_000 / perSecond;
  }

  async turn(signal: AbortSignal): Promise<void> {
    if (this.#gap === 0) return;
    const now = performance.now();
    const at = Math.max(now, this.#next);
    this.#next = at + this.#gap;
    if (at > now) await wait(at - now, signal);
  }
}
