import type { ConnectionView } from '../channel/port.js';
import { ModelsError } from '../errors.js';
import { isCreation } from '../model/change-message.js';
import { systemClock } from '../model/clock.js';
import { toMergeError } from '../model/describe-event.js';
import { Emitter } from '../model/emitter.js';
import type { ConfirmedEvent, MutationEvent } from '../model/event.js';
import type {
  ChangeOrigin,
  LiveClient,
  LiveModel,
  ModelFunctions,
  ModelSnapshot,
  Mutation,
  PausedReason,
  ResolvedModel,
} from '../model/live-model.js';
import { LocalMutations } from '../model/local-mutations.js';
import { PauseReasons } from '../model/pause-reasons.js';
import { isSameSnapshot } from '../model/same-snapshot.js';
import { messageIdOf } from '../model/sequence.js';
import type { SyncState } from '../model/sync-call.js';
import { ConfirmedState } from './confirmed-state.js';
import { SdkChannel } from './sdk-channel.js';
import type { SdkEvent, SdkModel, SdkModelsClient, SdkSyncResult } from './sdk-client.js';
import { toSdkError } from './sdk-error.js';
import { SdkLifecycle } from './sdk-lifecycle.js';
import { watchConfirmation } from './sdk-mutation.js';
import { SyncCalls } from './sync-calls.js';

/** ms; the SDK's documentation says this too, while its code has the other. */
const MUTATION_TIMEOUT = 5_000;
const SDK_MUTATION_TIMEOUT = 120_000;

/**
 * ms for which a result that was read ahead can be gone on from: Ably keeps messages for two minutes at least. The SDK
 * takes a history that no longer has what was missed for one in which nothing was.
 */
const MAX_AGE = 90_000;

/** The SDK asks for a result that nobody wants: without a sequence id it gives up at once and attaches nothing. */
const NO_RESULT = { data: undefined, sequenceId: undefined } as unknown as SdkSyncResult;

/**
 * A model of `@ably-labs/models`, as the store sees it.
 *
 * The SDK talks to the channel: it attaches, replays and orders. What it hears comes here through the merge
 * function that it was given, and is folded here: so that a change shows in the same tick, a confirmation
 * takes its mutation away in the snapshot that shows the event, and no event is applied twice.
 */
