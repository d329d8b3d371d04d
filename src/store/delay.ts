import { MAX_TIMER_MS } from '../model/clock.js';

/** Something that happens after a while, unless it is called off. */
export class Delay {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #endsAt = 0;

  /** Starts anew. `Infinity`, and what no timer can count, is never. */
  start(ms: number, callback: () => void): void {
    this.cancel();
    this.#endsAt = Date.now() + ms;
    if (ms <= MAX_TIMER_MS) this.#timer = setTimeout(callback, ms);
  }

  /** Starts anew, unless what runs already ends later. */
  extend(ms: number, callback: () => void): void {
    if (Date.now() + ms > this.#endsAt) this.start(ms, callback);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#endsAt = 0;
  }
}
