import type { ChangeEvent, SequenceId } from './event.js';

/** What a sync function answers: the state, and the newest sequence id that this state contains. */
export interface SyncResult<T> {
  readonly data: T;
  /** The newest id *of this model's own channel*, read in the same database snapshot as `data`. */
  readonly sequenceId: SequenceId;
}

/** What changed since a position, as a sync function may answer where it was asked for that. */
export interface SyncDelta {
  /**
   * The rows of the outbox after `since`, in the order of the channel. One that the state has already is told by its
   * `sequenceId` and left out: where transactions commit out of order, go a little further back.
   */
  readonly events: readonly SyncedEvent[];
  /** The newest id of this model's own channel, read in the same database snapshot as `events`. */
  readonly sequenceId: SequenceId;
}

/** A change as the backend would publish it. */
export interface SyncedEvent {
  readonly name: string;
  readonly data?: unknown;
  readonly sequenceId: SequenceId;
  /** Of the mutation that caused it, if one did. */
  readonly mutationId?: string;
  /** Whether it is the refusal of that mutation: then it changes nothing else. Default false. */
  readonly rejected?: boolean;
}

/** What a sync function made with `defineModel` gets as its last argument. */
export interface SyncContext {
  /** Aborted when the result is no longer wanted: a newer sync, a pause, a disposal. */
  readonly signal: AbortSignal;
  /**
   * The position of a state that is at hand, with `ably-models-react/persist`: the function may answer only what changed
   * since (`{ events, sequenceId }`), or all of it as ever.
   */
  readonly since?: string;
}

/** `(state, event) => state`: pure, deterministic, run many times. */
export type MergeFunction<T> = (state: T, event: ChangeEvent) => T;
