import type { ChannelMessage, ConnectionView } from '../channel/port.js';
import type { ModelsError } from '../errors.js';
import type { Companion } from './companion.js';
import type { ChangeEvent, MutationEvent } from './event.js';
import type { Inspector } from './inspector.js';
import type { Hydration, SavedStates } from './saved-state.js';
import type { Logger } from './logger.js';
import type { MergeFunction, SyncContext, SyncResult } from './spec.js';
import type { Position } from './track.js';

/** Where a model stands; `docs/architecture.md` draws the moves between them. */
export type ModelState = 'initialized' | 'syncing' | 'ready' | 'paused' | 'errored' | 'disposed';

/**
 * Why a model is paused: `pause()` by hand, which only `resume()` or `sync()` by hand ends; no component left that
 * shows it; the page hidden; all that shows it out of view.
 */
export type PausedReason = 'user' | 'unused' | 'page-hidden' | 'out-of-view';

/** What a model shows at one moment. Immutable; a new object only when something in it changed. */
export interface ModelSnapshot<T> {
  readonly state: ModelState;
  /** Why, while it is `paused`. */
  readonly pausedReason: PausedReason | undefined;
  /** Folded from confirmed events only; `undefined` until the first sync result. */
  readonly confirmed: T | undefined;
  /** The confirmed state with the pending mutations over it, folded when it is first read; the same object when none is pending. */
  readonly optimistic: T | undefined;
  /** True from the first sync result on; tells an `undefined` state from none. */
  readonly hasData: boolean;
  /** Why the model is `errored`, or what its running retry failed with; gone when it is well again. */
  readonly error: ModelsError | undefined;
  /** The position up to which the confirmed state is known to be complete. */
  readonly sequenceId: string | undefined;
  /** When the last sync result came, in ms since the epoch. */
  readonly syncedAt: number | undefined;
  /** When the last event was applied, in ms since the epoch. */
  readonly lastEventAt: number | undefined;
  /** True when there is data which may be behind: not `ready`, or ready while the connection is away. */
  readonly isStale: boolean;
  /** How many mutations wait for their confirmation. */
  readonly pendingCount: number;
  /** How far it has come from a saved state; `undefined` where it did not begin with one. */
  readonly hydration: Hydration | undefined;
}

/** Who caused a change: the user on this screen (shown at once), or somebody else (may wait for a frame). */
export type ChangeOrigin = 'local' | 'remote';

/** A mutation on its way. */
export interface Mutation {
  readonly mutationId: string;
  /** Resolves when confirmed; rejects with a `ModelsError` when rejected, timed out, cancelled or unmergeable. Settles once. */
  readonly settled: Promise<void>;
  /**
   * What the backend answers to one that ended without an answer (timed out, not sent, unmergeable): resolves when it
   * is confirmed after all, rejects when it is rejected. Never settles for any other, and once it is made again under
   * the same id. A model waits for the latest hundred.
   */
  readonly answeredLate: Promise<void>;
  /** Takes the change back. Does nothing once it is settled. */
  readonly cancel: (reason?: ModelsError) => void;
  /**
   * Puts another event in its place, under the same id. Does nothing once it is settled; a client of another kind may
   * not know it. @throws ModelsError `event-invalid`
   */
  readonly amend?: (event: MutationEvent) => void;
}

/** How a mutation is made. */
export interface MutateOptions {
  /** ms of live time until it is taken back without an answer; `Infinity` is never. Default: the client's. */
  readonly timeout?: number;
  /** Where it was made first, when that was in an earlier run. Default: where the model is. */
  readonly madeAt?: Position | undefined;
}

/** The functions of a model, which an inline definition brings anew with each render. */
export interface ModelFunctions<T> {
  /** @param params what the last `sync(...params)` was called with; definitions and hooks have none */
  readonly sync: (context: SyncContext, params: readonly unknown[]) => Promise<SyncResult<T>>;
  readonly merge: MergeFunction<T>;
  /**
   * Where there is one, what a mutation goes through before it is merged for the first time; `merge` itself sees to
   * it for confirmed events. @throws ModelsError `event-invalid`, `invalid-options`
   */
  readonly prepare?: <Event extends ChangeEvent>(event: Event) => Event;
}

/** Where a model takes in what its channel delivers. */
export interface Intake {
  /** Takes in a message as if the channel had delivered it. */
  receive(message: ChannelMessage): void;
  /** The state lacks an event that was seen: from its place on, no replay would bring it. The next catch-up is a sync. */
  distrust(): void;
}

/**
 * A model as the store sees it. Two kinds fit: the `Model` of this package, and a model of
 * `@ably-labs/models` behind the adapter in `src/sdk`.
 */
export interface LiveModel<T> {
  readonly name: string;
  readonly channelName: string;
  /** The current snapshot; the same object until something in it changes. */
  getSnapshot(): ModelSnapshot<T>;
  /**
   * Calls back, synchronously, after a change; not for those that follow until somebody has looked at the snapshot,
   * but for a `local` one after a `remote` one. The returned function ends it and may be called twice.
   */
  observe(listener: (origin: ChangeOrigin) => void): () => void;
  /** Starts, or reads the state anew. Resolves when ready; rejects with what made it `errored`. */
  sync(): Promise<void>;
  /** Reads the state of a model that has none, and attaches nothing: it is paused then, until `resume`. */
  prefetch(): Promise<void>;
  /** Lets go of the channel and keeps the data. @param reason default `user`; another one is the store's */
  pause(reason?: PausedReason): Promise<void>;
  /** Ends the pause by the user, or (with any other reason) by the store, and goes on when no other is left. */
  resume(reason?: PausedReason): Promise<void>;
  /** Shows a local change in the same tick. @throws ModelsError `event-invalid`, `model-disposed` */
  mutate(event: MutationEvent, options?: MutateOptions): Mutation;
  /** Uses these functions from now on; starts nothing. */
  configure(functions: ModelFunctions<T>): void;
  /**
   * For an `Inspector`, which keeps messages back. A client of another kind has none.
   *
   * @internal
   */
  readonly intake?: Intake;
  /**
   * Reads the state anew with the parameters of the latest `sync`, and ends no pause.
   *
   * @internal
   */
  resync?(): Promise<void>;
}

/** A model as it is asked for: everything that identifies and runs it. */
export interface ResolvedModel<T> extends ModelFunctions<T> {
  readonly name: string;
  readonly channelName: string;
}

/** A client as the provider sees it. */
export interface LiveClient {
  readonly connection: ConnectionView;
  /** Where it logs; a client of another kind may log elsewhere. */
  readonly logger?: Logger;
  /** Keeps what the models would lose with the page; may be set before the first model is made. */
  companion?: Companion;
  /** Who looks into the models while they run; may come and go at any time. */
  inspector?: Inspector;
  /** By name, those that exist. */
  readonly models?: ReadonlyMap<string, LiveModel<unknown>>;
  /** Lets models begin with what an earlier run, or a server, had of them. Never overwrites what a model has. */
  restore?(states: SavedStates): void;
  /** The model of that name if it exists; creates nothing. */
  peek(name: string): LiveModel<unknown> | undefined;
  /** The model of that name, created when there is none. Attaches nothing until `sync()`. */
  get<T>(model: ResolvedModel<T>): LiveModel<T>;
  /** Lets go of this very model: its channel, its timers, itself. A later `get` starts a fresh one. */
  release<T>(model: LiveModel<T>): Promise<void>;
}
