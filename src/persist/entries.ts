import type { Entry } from './entry.js';

/** Behind all that the storage has given a place. */
export const LAST = Number.POSITIVE_INFINITY;

/** The mutations of the queue as a tab knows them, by id. */
export class Entries {
  readonly #entries = new Map<string, Entry>();
  /** The ids of mutations that were merged into another, whose id that one has. */
  readonly #mergedInto = new Map<string, string>();

  /** In the order in which they are sent. */
  get inOrder(): readonly Entry[] {
    return [...this.#entries.values()].sort((a, b) => a.row.place - b.row.place);
  }

  /** Behind what was made before it, and before what comes: for one that has no place of its own in the storage. */
  get lastPlace(): number {
    const places = Array.from(this.#entries.values(), ({ row }) => row.place);
    return Math.max(0, ...places.filter((place) => place < LAST));
  }

  /** @param mutationId its own, or that of one which was merged into it */
  find(mutationId: string): Entry | undefined {
    return this.#entries.get(this.#mergedInto.get(mutationId) ?? mutationId);
  }

  get(mutationId: string): Entry | undefined {
    return this.#entries.get(mutationId);
  }

  /** Whether it is there still, and no other of its id. */
  holds(entry: Entry): boolean {
    return this.#entries.get(entry.row.mutationId) === entry;
  }

  add(entry: Entry): void {
    this.#entries.set(entry.row.mutationId, entry);
  }

  delete(entry: Entry): void {
    const { mutationId } = entry.row;
    this.#entries.delete(mutationId);
    for (const [merged, into] of this.#mergedInto) if (into === mutationId) this.#mergedInto.delete(merged);
  }

  merge(mutationId: string, into: Entry): void {
    this.#mergedInto.set(mutationId, into.row.mutationId);
  }

  takeApart(mutationId: string): void {
    this.#mergedInto.delete(mutationId);
  }
}
