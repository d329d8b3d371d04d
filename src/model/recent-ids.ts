import type { Clock } from './clock.js';
import { compareIds, isInteger } from './sequence.js';

/** Ably itself drops a second message of the same id for two minutes; past that the duplicate is ours to see. */
const REMEMBERED_MS = 300_000;
/** How many ids go by between two looks at the clock: a look for each would cost more than the rest. */
const IDS_PER_LOOK = 256;
/** Integers of so many digits are numbers without loss. */
const EXACT_DIGITS = 15;

/** An id as it is kept: a number where that is exact, or each would keep a text of its own alive for minutes. */
type Key = string | number;

const keyOf = (id: string): Key => (id.length <= EXACT_DIGITS && isInteger(id) ? Number(id) : id);

/** Whether it is one of those that mostly rise. */
const canRise = (key: Key): boolean => typeof key === 'number' || isInteger(key);

const isHigher = (a: Key, b: Key): boolean =>
  typeof a === 'number' && typeof b === 'number' ? a > b : compareIds('integer', String(a), String(b)) > 0;

/**
 * The ids applied lately, to apply none twice. Ids mostly rise, and one that rises was never seen: the set is
 * only searched for the others, and only then filled. Each id is kept for five to ten minutes.
 */
export class RecentIds {
  readonly #clock: Clock;
  /** Two generations; the older is thrown away whole, so that memory stays flat however long a page is open. */
  #current: Key[] = [];
  #previous = new Set<Key>();
  #startedAt: number;
  readonly #index = new Set<Key>();
  #indexed = 0;
  #highest: Key = -1;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  has(id: string): boolean {
    const key = keyOf(id);
    return !this.#rises(key) && this.#lookUp(key);
  }

  add(id: string): void {
    const key = keyOf(id);
    if (this.#rises(key)) this.#highest = key;
    this.#current.push(key);
    if (this.#current.length % IDS_PER_LOOK === 0) this.#turn();
  }

  /** All that are remembered, in the order in which they were seen. */
  all(): string[] {
    this.#turn();
    return Array.from(new Set([...this.#previous, ...this.#current]), String);
  }

  /** Remembers ids that were seen before all that are remembered already. */
  addEarlier(ids: readonly string[]): void {
    const known = new Set(this.#current);
    const keys = ids.map(keyOf).filter((key) => !known.has(key));
    for (const key of keys) if (this.#rises(key)) this.#highest = key;
    this.#previous = new Set([...keys, ...this.#previous]);
  }

  #rises(key: Key): boolean {
    return canRise(key) && isHigher(key, this.#highest);
  }

  #lookUp(key: Key): boolean {
    for (; this.#indexed < this.#current.length; this.#indexed += 1) {
      this.#index.add(this.#current[this.#indexed] as Key);
    }
    return this.#index.has(key) || this.#previous.has(key);
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
