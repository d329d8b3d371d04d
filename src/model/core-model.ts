import { toModelsError, type ModelsError } from '../errors.js';
import type { Companion } from './companion.js';
import { Emitter } from './emitter.js';
import type { MutationEvent } from './event.js';
import { assertMove, disposedError } from './lifecycle.js';
import type {
  ChangeOrigin,
  Intake,
  LiveModel,
  ModelFunctions,
  MutateOptions,
  ModelSnapshot,
  ModelState,
  Mutation,
  PausedReason,
} from './live-model.js';
import { LocalMutations } from './local-mutations.js';
import { Operations, type Operation } from './operations.js';
import type { ModelContext, ModelIdentity } from './context.js';
import { PauseReasons } from './pause-reasons.js';
import { isSameSnapshot } from './same-snapshot.js';
import { readSaved, type Hydration, type SavedState } from './saved-state.js';
import { Stream } from './stream.js';
import type { SyncContext } from './spec.js';
import { Wait } from './wait.js';
import { callSync, type SyncState } from './sync-call.js';
import type { Position } from './track.js';

/** A move of the lifecycle, as `model.on(state, listener)` tells it. */
export interface ModelStateChange {
  readonly current: ModelState;
  readonly previous: ModelState;
  /** Why, when it went to `errored` or was disposed for a reason. */
  readonly reason?: Error;
}

/** What may work at another time; anything else would fail the same way again. */
const TRANSIENT: ReadonlySet<string> = new Set(['sync-failed', 'channel-failed', 'insufficient-history']);

/** Retries of a state that is read ahead: who waits for it shows nothing else meanwhile, and can ask again. */
const PREFETCH_RETRIES = 3;

/** The lifecycle of a model: one operation at a time, the latest intention wins, late results are dropped. */
export class CoreModel<T, Params extends readonly unknown[] = readonly unknown[]> implements LiveModel<T> {
  readonly name: string;
  readonly channelName: string;
  protected readonly lifecycle: Emitter<ModelState, ModelStateChange>;
  readonly #context: ModelContext;
  readonly #stream: Stream<T>;
  readonly #mutations: LocalMutations<T>;
  readonly #operations = new Operations();
  readonly #observers: Emitter<'change', ChangeOrigin>;
  #functions: ModelFunctions<T>;
  #syncParams: readonly unknown[] = [];
  readonly #pauses = new PauseReasons();
  #state: ModelState = 'initialized';
  #error: ModelsError | undefined;
  /** Whether the operation that runs, or ran last, asked for a new sync result. */
  #wantsSync = false;
  /** A sync result that was read ahead, for the next catch-up. */
  #prefetched: SyncState<T> | undefined;
  #hydration: Hydration | undefined;
  /** Whether the companion was asked what an earlier run left. */
  #hasLoaded = false;
  #syncedAt: number | undefined;
  #lastEventAt: number | undefined;
  #snapshot: ModelSnapshot<T> | undefined;
  #isSnapshotStale = true;
  /** What the observers were told since somebody last looked: they need not hear it again. */
  #told: ChangeOrigin | undefined;
  #stopObservingConnection: (() => void) | undefined;
  /** Until the next try, while one is waited for. */
  #backoff: Wait | undefined;

