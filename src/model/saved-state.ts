import { ModelsError } from '../errors.js';
import type { SequenceId } from './event.js';
import { readState, type SyncState } from './sync-call.js';

/**
 * What a model needs to go on in another run: its confirmed state, and its place in the stream. Plain data; as JSON or
 * in IndexedDB it is kept as well as `data` is.
 */
export interface SavedState<T = unknown> {
  readonly data: T;
  /** The position of `data` in the stream. */
  readonly sequenceId: SequenceId;
  /**
   * When the state was last known to be complete, in ms since the epoch. It tells whether the channel can still have all
   * that came after, and never what that is: left out, it cannot.
   */
  readonly takenAt?: number | undefined;
  /** When a sync function last answered, in ms since the epoch. */
  readonly syncedAt?: number | undefined;
  /** When an event was last merged, in ms since the epoch: a message that was there so lately must still be there. */
  readonly lastEventAt?: number | undefined;
  /**
   * Whether the message of `sequenceId` itself was in the channel: then that is the place, and not the number. Left out
   * where nobody has looked, as of a state that comes straight from a sync function: it may be from a cache.
   */
  readonly inChannel?: boolean | undefined;
  /** The sequence ids that came lately, oldest first: should one come again, it is a duplicate. The latest thousand at most. */
  readonly recentIds?: readonly string[] | undefined;
}

/**
 * Reads what comes from a disk. A time that is no number is left out.
 *
 * @throws ModelsError `invalid-options` for what is no saved state
 */
export function readSaved<T>(name: string, saved: SavedState<T>): SavedState<T> & SyncState<T> {
  const complaint = `unable to restore model "${name}"; what was saved has`;
  const state = readState(saved, 'invalid-options', complaint);
  const { recentIds = [] } = saved;
  if (!Array.isArray(recentIds) || recentIds.some((id) => typeof id !== 'string'))
    throw new ModelsError('invalid-options', `${complaint} recentIds that are no list of text`);
  const [takenAt, syncedAt, lastEventAt] = [saved.takenAt, saved.syncedAt, saved.lastEventAt].map((time) =>
    Number.isFinite(time) ? time : undefined,
  );
  return { ...saved, ...state, recentIds, takenAt, syncedAt, lastEventAt };
}

/** By model name, which is the channel name unless the model has a name of its own. */
export type SavedStates = Readonly<Record<string, SavedState>>;

/**
 * How a model that began with a saved state has come to the present: not yet, by what the channel still had, or by a sync
 * call of its own, since the channel no longer reached back.
 */
export type Hydration = 'hydrated' | 'replayed' | 'resynced';
