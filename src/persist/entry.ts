import type { Mutation } from '../model/live-model.js';
import type { Change } from './changes.js';
import type { Maker } from './maker.js';
import type { KeptRow } from './storage.js';

/** How a mutation leaves the queue. */
export type MutationEnd = 'confirmed' | 'rejected' | 'cancelled' | 'dismissed';

/** One mutation of the queue, as this tab knows it. */
export interface Entry {
  /** As this tab has it: what the storage has, with `changes` over it. */
  row: KeptRow;
  /** As the storage has it, as far as is known. */
  stored: KeptRow;
  /** What is on its way to the storage and shown already, and what the storage did not take; in this order. */
  changes: readonly Change[];
  /** `memory`: the storage did not take it, and it is gone with this tab. */
  kept: 'saving' | 'stored' | 'memory';
  /** As the model of this tab shows it, if there is one and it does. */
  shown: Mutation | undefined;
  /** Who made it in this tab, by the id that they know it by: more than one where they were merged. */
  readonly makers: Map<string, Maker>;
  /** Ends the attempt that runs. */
  attempt: AbortController | undefined;
  /** Has nobody wait for that attempt any more, and lets it go on. */
  stopAttempt: (() => void) | undefined;
  /** Ends the wait for the next attempt. */
  stopWaiting: (() => void) | undefined;
  /** Whether some page has sent it before the attempt that was acknowledged: the backend may have had it long ago. */
  wasUncertain: boolean;
  /** How many sync calls its model had begun when the backend had it. */
  syncsBefore: number | undefined;
  /** Whether its confirmation should have come by now. */
  isOverdue: boolean;
  /** Ends the wait for its confirmation. */
  stopWatching: (() => void) | undefined;
}

export function createEntry(row: KeptRow, kept: Entry['kept']): Entry {
  return {
    row,
    stored: row,
    changes: [],
    kept,
    shown: undefined,
    makers: new Map(),
    attempt: undefined,
    stopAttempt: undefined,
    stopWaiting: undefined,
    wasUncertain: false,
    syncsBefore: undefined,
    isOverdue: false,
    stopWatching: undefined,
  };
}

/** Whether the storage has all that the user made of it, or the backend: the page may go. */
export const isStored = ({ kept, changes, row }: Entry): boolean =>
  (kept === 'stored' || row.status === 'acknowledged') && !changes.some(({ merge }) => merge !== undefined);

/** Whether it is still to be brought to the backend. */
export const isUnsent = ({ row }: Pick<Entry, 'row'>): boolean =>
  row.status === 'waiting' || row.status === 'sending';
