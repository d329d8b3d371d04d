import { ModelsError, reasonOf } from '../errors.js';
import type { ConfirmedEvent } from '../model/event.js';
import type { SavedState } from '../model/saved-state.js';
import { belongsTo, compareIds, normalizeSequenceId, orderOf } from '../model/sequence.js';
import type { MergeFunction, SyncDelta, SyncResult } from '../model/spec.js';

/** What a delta makes of a state. */
export interface AppliedDelta {
  readonly result: SyncResult<unknown>;
  /** The mutations that it says were decided, by id. */
  readonly decided: ReadonlyMap<string, 'confirmed' | 'rejected'>;
}

export function isDelta(answer: unknown): answer is SyncDelta {
  return typeof answer === 'object' && answer !== null && 'events' in answer && !('data' in answer);
}

/**
 * Merges what a sync function answered for `since`. An event that the state has is known by its id.
 *
 * @throws ModelsError `sync-result-invalid` when it is none, or cannot be merged
 */
export function applyDelta(
  model: string,
  base: SavedState,
  { events, sequenceId: given }: SyncDelta,
  merge: MergeFunction<unknown>,
): AppliedDelta {
  const invalid = (why: string, cause?: unknown) =>
    new ModelsError(
      'sync-result-invalid',
      `unable to sync model "${model}"; the sync function answered ${why}`,
      { cause },
    );
  if (!Array.isArray(events)) throw invalid('events that are no list');
  const sequenceId = toSequenceId(given);
  if (sequenceId === undefined) throw invalid('no sequenceId');
  const order = orderOf(String(base.sequenceId));
  // Of a copy of the database that lags: the channel would bring again what the state has.
  if (belongsTo(order, sequenceId) && compareIds(order, sequenceId, String(base.sequenceId)) < 0)
    throw invalid('an older position than `since`');
  const known = new Set(base.recentIds).add(String(base.sequenceId));
  const decided = new Map<string, 'confirmed' | 'rejected'>();
  let state = base.data;
  for (const each of events as readonly unknown[]) {
    const event = toConfirmedEvent(each);
    if (event === undefined) throw invalid('an event without a name or a sequenceId');
    if (event.mutationId !== undefined)
      decided.set(event.mutationId, event.rejected ? 'rejected' : 'confirmed');
    if (known.has(event.sequenceId) || event.rejected) continue;
    known.add(event.sequenceId);
    try {
      state = merge(state, event);
    } catch (thrown) {
      throw invalid(`event "${event.sequenceId}", which cannot be merged: ${reasonOf(thrown)}`, thrown);
    }
  }
  return { result: { data: state, sequenceId }, decided };
}

const toSequenceId = (id: unknown) =>
  typeof id === 'string' || typeof id === 'number' ? normalizeSequenceId(id) : undefined;

function toConfirmedEvent(given: unknown): ConfirmedEvent | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { name, data, sequenceId: id, mutationId, rejected } = given as Record<string, unknown>;
  const sequenceId = toSequenceId(id);
  if (typeof name !== 'string' || name === '' || sequenceId === undefined) return undefined;
  return {
    name,
    data,
    confirmed: true,
    rejected: rejected === true,
    mutationId: typeof mutationId === 'string' && mutationId !== '' ? mutationId : undefined,
    sequenceId,
  };
}
