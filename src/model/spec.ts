import type { ChangeEvent, SequenceId } from './event.js';

/** What a sync function answers: the state, and the newest sequence id that this state contains. */
export interface SyncResult<T> {
  readonly data: T;
  /** The newest id *of this model's own channel*, read in the same database snapshot as `data`. */
  readonly sequenceId: SequenceId;
}

/** What a sync function made with `defineModel` gets as its last argument. */
export interface SyncContext {
  /** Aborted when the result is no longer wanted: a newer sync, a pause, a disposal. */
  readonly signal: AbortSignal;
}

/** `(state, event) => state`: pure, deterministic, run many times. */
export type MergeFunction<T> = (state: T, event: ChangeEvent) => T;
