/** What has expired is let go of once it is as many as that part of what is kept. */
const spareShare = 1 / 8;

/** What came in order of time, each entry for as long as it is kept. */
export class ExpiringLog<T extends { readonly timestamp: number }> {
  readonly #keptMs: number;
  readonly #entries: T[];
  /** How many at the beginning of `#entries` have expired. */
  #expired = 0;

  /** Keeps each for that long, in ms, also those that are there already, oldest first; the array becomes its own. */
  constructor(keptMs: number, entries: T[] = []) {
    this.#keptMs = keptMs;
    this.#entries = entries;
  }

  /** How many are kept. */
  get size(): number {
    return this.#entries.length - this.#expired;
  }

  push(entry: T): void {
    this.#entries.push(entry);
  }

  /** Forgets what has expired by now, and tells what that was, oldest first. */
  expire(now: number): T[] {
    const first = this.#expired;
    while (this.#hasExpired(this.#entries[this.#expired], now)) this.#expired += 1;
    const expired = this.#entries.slice(first, this.#expired);
    // To close up each time would move all that is kept for each message: the longer the server runs, the slower.
    if (this.#expired >= this.size * spareShare) this.#closeUp();
    return expired;
  }

  /** What is kept, oldest first; good until the log is used again. */
  entries(): readonly T[] {
    this.#closeUp();
    return this.#entries;
  }

  #hasExpired(entry: T | undefined, now: number): boolean {
    return entry !== undefined && entry.timestamp + this.#keptMs <= now;
  }

  #closeUp(): void {
    if (this.#expired > 0) this.#entries.splice(0, this.#expired);
    this.#expired = 0;
  }
}
