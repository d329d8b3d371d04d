import { MAX_TIMER_MS } from '../model/clock.js';

/** Something that happens after a while, unless it is called off. */
export class Delay {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Starts anew. `Infinity`, and what no timer can count, is never. */
  start(ms: number, callback: () => void): void {
    this.cancel();
    if (ms <= MAX_TIMER_MS) this.#timer = setTimeout(callback, ms);
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}
