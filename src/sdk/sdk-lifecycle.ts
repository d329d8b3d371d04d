import { ModelsError } from '../errors.js';
import type { ModelState } from '../model/live-model.js';
import { Operations, type Operation } from '../model/operations.js';
import type { SdkModel, SdkStateChange } from './sdk-client.js';

/** What the lifecycle asks of the model that it belongs to. */
export interface LifecycleOwner {
  nameOf(): string;
  /** The state, or the error, is another. */
  changed(): void;
  /** What the SDK went to `errored` with, in this package's words. */
  toError(reason: unknown): ModelsError;
  /** The result of a sync call under way is no longer wanted, or wanted anew. @returns whether there was one */
  abortSync(): boolean;
}

/**
 * Brings an SDK model to where it is wanted, one step at a time.
 *
 * The SDK takes a call in any state and at any moment, and several of them leave it deaf: a pause during a sync,
 * a sync while its channel is attached (the new listener is removed when the old detach is through). So a call
 * only changes what is wanted, and each step is taken from a state in which the SDK can take it.
 */
export class SdkLifecycle {
  readonly #sdk: SdkModel;
  readonly #owner: LifecycleOwner;
  readonly #operations = new Operations();
  #operation: Operation | undefined;
  /** From the first sync to the release. */
  #isOpen = false;
  #wanted: 'live' | 'paused' = 'paused';
  #wantsSync = false;
  #error: ModelsError | undefined;
  #hasFailed = false;
  /** A step of ours runs: the next one is found when it is through. */
  #isStepping = false;
  #isPausing = false;
  /** The SDK paused itself, and will resume itself. */
  #isRecovering = false;
  /** Whether the SDK called our sync function since we told it to sync. */
  #wasAsked = false;

  constructor(sdk: SdkModel, owner: LifecycleOwner) {
    this.#sdk = sdk;
    this.#owner = owner;
    sdk.on(['syncing', 'ready', 'paused', 'errored', 'disposed'], (change) => this.#onChange(change));
  }

  get error(): ModelsError | undefined {
    return this.#error;
  }

  get state(): ModelState {
    const { state } = this.#sdk;
    if (state === 'disposed') return 'disposed';
    if (this.#hasFailed) return 'errored';
    if (!this.#isOpen) return 'initialized';
    if (this.#wanted === 'paused') return state === 'syncing' ? 'syncing' : 'paused';
    return state === 'ready' && !this.#wantsSync ? 'ready' : 'syncing';
  }

  sync(): Promise<void> {
    if (this.#sdk.state === 'disposed') return Promise.reject(this.disposedError());
    this.#isOpen = true;
    this.#hasFailed = false;
    this.#error = undefined;
    // A call that is under way is made anew, and its result serves this sync too.
    this.#wantsSync = !this.#owner.abortSync();
    return this.#want('live');
  }

  pause(): Promise<void> {
    if (!this.#isOpen || this.#hasFailed || this.#wanted === 'paused') return this.#operations.outcome;
    const pausing = this.#want('paused');
    this.#owner.abortSync();
    return pausing;
  }

  resume(): Promise<void> {
    if (!this.#isOpen || this.#hasFailed || this.#wanted === 'live') return this.#operations.outcome;
    return this.#want('live');
  }

  /** Pauses, which is as far as the SDK can let go of a model. The next sync begins as if it were the first. */
  release(): Promise<void> {
    this.#isOpen = false;
    this.#hasFailed = false;
    this.#error = undefined;
    const releasing = this.#want('paused');
    this.#owner.abortSync();
    return releasing;
  }

  /** What was heard may have holes: reads the state anew, unless it is not wanted now. */
  distrust(): void {
    this.#wantsSync = true;
    this.#reconcile();
  }

  /** Stops for good: until the next `sync`. */
  fail(error: ModelsError): void {
    this.#hasFailed = true;
    this.report(error);
    this.#reconcile();
  }

  /** Tells of an error that the model survives. */
  report(error: ModelsError | undefined): void {
    this.#error = error;
    this.#owner.changed();
  }

  /** Unlike `report(undefined)` tells nobody: something else has changed too, and is told of then. */
  forgetReport(): void {
    this.#error = undefined;
  }

  /**
   * The SDK asks for a sync result.
   *
   * @returns false when none is wanted: then the SDK has to be sent away without
   */
  beginSync(): boolean {
    this.#wasAsked = true;
    this.#wantsSync = this.#wanted === 'paused';
    return !this.#wantsSync;
  }

  #want(wanted: 'live' | 'paused'): Promise<void> {
    this.#wanted = wanted;
    this.#operation = this.#operations.begin();
    const { promise } = this.#operation;
    this.#reconcile();
    this.#owner.changed();
    return promise;
  }

  #onChange({ current, reason }: SdkStateChange): void {
    if (current === 'paused' && !this.#isPausing) this.#isRecovering = true;
    if (current === 'ready') {
      // It replays what was missed, says ready, and never hears another event: its listener is gone.
      if (this.#isRecovering) this.#wantsSync = true;
      this.#isRecovering = false;
      if (!this.#wasAsked) this.fail(this.#foreignError());
    }
    if (current === 'errored') {
      this.#isRecovering = false;
      // With a sync wanted it was sent away on purpose, or will be given another chance.
      if (!this.#wantsSync && !this.#hasFailed) this.fail(this.#owner.toError(reason));
    }
    if (current === 'disposed') this.#error = this.disposedError();
    this.#reconcile();
    this.#owner.changed();
  }

  #reconcile(): void {
    if (!this.#isStepping) void this.#takeSteps();
  }

  async #takeSteps(): Promise<void> {
    this.#isStepping = true;
    // Found and begun without a pause between: nothing that is wanted meanwhile is overlooked.
    for (let step = this.#nextStep(); step !== undefined; step = this.#nextStep()) {
      // The state tells how it went: the SDK's promises reject with what it went to `errored` with.
      await step().catch(() => undefined);
    }
    this.#isStepping = false;
    this.#settle();
  }

  #nextStep(): (() => Promise<unknown>) | undefined {
    const { state } = this.#sdk;
    if (state === 'disposed' || state === 'syncing' || this.#isRecovering) return undefined;
    const mayHoldChannel = state === 'ready' || state === 'errored';
    if (this.#wanted === 'paused' || this.#hasFailed) return mayHoldChannel ? this.#pause : undefined;
    if (this.#wantsSync) return mayHoldChannel ? this.#pause : this.#sync;
    return state === 'paused' ? () => this.#sdk.resume() : undefined;
  }

  readonly #sync = (): Promise<unknown> => {
    this.#wantsSync = false;
    this.#wasAsked = false;
    return this.#sdk.sync();
  };

  /** Where the detach fails, the SDK stays `ready`, and deaf; the next step is the same, and then it is through. */
  readonly #pause = async (): Promise<void> => {
    this.#isPausing = true;
    try {
      await this.#sdk.pause();
    } finally {
      this.#isPausing = false;
    }
  };

  #settle(): void {
    const { state } = this;
    if (this.#error && (state === 'errored' || state === 'disposed')) this.#operation?.reject(this.#error);
    else if (state !== 'syncing') this.#operation?.resolve();
  }

  disposedError(): ModelsError {
    return new ModelsError(
      'model-disposed',
      `unable to use model "${this.#owner.nameOf()}"; it was disposed, and its client never makes another`,
    );
  }

  #foreignError(): ModelsError {
    return new ModelsError(
      'invalid-options',
      `unable to use model "${this.#owner.nameOf()}"; its client already has a model on that channel, made with ` +
        '`models.get`, and runs the functions of that one. Make it through the provider only',
    );
  }
}