export class SdkLiveModel<T> implements LiveModel<T> {
  /** Another one when it is used again, after a release, under another name. */
  name: string;
  readonly channelName: string;
  #functions: ModelFunctions<T>;
  readonly #sdk: SdkModel;
  readonly #channel: SdkChannel;
  readonly #live: LiveClient;
  readonly #connection: ConnectionView;
  readonly #lifecycle: SdkLifecycle;
  readonly #pauses = new PauseReasons();
  readonly #calls = new SyncCalls();
  /** Apart from `#calls`, which the lifecycle aborts. */
  readonly #earlyCalls = new SyncCalls();
  /** A sync call ahead of the SDK's own, which will be given the result of this one. */
  #prefetched: { readonly result: Promise<SyncState<T> | undefined>; readonly since: number } | undefined;
  readonly #mutations: LocalMutations<T>;
  readonly #observers = new Emitter<'change', ChangeOrigin>((thrown) =>
    console.error('ably-models-react: a listener of a model threw', thrown),
  );
  #confirmed: ConfirmedState<T> | undefined;
  /** Whether the SDK ever had a result, and so went on to the channel. */
  #hasAnswered = false;
  #syncedAt: number | undefined;
  #lastEventAt: number | undefined;
  #stopObservingConnection: (() => void) | undefined;
  #snapshot: ModelSnapshot<T> | undefined;
  #isSnapshotStale = true;

  constructor(client: SdkModelsClient, live: LiveClient, model: ResolvedModel<T>) {
    this.name = model.name;
    this.channelName = model.channelName;
    this.#functions = model;
    this.#channel = new SdkChannel(client.ably, model.channelName);
    this.#live = live;
    this.#connection = live.connection;
    this.#mutations = new LocalMutations<T>(
      systemClock,
      this.name,
      () => this.#functions,
      () => this.#changed('local'),
    );
    // The SDK keeps the first functions that it gets, for ever: these, which call the latest ones.
    this.#sdk = client.models.get({
      channelName: model.channelName,
      sync: () => this.#answerSync(),
      merge: (state, event) => this.#merge(state, event),
    });
    this.#lifecycle = new SdkLifecycle(this.#sdk, {
      nameOf: () => this.name,
      toError: (thrown) => this.#toError(thrown),
      changed: () => this.#onLifecycle(),
      abortSync: () => this.#calls.abort(),
    });
  }

  getSnapshot(): ModelSnapshot<T> {
    if (this.#snapshot === undefined || this.#isSnapshotStale) {
      this.#isSnapshotStale = false;
      const next = this.#takeSnapshot();
      if (this.#snapshot === undefined || !isSameSnapshot(this.#snapshot, next)) this.#snapshot = next;
    }
    return this.#snapshot;
  }

  observe(listener: (origin: ChangeOrigin) => void): () => void {
    // A function of our own: the same listener may observe twice, and end each on its own.
    const observer = (origin: ChangeOrigin) => listener(origin);
    this.#observers.on('change', observer);
    return () => this.#observers.off('change', observer);
  }

  sync(): Promise<void> {
    this.#pauses.end('user');
    this.#stopObservingConnection ??= this.#connection.observe(() => this.#changed('remote'));
    return this.#lifecycle.sync();
  }

  async prefetch(): Promise<void> {
    const { state, hasData } = this.getSnapshot();
    // Paused before it had anything, it would keep whoever waits for it waiting.
    const isIdle = state === 'initialized' || state === 'errored' || state === 'paused';
    if (!isIdle || hasData || this.#prefetched !== undefined) return;
    const since = systemClock.now();
    const call = this.#earlyCalls.call(this.name, (context) => this.#functions.sync(context, []));
    this.#prefetched = { result: call, since };
    try {
      const result = await call;
      if (result === undefined || this.#confirmed !== undefined) return;
      this.#show(result);
      this.#changed('remote');
    } catch (thrown) {
      this.#prefetched = undefined;
      // Whoever synced meanwhile tries again by itself.
      if (this.#lifecycle.state === state) this.#lifecycle.fail(thrown as ModelsError);
      throw thrown;
    }
  }

  pause(reason: PausedReason = 'user'): Promise<void> {
    this.#pauses.add(reason);
    const paused = this.#lifecycle.pause();
    this.#changed('remote');
    return paused;
  }

  resume(reason: PausedReason = 'user'): Promise<void> {
    this.#pauses.end(reason);
    if (!this.#pauses.exist()) return this.#lifecycle.resume();
    this.#changed('remote');
    return Promise.resolve();
  }

  mutate(event: MutationEvent, options: { readonly timeout?: number } = {}): Mutation {
    if (this.#lifecycle.state === 'disposed') throw this.#lifecycle.disposedError();
    const { timeout = defaultTimeout(this.#sdk) } = options;
    const confirmed = this.#confirmed;
    const base = confirmed && {
      state: confirmed.data,
      position: { id: confirmed.sequenceId, inChannel: false },
    };
    const mutation = this.#mutations.add(event, timeout, base);
    void watchConfirmation(this.#sdk, mutation, event);
    this.#live.inspector?.mutated(this as LiveModel<unknown>, mutation, event);
    return mutation;
  }

  configure(functions: ModelFunctions<T>): void {
    this.#functions = functions;
  }

  /** Forgets the state, and pauses: the SDK would hand out a disposed model for ever. */
  release(): Promise<void> {
    this.#stopObservingConnection?.();
    this.#stopObservingConnection = undefined;
    this.#mutations.settleAll(
      new ModelsError(
        'model-disposed',
        `unable to confirm a mutation of model "${this.name}"; it was let go`,
      ),
    );
    this.#earlyCalls.abort();
    this.#prefetched = undefined;
    this.#confirmed = undefined;
    this.#syncedAt = undefined;
    this.#lastEventAt = undefined;
    return this.#lifecycle.release();
  }

  async #answerSync(): Promise<SdkSyncResult> {
    // The SDK tries again without waiting for its own detach: when that is through, it takes the listener of the
    // new attempt away. It must have no sync result before.
    await this.#channel.untilDetached();
    if (this.#hasAnswered && this.#channel.refusal) {
      // It never gets over a channel that failed under it, and would try without end.
      this.#lifecycle.fail(this.#toError(undefined));
      return NO_RESULT;
    }
    while (this.#lifecycle.beginSync()) {
      try {
        const call = () => this.#calls.call(this.name, (context) => this.#functions.sync(context, []));
        const result = (await this.#takePrefetched()) ?? (await call());
        if (result === undefined) continue;
        this.#show(result);
        this.#hasAnswered = true;
        this.#lifecycle.report(undefined);
        return result;
      } catch (thrown) {
        const error = thrown as ModelsError;
        // Anything else the SDK tries again, as its retry strategy says.
        if (error.code !== 'sync-result-invalid') {
          this.#lifecycle.report(error);
          throw error;
        }
        this.#lifecycle.fail(error);
        return NO_RESULT;
      }
    }
    return NO_RESULT;
  }

  async #takePrefetched(): Promise<SyncState<T> | undefined> {
    const prefetched = this.#prefetched;
    this.#prefetched = undefined;
    if (prefetched === undefined || systemClock.now() - prefetched.since > MAX_AGE) return undefined;
    // What went wrong with it, the call in its place will tell.
    return prefetched.result.catch(() => undefined);
  }

  #show(result: SyncState<T>): void {
    this.#confirmed = new ConfirmedState(result);
    this.#syncedAt = systemClock.now();
  }

  /** Where Ably refused the channel, the SDK's later attempts fail for that, and do not say why any more. */
  #toError(thrown: unknown): ModelsError {
    return toSdkError(this.name, this.#channel.refusal ?? thrown);
  }

  /** The SDK's merge function. Must not throw: the SDK would sync, meet the event again, and sync, without end. */
  #merge(state: unknown, event: SdkEvent): unknown {
    const confirmed = this.#confirmed;
    // Pending changes are laid over the confirmed state here, and not by the SDK.
    if (!event.confirmed || confirmed === undefined) return state;
    if (isCreation(event)) this.#take(confirmed, event);
    return confirmed.data;
  }

  #take(confirmed: ConfirmedState<T>, { name, data, mutationId, sequenceId }: SdkEvent): void {
    const id = messageIdOf(sequenceId) ?? '';
    if (name === '') {
      const why = `unable to read message "${id}" on channel "${this.channelName}" as a change event; it has no name`;
      this.#lifecycle.report(new ModelsError('event-invalid', why));
      return;
    }
    const event: ConfirmedEvent = {
      name,
      data,
      confirmed: true,
      rejected: false,
      mutationId,
      sequenceId: id,
    };
    this.#mutations.settleBy(event);
    this.#live.inspector?.heard(this as LiveModel<unknown>, event);
    if (this.#lifecycle.state !== 'errored') this.#fold(confirmed, event);
    this.#changed('remote');
  }

  #fold(confirmed: ConfirmedState<T>, event: ConfirmedEvent): void {
    const { sequenceId } = event;
    if (!confirmed.lacks(sequenceId)) return;
    try {
      confirmed.take(sequenceId, this.#functions.merge(confirmed.data, event));
      this.#lastEventAt = systemClock.now();
      // What was skipped before is no longer the last thing that happened.
      this.#lifecycle.forgetReport();
    } catch (thrown) {
      this.#lifecycle.fail(toMergeError(this.name, event, thrown));
    }
  }

  #onLifecycle(): void {
    const { state } = this.#lifecycle;
    if (state === 'ready') this.#channel.watch(() => this.#lifecycle.distrust());
    if (state === 'disposed') this.#mutations.settleAll(this.#lifecycle.disposedError());
    this.#changed('remote');
  }

  get #isLive(): boolean {
    return this.#lifecycle.state === 'ready' && this.#connection.getState() === 'connected';
  }

  #changed(origin: ChangeOrigin): void {
    this.#isSnapshotStale = true;
    // While it has failed nothing comes any more that could settle them: they would hold the model for ever.
    const hasEnded = this.#lifecycle.state === 'errored' && this.#connection.getState() === 'connected';
    this.#mutations.runClocks(this.#isLive || hasEnded);
    this.#observers.emit('change', origin);
  }

  #takeSnapshot(): ModelSnapshot<T> {
    const confirmed = this.#confirmed;
    return {
      state: this.#lifecycle.state,
      pausedReason: this.#lifecycle.state === 'paused' ? (this.#pauses.current ?? 'user') : undefined,
      confirmed: confirmed?.data,
      optimistic: confirmed && this.#mutations.over(confirmed.data),
      hasData: confirmed !== undefined,
      error: this.#lifecycle.error,
      sequenceId: confirmed?.sequenceId,
      syncedAt: this.#syncedAt,
      lastEventAt: this.#lastEventAt,
      isStale: confirmed !== undefined && !this.#isLive,
      hydration: undefined,
      pendingCount: this.#mutations.size,
    };
  }
}

function defaultTimeout({ options }: SdkModel): number {
  const { timeout } = options.optimisticEventOptions;
  return timeout === SDK_MUTATION_TIMEOUT ? MUTATION_TIMEOUT : timeout;
}
