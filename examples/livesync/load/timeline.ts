/** What happens when so much of the work is done: by progress and not by the clock, so that a slow machine sees as much. */
export class Timeline {
  readonly #moments: { readonly at: number; readonly run: () => Promise<void> | void }[] = [];
  #running: Promise<void> = Promise.resolve();

  /** @param share of the work that is done then, from 0 to 1 */
  at(share: number, run: () => Promise<void> | void): void {
    this.#moments.push({ at: share, run });
    this.#moments.sort((a, b) => a.at - b.at);
  }

  /** Evenly, so many times. */
  times(count: number, run: () => Promise<void> | void): void {
    for (let index = 1; index <= count; index += 1) this.at(index / (count + 1), run);
  }

  /** What is due begins, one after the other. */
  advance(share: number): void {
    for (let next = this.#moments[0]; next !== undefined && next.at <= share; next = this.#moments[0]) {
      this.#moments.shift();
      const { run } = next;
      this.#running = this.#running.then(run);
      // It is looked at in `over`.
      this.#running.catch(() => undefined);
    }
  }

  /** Resolves when all that was due has run; rejects with what one of them threw. */
  get over(): Promise<void> {
    return this.#running;
  }
}