  constructor(identity: ModelIdentity, functions: ModelFunctions<T>, context: ModelContext) {
    this.name = identity.name;
    this.channelName = identity.channelName;
    this.#functions = functions;
    this.#context = context;
    const onThrow = (error: unknown) =>
      context.logger.error({ model: this.name, error }, 'a listener of the model threw');
    this.lifecycle = new Emitter(onThrow);
    this.#observers = new Emitter(onThrow);
    this.#mutations = new LocalMutations<T>(
      context.clock,
      this.name,
      () => this.#functions,
      () => this.#changed('local'),
    );
    this.#stream = new Stream<T>(identity, context, {
      merge: (state, event) => this.#functions.merge(state, event),
      settle: (event) => {
        this.#mutations.settleBy(event);
        context.companion?.heard(this as CoreModel<unknown>, event);
        context.client?.inspector?.heard(this as CoreModel<unknown>, event);
      },
      merged: (at) => this.#onMerged(at),
      pendingPositions: () => this.#mutations.positions(this.#stream.track?.position),
      changed: () => this.#changed('remote'),
      skipped: (error) => this.#report(error),
      interrupted: (error) => this.#recover(error),
      failed: (error) => this.#fail(error),
    });
  }

  get state(): ModelState {
    return this.#state;
  }

  /**
   * Starts the model, or reads its state anew.
   *
   * @param params handed to the sync function, also when it is called again later
   * @returns resolves when ready, or as the operation does that overtakes it; rejects with what made it `errored`
   */
  sync(...params: Params): Promise<void> {
    this.#syncParams = params;
    this.#pauses.end('user');
    this.#prefetched = undefined;
    // What begins with a saved state goes on from there.
    return this.#start(this.#state !== 'initialized' || this.#stream.track === undefined);
  }

  prefetch(): Promise<void> {
    if (this.#stream.track !== undefined || this.#state === 'syncing' || this.#state === 'disposed')
      return this.#operations.outcome;
    if (!this.#pauses.exist()) this.#pauses.add('unused');
    return this.#start(true);
  }

  /**
   * Lets go of the channel and keeps the data, until `resume()` or `sync()`. Resolves when the channel is detached.
   *
   * @param reason for the store, which pauses what nobody can see; leave it out
   */
  pause(reason: PausedReason = 'user'): Promise<void> {
    const { outcome } = this.#operations;
    const isOver = this.#state === 'disposed' || (this.#state === 'errored' && !this.#mayRecover());
    if (isOver || this.#state === 'initialized') return outcome;
    this.#pauses.add(reason);
    if (this.#state === 'paused') {
      this.#changed('remote');
      return outcome;
    }
    const operation = this.#operations.begin();
    const closing = this.#stream.close();
    // What was still held back may have failed to merge, and that comes first.
    if (operation.isOvertaken()) return operation.promise;
    this.#error = undefined;
    this.#move('paused');
    void closing.then(operation.resolve);
    return operation.promise;
  }

  /**
   * Goes on after `pause()`: replays what was missed while the channel keeps it, and syncs when it does not. Does
   * nothing to a model that is not paused; one that nobody can see goes on when somebody can.
   *
   * @param reason for the store; leave it out
   */
  resume(reason: PausedReason = 'user'): Promise<void> {
    this.#pauses.end(reason);
    if (this.#state !== 'paused') return this.#operations.outcome;
    if (!this.#pauses.exist()) return this.#start(this.#wantsSync);
    this.#changed('remote');
    return this.#operations.outcome;
  }

  /**
   * Ends the model for good: lets go of channel, timers and listeners, and rejects what is pending with
   * `model-disposed`. A later `client.models.get` makes a fresh one.
   *
   * @param reason handed to the `disposed` listeners, and the cause of the rejections
   */
  dispose(reason?: Error): Promise<void> {
    if (this.#state === 'disposed') return Promise.resolve();
    const error = disposedError(this.name, reason);
    // Whatever is asked for later settles as this one does.
    this.#operations.begin().reject(error);
    const closing = this.#stream.close().then(() => this.#context.channels.release(this.channelName));
    this.#stopObservingConnection?.();
    this.#mutations.settleAll(error);
    this.#error = error;
    this.#move('disposed', reason);
    this.lifecycle.clear();
    this.#observers.clear();
    this.#context.onDispose();
    return closing;
  }

  mutate(event: MutationEvent, options?: MutateOptions): Mutation {
    if (this.#state === 'disposed') throw disposedError(this.name);
    // Spread, since callers without types also pass `null`.
    const { timeout = this.#context.settings.mutationTimeout, madeAt } = { ...options };
    const mutation = this.#mutations.add(event, timeout, this.#stream.track, madeAt);
    this.#context.client?.inspector?.mutated(this as CoreModel<unknown>, mutation, event);
    return mutation;
  }

  /** The place of the confirmed state in the channel. */
  get position(): Position | undefined {
    return this.#stream.track?.position;
  }

  /** What another run needs to go on from here; `undefined` while there is no state. */
  save(): SavedState<T> | undefined {
    const saved = this.#stream.save();
    return saved && { ...saved, syncedAt: this.#syncedAt, lastEventAt: this.#lastEventAt };
  }

  /**
   * Begins with what another run has saved: shown at once, and gone on from with the first `sync()`, by a replay where the
   * channel reaches back to it. Never overwrites a state.
   *
   * @throws ModelsError `invalid-options` for what is no saved state
   */
  restore(saved: SavedState<T>): void {
    if (this.#stream.track !== undefined || this.#state === 'disposed') return;
    const state = readSaved(this.name, saved);
    this.#stream.begin(state);
    this.#syncedAt = state.syncedAt;
    this.#lastEventAt = state.lastEventAt;
    this.#hydration = 'hydrated';
    this.#changed('remote');
  }

  getSnapshot(): ModelSnapshot<T> {
    if (this.#snapshot === undefined || this.#isSnapshotStale) {
      this.#isSnapshotStale = false;
      this.#told = undefined;
      const next = this.#takeSnapshot();
      if (this.#snapshot === undefined || !isSameSnapshot(this.#snapshot, next)) this.#snapshot = next;
    }
    return this.#snapshot;
  }

  observe(listener: (origin: ChangeOrigin) => void): () => void {
    // A function of our own: the same listener may observe twice, and end each on its own.
    const observer = (origin: ChangeOrigin) => listener(origin);
    this.#told = undefined;
    this.#observers.on('change', observer);
    return () => this.#observers.off('change', observer);
  }

  configure(functions: ModelFunctions<T>): void {
    this.#functions = functions;
  }

  /** @internal */
  get intake(): Intake {
    return this.#stream;
  }

  /** @internal */
  resync(): Promise<void> {
    this.#prefetched = undefined;
    return this.#start(true);
  }

  /** Catches up, by a new sync result or by a replay, until ready, failed or overtaken. */
  #start(wantsSync: boolean): Promise<void> {
    if (this.#state === 'disposed') return this.#operations.outcome;
    this.#stopObservingConnection ??= this.#context.channels.connection.observe(() => this.#onConnection());
    const operation = this.#operations.begin();
    this.#wantsSync = wantsSync;
    if (this.#state !== 'syncing') this.#move('syncing');
    void this.#run(operation);
    return operation.promise;
  }

  /** Messages may have been missed: the state stays on screen, and is stale until they are there. */
  #recover(reason: ModelsError | undefined): void {
    if (reason && !TRANSIENT.has(reason.code)) return this.#fail(reason);
    this.#wantsSync = false;
    void this.#run(this.#operations.begin());
  }

  async #run(operation: Operation): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#attempt(operation);
        if (!operation.isOvertaken()) this.#settle(operation);
        return;
      } catch (thrown) {
        if (operation.isOvertaken()) return;
        const error = thrown as ModelsError;
        if (error.code === 'insufficient-history' && !this.#wantsSync) {
          // No fault, only the slower way: the channel no longer keeps what a replay needs.
          this.#wantsSync = true;
          continue;
        }
        if (!(await this.#mayTryAgain(error, attempt, operation)) || operation.isOvertaken()) return;
      }
    }
  }

  /** Waits as long as the strategy says; fails the operation when there is to be no other try. */
  async #mayTryAgain(error: ModelsError, attempt: number, operation: Operation): Promise<boolean> {
    const { settings, clock } = this.#context;
    const isPrefetch = this.#stream.track === undefined && this.#pauses.exist();
    const mayRetry = TRANSIENT.has(error.code) && !(isPrefetch && attempt > PREFETCH_RETRIES);
    let failure = error;
    let wait = -1;
    try {
      if (mayRetry) wait = settings.retryStrategy(attempt);
    } catch (thrown) {
      const doing = `sync model "${this.name}" again`;
      failure = toModelsError('invalid-options', doing, thrown, 'retryStrategy threw: ');
    }
    if (!(wait >= 0)) {
      this.#fail(failure, operation);
      return false;
    }
    this.#report(error);
    this.#backoff = new Wait(clock, wait, operation.signal);
    await this.#backoff.over;
    return true;
  }

  async #attempt(operation: Operation): Promise<void> {
    const { companion } = this.#context;
    if (companion && !this.#hasLoaded) {
      await this.#load(companion, operation);
      // Where nobody can see it, what was kept is enough.
      if (operation.isOvertaken() || (this.#hydration && this.#pauses.exist())) return;
    }
    const { track } = this.#stream;
    if (track !== undefined && !this.#wantsSync && this.#stream.canReplay) {
      return this.#stream.catchUpFromPosition(track, operation);
    }
    this.#wantsSync = true;
    if (this.#state !== 'syncing') this.#move('syncing');
    // Where there is a state, it may be newer than the result: only the channel can tell.
    if (track === undefined && this.#pauses.exist()) {
      const since = this.#context.clock.now();
      const state = await this.#read(operation);
      if (operation.isOvertaken()) return;
      // Unless one was restored meanwhile: which of the two is newer, only the channel can tell.
      if (this.#stream.track === undefined) {
        this.#stream.begin({ ...state, takenAt: since });
        this.#prefetched = state;
      }
      if (this.#pauses.exist()) return;
      // Somebody came for it meanwhile, and is served with the same result.
    }
    await this.#stream.catchUpFromSync(() => this.#read(operation), operation);
  }

  /** Begins with what the companion has kept of an earlier run. */
  async #load(companion: Companion, operation: Operation): Promise<void> {
    const saved = await companion.load(this as CoreModel<unknown>);
    if (operation.isOvertaken()) return;
    this.#hasLoaded = true;
    try {
      // By name: who keeps two types of data under one is warned by the store.
      if (saved !== undefined) this.restore(saved as SavedState<T>);
    } catch (thrown) {
      // What cannot be used is as good as nothing.
      this.#report(thrown as ModelsError);
    }
    // It may also have been restored meanwhile, by others.
    if (this.#stream.track !== undefined) this.#wantsSync = false;
  }

  async #read(operation: Operation): Promise<SyncState<T>> {
    const prefetched = this.#prefetched;
    this.#prefetched = undefined;
    if (prefetched !== undefined && this.#stream.canReplay) return prefetched;
    const { clock, settings, companion } = this.#context;
    const call = (context: SyncContext) =>
      companion
        ? companion.read(this, this.#functions, context, this.#syncParams)
        : this.#functions.sync(context, this.#syncParams);
    const state = await callSync(call, {
      name: this.name,
      timeout: settings.syncTimeout,
      signal: operation.signal,
      clock,
    });
    if (!operation.isOvertaken()) this.#syncedAt = clock.now();
    return state;
  }

  /** Where everything went well: `ready`, or `paused` where the state was read for those who do not look yet. */
  #settle(operation: Operation): void {
    const isPaused = this.#pauses.exist();
    if (this.#hydration === 'hydrated' && !isPaused)
      this.#hydration = this.#wantsSync ? 'resynced' : 'replayed';
    this.#wantsSync = this.#prefetched !== undefined;
    this.#error = undefined;
    if (isPaused) void this.#stream.close();
    if (this.#state === 'ready' && !isPaused) this.#changed('remote');
    else this.#move(isPaused ? 'paused' : 'ready');
    operation.resolve();
  }

  #fail(error: ModelsError, operation = this.#operations.begin()): void {
    void this.#stream.close();
    if (!TRANSIENT.has(error.code)) this.#stream.distrust();
    this.#error = error;
    this.#context.logger.error({ model: this.name, error }, error.message);
    this.#move('errored', error);
    operation.reject(error);
  }

  #onMerged(at: number): void {
    this.#lastEventAt = at;
    // What was skipped before is no longer the last thing that happened.
    if (this.#state === 'ready') this.#error = undefined;
  }

  /** Tells of an error that the model survives. */
  #report(error: ModelsError): void {
    this.#context.logger.warn({ model: this.name, error }, error.message);
    this.#error = error;
    this.#changed('remote');
  }

  #onConnection(): void {
    if (this.#context.channels.connection.getState() !== 'connected') return this.#stream.away();
    // What failed for want of a connection need not wait any longer.
    this.#backoff?.skip();
    if (this.#state === 'errored' && this.#mayRecover()) void this.#start(true);
    else this.#changed('remote');
  }

  #mayRecover(): boolean {
    return this.#error !== undefined && TRANSIENT.has(this.#error.code);
  }

  #move(to: ModelState, reason?: Error): void {
    const from = this.#state;
    assertMove(this.name, from, to);
    this.#state = to;
    this.#context.logger.debug({ model: this.name, from, to, reason }, `model is ${to}`);
    this.#changed('remote');
    this.lifecycle.emit(to, { current: to, previous: from, ...(reason && { reason }) });
  }

  get #isLive(): boolean {
    return this.#state === 'ready' && this.#stream.isLive;
  }

  #changed(origin: ChangeOrigin): void {
    this.#isSnapshotStale = true;
    // While it has failed nothing comes any more that could settle them: they would hold the model for ever.
    const hasEnded =
      this.#state === 'errored' && this.#context.channels.connection.getState() === 'connected';
    this.#mutations.runClocks(this.#isLive || hasEnded);
    if (this.#told === 'local' || this.#told === origin) return;
    this.#told = origin;
    this.#observers.emit('change', origin);
  }

  #takeSnapshot(): ModelSnapshot<T> {
    const { track } = this.#stream;
    const view = track && this.#mutations.view(track.state);
    return Object.freeze({
      state: this.#state,
      pausedReason: this.#state === 'paused' ? this.#pauses.current : undefined,
      confirmed: track?.state,
      hasData: track !== undefined,
      error: this.#error,
      sequenceId: track?.position.id,
      syncedAt: this.#syncedAt,
      lastEventAt: this.#lastEventAt,
      isStale: track !== undefined && !this.#isLive,
      pendingCount: this.#mutations.size,
      hydration: this.#hydration,
      // The last: two snapshots that differ elsewhere are told apart without folding anything.
      get optimistic() {
        return view?.();
      },
    });
  }
}
