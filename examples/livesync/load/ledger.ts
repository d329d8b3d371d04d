import type { ChangeEvent } from 'ably-models-react';
import { mergeProject } from '../shared/merge-project.js';
import type { ChangeName, Project } from '../shared/tracker.js';
import { seenBy, type LogRow } from './committed-log.js';

/** An event that was merged. */
export interface Entry {
  readonly id: string;
  readonly mutationId: string | undefined;
}

/**
 * What a model of the run holds: the project, and a ledger of what was merged into it since its sync result. The ledger
 * is part of the state, so that it is always that of this very state: a replay that is given up, or an event that is
 * taken back, leaves neither of the two.
 */
export interface Ledgered {
  readonly project: Project;
  /** Which sync result it began with; another one begins a new segment. */
  readonly sync: number;
  /** What the sync result's statement saw. */
  readonly snapshot: string;
  readonly entries: readonly Entry[];
}

/** The example's merge function, and a line in the ledger for each confirmed event. */
export function mergeLedgered(state: Ledgered, event: ChangeEvent): Ledgered {
  const merge = mergeProject[event.name as ChangeName] as (project: Project, event: ChangeEvent) => Project;
  const project = merge(state.project, event);
  if (!event.confirmed) return { ...state, project };
  const entry = { id: event.sequenceId, mutationId: event.mutationId };
  return { ...state, project, entries: [...state.entries, entry] };
}

export interface Verdict {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly disordered: readonly string[];
}

/**
 * Judges one segment of a ledger by the committed rows of its channel.
 *
 * Due is each row that was not rejected and that the sync result's statement did not see (its transaction is not in the
 * statement's snapshot). The ledger must be just these, in the order of their numbers, each once:
 *
 * - _lost_: due, and not in the ledger. Of a segment that a new sync result has ended, only what stands before its last
 *   entry is due.
 * - _doubled_: a mutation that is in the ledger a second time, or that the sync result had already.
 * - _disordered_: an entry whose row comes before that of the entry before it.
 *
 * An entry stands for a row by the mutation's id and not by the message's: a copy under another message id is found.
 */
export function judgeSegment(
  { snapshot, entries }: Ledgered,
  log: readonly LogRow[],
  isOver: boolean,
): Verdict {
  const isSeen = seenBy(snapshot);
  // Of a mutation that was committed twice, the first: the second one is the double.
  const rows = new Map([...log].reverse().map((row) => [row.mutationId, row]));
  const merged = new Set<string>();
  const doubled: string[] = [];
  const disordered: string[] = [];
  let last = 0;
  for (const { id, mutationId = id } of entries) {
    const row = rows.get(mutationId);
    if (merged.has(mutationId) || (row && isSeen(row.transactionId))) doubled.push(id);
    else if (row && row.sequenceId < last) disordered.push(id);
    last = Math.max(last, row?.sequenceId ?? 0);
    merged.add(mutationId);
  }
  const lost = log.filter(
    ({ rejected, transactionId, mutationId, sequenceId }) =>
      !rejected && !isSeen(transactionId) && !merged.has(mutationId) && (!isOver || sequenceId < last),
  );
  return { lost: lost.map(({ sequenceId }) => String(sequenceId)), doubled, disordered };
}
