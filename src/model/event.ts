/** A sequence id as a backend may answer it: its outbox serial. Integers above 2^53 must be strings. */
export type SequenceId = string | number;

interface EventFields<Name extends string, Data> {
  /** What happened, for example `comment.added`. */
  readonly name: Name;
  /** The payload, as the backend published it or as the mutation was made. */
  readonly data: Data;
}

/** A change that the backend committed and published on the channel. */
export interface ConfirmedEvent<Name extends string = string, Data = unknown> extends EventFields<
  Name,
  Data
> {
  readonly confirmed: true;
  /** True when the backend refused the mutation. A merge function never sees such an event. */
  readonly rejected: boolean;
  /** The mutation that caused it, or `undefined` when nobody's mutation did (a cron job, another service). */
  readonly mutationId: string | undefined;
  /** The message's id: its position in the backend's outbox. */
  readonly sequenceId: string;
}

/** A local change that waits for its confirmation. */
export interface OptimisticEvent<Name extends string = string, Data = unknown> extends EventFields<
  Name,
  Data
> {
  readonly confirmed: false;
  readonly rejected: false;
  readonly mutationId: string;
  readonly sequenceId: undefined;
}

/** What a merge function is given. */
export type ChangeEvent<Name extends string = string, Data = unknown> =
  ConfirmedEvent<Name, Data> | OptimisticEvent<Name, Data>;

/** A mutation as the user makes it. */
export interface MutationEvent<Name extends string = string, Data = unknown> {
  readonly name: Name;
  readonly data?: Data;
  /** Unique per mutation; made by us when left out. The backend must publish it with the change. */
  readonly mutationId?: string;
}
