import type { SequenceId } from './event.js';

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
  readonly takenAt?: number;
  /** When a sync function last answered, in ms since the epoch. */
  readonly syncedAt?: number;
  /** Whether the message of `sequenceId` itself was in the channel: then that is the place, and not the number. Default false. */
  readonly inChannel?: boolean;
  /** The sequence ids that came lately, oldest first: should one come again, it is a duplicate. The latest thousand at most. */
  readonly recentIds?: readonly string[];
}

/** By model name, which is the channel name unless the model has a name of its own. */
export type SavedStates = Readonly<Record<string, SavedState>>;

/**
 * How a model that began with a saved state has come to the present: not yet, by what the channel still had, or by a sync
 * call of its own, since the channel no longer reached back.
 */
export type Hydration = 'hydrated' | 'replayed' | 'resynced';
