import type { MutationEvent } from '../model/event.js';
import type { KeptRow } from './storage.js';

/** What a tab does to a row. */
export interface Change {
  /**
   * The same row where there is nothing to change. Where nobody knows whether it was stored it is applied again, and must
   * be harmless then.
   */
  readonly apply: (row: KeptRow) => KeptRow;
  /** Of what is merged into the event. */
  readonly merge?: {
    /** Whether a row has it. */
    readonly isIn: (row: KeptRow) => boolean;
    /** Called where the row can no longer take it: it is to become a mutation of its own. */
    readonly apart: () => void;
  };
}

/** What became of a change: there was something to change, or nothing, or the row has left the queue. */
export type Outcome = 'changed' | 'same' | 'gone';

/** Makes one event of what is there and of what came after it; `undefined` where it cannot. */
export type Merge = (previous: MutationEvent) => MutationEvent | undefined;

/** Whether nobody can have brought it to the backend. */
export const isUntouched = ({ status, attempts }: KeptRow): boolean => status === 'waiting' && attempts === 0;

/**
 * Merges into a row that nobody has sent, once: the row tells how far each tab has come.
 *
 * @param number rises with each merge of the tab
 */
export function mergeInto(tab: string, number: number, merge: Merge, apart: () => void): Change {
  // One that it could not be merged into has what came after it, and yet not this.
  let hasFailed = false;
  const isIn = ({ merged }: KeptRow) => !hasFailed && (merged?.[tab] ?? 0) >= number;
  return {
    apply: (row) => {
      if (!isUntouched(row) || isIn(row)) return row;
      const event = merge(row.event);
      hasFailed = event === undefined;
      return event ? { ...row, event, merged: { ...row.merged, [tab]: number } } : row;
    },
    merge: { isIn, apart },
  };
}

/**
 * Lays changes over what the storage has.
 *
 * @param applied those that were stored with it
 * @returns the row as this tab has it, the changes that are still to be stored, and those that never will be
 */
export function layOver(
  stored: KeptRow,
  changes: readonly Change[],
  applied: readonly Change[],
): { readonly row: KeptRow; readonly left: readonly Change[]; readonly apart: readonly Change[] } {
  const left: Change[] = [];
  const apart: Change[] = [];
  let row = stored;
  for (const change of changes) {
    const { apply, merge } = change;
    if (merge?.isIn(row) === true) continue;
    // Looked at in its place: what lies below it may have begun to be sent, and the storage not know it.
    if (merge && (applied.includes(change) || !isUntouched(row))) apart.push(change);
    else if (!applied.includes(change)) {
      left.push(change);
      row = apply(row);
    }
  }
  return { row, left, apart };
}
