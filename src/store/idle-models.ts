/** Well below Ably's limit of 200 channels a connection: what is on screen needs some too. */
const MAX_IDLE = 50;

/**
 * The models of a client that nobody can see, and that hold their channel for the time of their grace. Whoever
 * scrolls through thousands of them leaves more behind in a few seconds than a connection has channels.
 */
export class IdleModels {
  /** How to pause each at once, the longest idle first. */
  readonly #pauses = new Set<() => void>();
  #isTrimming = false;

  add(pause: () => void): void {
    this.#pauses.add(pause);
    if (this.#isTrimming || this.#pauses.size <= MAX_IDLE) return;
    this.#isTrimming = true;
    // Once all of a commit's effects have run: what one takes away, another may show. A long list would pause and
    // resume most of its models, and call their sync functions twice, whenever it moves or StrictMode remounts it.
    queueMicrotask(() => this.#trim());
  }

  delete(pause: () => void): void {
    this.#pauses.delete(pause);
  }

  #trim(): void {
    this.#isTrimming = false;
    for (const longest of this.#pauses) {
      if (this.#pauses.size <= MAX_IDLE) return;
      this.#pauses.delete(longest);
      longest();
    }
  }
}
