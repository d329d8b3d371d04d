/** The latest items, up to a number of them. */
export class Bounded<Item> {
  readonly #limit: number;
  readonly #items: Item[] = [];
  /** Where the oldest is, once it is full. */
  #start = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(item: Item): void {
    if (this.#items.length < this.#limit) return void this.#items.push(item);
    this.#items[this.#start] = item;
    this.#start = (this.#start + 1) % this.#limit;
  }

  latest(): Item[] {
    return [...this.#items.slice(this.#start), ...this.#items.slice(0, this.#start)];
  }

  clear(): void {
    this.#items.length = this.#start = 0;
  }
}
