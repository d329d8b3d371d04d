import { MAX_TIMER_MS } from '../model/clock.js';

/** Something that happens after a while, unless it is called off. */
export class Delay {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #endsAt = 0;

  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  /** Starts anew. `Infinity`, and what no timer can count, is never. */
  start(ms: number, callback: () => void): void {
    this.cancel();
    this.#endsAt = Date.now() + ms;
    if (!(ms <= MAX_TIMER_MS)) return;
    this.#timer = setTimeout(() => {
      this.cancel();
      callback();
    }, ms);
    // In Node a timer keeps the process alive: a server would end a minute after its last request, and a test run
    // after five. In a browser it is a number.
    (this.#timer as { readonly unref?: () => void }).unref?.();
  }

  /** Starts anew, unless what runs already ends later. */
  extend(ms: number, callback: () => void): void {
    if (Date.now() + ms > this.#endsAt) this.start(ms, callback);
  }

  cancel(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#endsAt = 0;
  }
}
