/** Does one thing after the other, whatever becomes of each. */
export class Turns {
  #tail: Promise<unknown> = Promise.resolve();

  take<Value>(task: () => Promise<Value>): Promise<Value> {
    const done = this.#tail.then(task);
    this.#tail = done.catch(() => undefined);
    return done;
  }

  /** Resolves when all that was begun has come to its end. */
  get over(): Promise<void> {
    return this.#tail.then(() => undefined);
  }
}
