import { systemClock } from '../model/clock.js';
import { RecentIds } from '../model/recent-ids.js';
import {
  BEFORE_FIRST,
  belongsTo,
  compareIds,
  orderImpliedBy,
  orderOf,
  type IdOrder,
} from '../model/sequence.js';
import type { SyncState } from '../model/sync-call.js';

/**
 * A sync result, and what came after it.
 *
 * Decides by the ids alone what that is: the SDK keeps the channel's own order to itself. It hands over again
 * what it found in history and heard live, what was published twice, and what a lagging connector publishes
 * after the sync result had it.
 */
export class ConfirmedState<T> {
  data: T;
  readonly #syncedTo: string;
  readonly #recent = new RecentIds(systemClock);
  #order: IdOrder;
  #sequenceId: string;

  constructor({ data, sequenceId }: SyncState<T>) {
    this.data = data;
    this.#syncedTo = sequenceId;
    this.#sequenceId = sequenceId;
    this.#order = orderOf(sequenceId);
  }

  /** Of the last event that the data contains. */
  get sequenceId(): string {
    return this.#sequenceId;
  }

  /** Whether the data does not have the event yet. Without an id there is nothing to tell by. */
  lacks(id: string): boolean {
    if (id === '') return true;
    if (this.#order === 'undecided') this.#order = orderImpliedBy(id);
    if (this.#recent.has(id)) return false;
    if (this.#syncedTo === BEFORE_FIRST || !belongsTo(this.#order, id)) return true;
    return compareIds(this.#order, id, this.#syncedTo) > 0;
  }

  take(id: string, data: T): void {
    this.data = data;
    if (id === '') return;
    this.#recent.add(id);
    // What was published past the outbox says nothing about how far the outbox was read.
    if (belongsTo(this.#order, id)) this.#sequenceId = id;
  }
}
