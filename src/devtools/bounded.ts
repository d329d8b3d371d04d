/** The latest items, up to a number of them. */
export class Bounded<Item> {
  readonly #limit: number;
  #items: Item[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(item: Item): void {
    this.#items.push(item);
    // Not for each: a catch-up may bring ten thousand at once.
    if (this.#items.length >= this.#limit * 2) this.#items = this.latest();
  }

  get last(): Item | undefined {
    return this.#items.at(-1);
  }

  latest(): Item[] {
    return this.#items.slice(-this.#limit);
  }

  clear(): void {
    this.#items = [];
  }
}
