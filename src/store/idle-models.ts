/** Well below Ably's limit of 200 channels a connection: what is on screen needs some too. */
const MAX_IDLE = 50;

/**
 * The models of a client that nobody can see, and that hold their channel for the time of their grace. Whoever
 * scrolls through thousands of them leaves more behind in a few seconds than a connection has channels.
 */
export class IdleModels {
  /** How to pause each at once, the longest idle first. */
  readonly #pauses = new Set<() => void>();

  add(pause: () => void): void {
    this.#pauses.add(pause);
    if (this.#pauses.size <= MAX_IDLE) return;
    for (const longest of this.#pauses) {
      this.#pauses.delete(longest);
      longest();
      return;
    }
  }

  delete(pause: () => void): void {
    this.#pauses.delete(pause);
  }
}
