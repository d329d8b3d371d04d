import type { MutationEvent } from '../model/event.js';
import type { SavedState } from '../model/saved-state.js';
import type { Position } from '../model/track.js';

/**
 * How far a kept mutation has come: `sending` from its first attempt on, whose outcome may be unknown; `acknowledged` once the
 * backend has it, until the model shows it confirmed; `failed` when the backend refused it.
 */
export type KeptStatus = 'waiting' | 'sending' | 'acknowledged' | 'failed';

/** A mutation as it is kept. */
export interface KeptRow {
  /** Its place in the queue; given by the storage. */
  readonly place: number;
  readonly mutationId: string;
  /** The names of its model and of its `send` function. */
  readonly model: string;
  readonly send: string;
  readonly event: MutationEvent;
  readonly coalesceKey: string | undefined;
  /** By tab, how many of what that one merged are in the event: a merge that may have been stored is never done twice. */
  readonly merged?: Readonly<Record<string, number>>;
  /** Where its model was when it was made: its confirmation comes after that. */
  readonly madeAt: Position | undefined;
  /** What the user saw of what it changes. */
  readonly basedOn?: unknown;
  readonly status: KeptStatus;
  /** How often it was sent, also by pages that are gone. */
  readonly attempts: number;
  /** Why it failed. */
  readonly error: string | undefined;
  /** When it was made, in ms since the epoch; for display. */
  readonly at: number;
  /** When the backend had it, in ms since the epoch: to throw away what nobody asks for any more. */
  readonly acknowledgedAt?: number | undefined;
}

export type NewRow = Omit<KeptRow, 'place'>;

/** A confirmed state as it is kept. */
export interface StateRow {
  /** The model's. */
  readonly name: string;
  readonly channelName: string;
  /** Of the shape of `data`. */
  readonly version: string;
  readonly saved: SavedState;
  /** When a sync function last answered a whole state, in ms since the epoch. */
  readonly fullSyncAt: number | undefined;
}

/**
 * What persistence needs of a storage that outlives the page and is shared by its tabs. Each call is one transaction. All
 * of them may reject.
 */
export interface Storage {
  readState(name: string): Promise<unknown>;
  writeStates(rows: readonly StateRow[]): Promise<void>;
  deleteState(name: string): Promise<void>;
  /** In the order of their places. */
  readMutations(): Promise<readonly KeptRow[]>;
  /** @returns with its place, behind all others */
  addMutation(row: NewRow): Promise<KeptRow>;
  /**
   * Changes one that is there, for all tabs at once.
   *
   * @param change answers what is kept in its place; `undefined` keeps nothing
   * @returns what is kept now; `undefined` for nothing, also where there was none
   */
  changeMutation(
    mutationId: string,
    change: (row: KeptRow) => KeptRow | undefined,
  ): Promise<KeptRow | undefined>;
  /** Forgets everything. */
  clear(): Promise<void>;
  close(): void;
}
