import { ModelsError, reasonOf } from '../errors.js';
import type { ConfirmedEvent } from '../model/event.js';
import type { SavedState } from '../model/saved-state.js';
import { normalizeSequenceId } from '../model/sequence.js';
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
  { events, sequenceId }: SyncDelta,
  merge: MergeFunction<unknown>,
): AppliedDelta {
  const invalid = (why: string, cause?: unknown) =>
    new ModelsError(
      'sync-result-invalid',
      `unable to sync model "${model}"; the sync function answered ${why}`,
      { cause },
    );
  if (!Array.isArray(events)) throw invalid('events that are no list');
  const known = new Set(base.recentIds).add(String(base.sequenceId));
  const decided = new Map<string, 'confirmed' | 'rejected'>();
  let state = base.data;
  for (const given of events as readonly unknown[]) {
    const event = toConfirmedEvent(given);
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

function toConfirmedEvent(given: unknown): ConfirmedEvent | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { name, data, sequenceId: id, mutationId, rejected } = given as Record<string, unknown>;
  const sequenceId = typeof id === 'string' || typeof id === 'number' ? normalizeSequenceId(id) : undefined;
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
