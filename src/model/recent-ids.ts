import type { Clock } from './clock.js';
import { compareIds } from './sequence.js';

/** Ably itself drops a second message of the same id for two minutes; past that the duplicate is ours to see. */
const REMEMBERED_MS = 300_000;
/** How many ids go by between two looks at the clock: a look for each would cost more than the rest. */
const IDS_PER_LOOK = 256;

/**
 * The ids applied lately, to apply none twice. Ids mostly rise, and one that rises was never seen: the set is
 * only searched for the others, and only then filled. Each id is kept for five to ten minutes.
 */
export class RecentIds {
  readonly #clock: Clock;
  /** Two generations; the older is thrown away whole, so that memory stays flat however long a page is open. */
  #current: string[] = [];
  #previous = new Set<string>();
  #startedAt: number;
  readonly #index = new Set<string>();
  #indexed = 0;
  #highest: string | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** @param isInteger whether the id is compared as an integer; others are always looked up */
  has(id: string, isInteger: boolean): boolean {
    if (isInteger && (this.#highest === undefined || compareIds('integer', id, this.#highest) > 0))
      return false;
    return this.#lookUp(id);
  }

  add(id: string, isInteger: boolean): void {
    if (isInteger) this.#rise(id);
    this.#current.push(id);
    if (this.#current.length % IDS_PER_LOOK === 0) this.#turn();
  }

  /** All that are remembered, in the order in which they were seen. */
  all(): string[] {
    return [...new Set([...this.#previous, ...this.#current])];
  }

  /** Remembers ids that were seen before all that are remembered already. */
  addEarlier(ids: readonly string[], isInteger: (id: string) => boolean): void {
    for (const id of ids) if (isInteger(id)) this.#rise(id);
    const known = new Set(this.#current);
    this.#previous = new Set([...ids.filter((id) => !known.has(id)), ...this.#previous]);
  }

  #rises(id: string): boolean {
    return this.#highest === undefined || compareIds('integer', id, this.#highest) > 0;
  }

  #rise(id: string): void {
    if (this.#rises(id)) this.#highest = id;
  }

  #lookUp(id: string): boolean {
    for (; this.#indexed < this.#current.length; this.#indexed += 1) {
      this.#index.add(this.#current[this.#indexed] as string);
    }
    return this.#index.has(id) || this.#previous.has(id);
  }

  #turn(): void {
    const now = this.#clock.now();
    if (now - this.#startedAt < REMEMBERED_MS) return;
    this.#previous = new Set(this.#current);
    this.#current = [];
    this.#index.clear();
    this.#indexed = 0;
    this.#startedAt = now;
  }
}
