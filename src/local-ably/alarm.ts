/** The longest that a timer can wait, in ms. */
const longest = 2_147_483_647;

/** Calls back once the clock has reached a time. */
export class Alarm {
  readonly #now: () => number;
  readonly #ring: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(now: () => number, ring: () => void) {
    this.#now = now;
    this.#ring = ring;
  }

  /** Ms since the epoch; undefined is never. */
  set(time: number | undefined): void {
    this.clear();
    if (time === undefined) return;
    const remaining = time - this.#now();
    this.#timer = setTimeout(
      // The clock may be another one than that of the timer, or the time further away than a timer can wait.
      () => (this.#now() < time ? this.set(time) : this.#ring()),
      Math.min(remaining, longest),
    );
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
