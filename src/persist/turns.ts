/** Does one thing after the other, whatever becomes of each. */
export class Turns {
  readonly #waiting: (() => Promise<void>)[] = [];
  /** Those that go before all others, and behind each other. */
  readonly #urgent: (() => Promise<void>)[] = [];
  #running: Promise<void> | undefined;

  /** @param isUrgent whether it comes before all that waits by now */
  take<Value>(task: () => Promise<Value>, isUrgent = false): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      (isUrgent ? this.#urgent : this.#waiting).push(() => task().then(resolve, reject));
      this.#running ??= this.#run();
    });
  }

  /** Resolves when all that was begun has come to its end. */
  get over(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  async #run(): Promise<void> {
    // Not in the middle of what has asked for the first of them.
    await Promise.resolve();
    for (;;) {
      const next = this.#urgent.shift() ?? this.#waiting.shift();
      if (next === undefined) break;
      await next();
    }
    this.#running = undefined;
  }
}
