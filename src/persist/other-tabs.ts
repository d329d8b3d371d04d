import { ModelsError } from '../errors.js';
import type { Entries } from './entries.js';
import { createEntry, type Entry } from './entry.js';
import type { QueueOwner } from './queue.js';
import type { KeptRow } from './storage.js';
import type { TabMessage } from './tabs.js';

/** ms for which an acknowledged mutation is kept whose model nobody shows. */
const FORGOTTEN_AFTER_MS = 86_400_000;

/** What is done to the queue of this tab for it. */
interface QueueOfThisTab {
  readonly entries: Entries;
  /** Have left the queue, and the storage may have them still: found there, they are none that have arrived. */
  readonly leaving: Set<string>;
  /** The storage has it so. */
  update(entry: Entry, stored: KeptRow): void;
  leave(entry: Entry, error: ModelsError | undefined): void;
  /** Takes it out of the storage. */
  forget(row: KeptRow): void;
}

/** What other tabs have done: they say so, or it is found in the storage, which all of them share. */
export class OtherTabs {
  readonly #queue: QueueOfThisTab;
  readonly #owner: QueueOwner;

  constructor(queue: QueueOfThisTab, owner: QueueOwner) {
    this.#queue = queue;
    this.#owner = owner;
  }

  /** Makes of the queue what the storage has by now. */
  takeOver(rows: readonly KeptRow[]): void {
    const ids = new Set<string>();
    for (const row of rows) {
      if (this.#isForgotten(row)) continue;
      ids.add(row.mutationId);
      const entry = this.#queue.entries.get(row.mutationId);
      if (this.#queue.leaving.has(row.mutationId) && entry?.kept !== 'stored') continue;
      if (entry === undefined) this.#arrive(row);
      else if (entry.kept !== 'saving') {
        // The storage may have taken what it seemed not to take.
        entry.kept = 'stored';
        this.#queue.update(entry, row);
      }
    }
    for (const mutationId of this.#queue.leaving)
      if (!ids.has(mutationId)) this.#queue.leaving.delete(mutationId);
    for (const entry of this.#queue.entries.inOrder) {
      if (entry.kept === 'stored' && !ids.has(entry.row.mutationId)) this.vanished(entry);
    }
    this.#owner.changed();
  }

  /** It has ended, and another tab says how. */
  ended({ mutationId, end, why }: Extract<TabMessage, { type: 'ended' }>): void {
    const entry = this.#queue.entries.get(mutationId);
    // A read that is under way may bring it, and it would be shown over its own confirmation.
    if (entry === undefined) return void this.#queue.leaving.add(mutationId);
    // The model of this tab has not heard of it yet: taken out now, the change would be off the screen for a moment.
    if (end === 'confirmed') return this.vanished(entry);
    this.#splitOff(entry);
    const error =
      end === 'dismissed'
        ? undefined
        : new ModelsError(end === 'rejected' ? 'mutation-rejected' : 'mutation-cancelled', why ?? end);
    this.#queue.leave(entry, error);
    this.#owner.changed();
  }

  /** Somebody took it out, and did not say why: it is not sent any more, and the model has the last word. */
  vanished(entry: Entry): void {
    entry.kept = 'memory';
    this.#splitOff(entry);
    if (entry.row.status === 'failed' || entry.shown === undefined) this.#queue.leave(entry, undefined);
    else this.#queue.update(entry, { ...entry.stored, status: 'acknowledged' });
  }

  /** The backend has it, and nobody has shown its model for so long: who does now reads a state that has it too. */
  #isForgotten(row: KeptRow): boolean {
    const since = row.acknowledgedAt ?? row.at;
    const isOld = row.status === 'acknowledged' && Date.now() - since > FORGOTTEN_AFTER_MS;
    if (!isOld || this.#queue.entries.get(row.mutationId)) return false;
    this.#queue.forget(row);
    return true;
  }

  #arrive(row: KeptRow): void {
    const entry = createEntry(row, 'stored');
    this.#queue.entries.add(entry);
    if (row.status !== 'failed') this.#owner.arrived(entry);
    if (row.status === 'acknowledged') this.#owner.acknowledged(entry);
  }

  /** What was typed into it, and nobody else knows of, goes on as a mutation of its own. */
  #splitOff(entry: Entry): void {
    const { changes } = entry;
    entry.changes = [];
    changes.forEach(({ merge }) => merge?.apart());
  }
}
