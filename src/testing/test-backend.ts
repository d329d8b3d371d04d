import { ModelsError } from '../errors.js';
import { gatherInAct } from './act.js';
import { assertArgument } from './assert-argument.js';
import { toConfirmedEvent } from '../model/change-message.js';
import { deferred } from '../model/deferred.js';
import { toMergeError } from '../model/describe-event.js';
import type { ChangeEvent, ConfirmedEvent } from '../model/event.js';
import { definitionMark } from '../model/define-model.js';
import type { ModelFunctions, ResolvedModel } from '../model/live-model.js';
import { toModelFunctions } from '../model/model-functions.js';
import type { RunnableModel } from '../model/resolve-model.js';
import { normalizeSequenceId } from '../model/sequence.js';
import type { SyncContext, SyncResult } from '../model/spec.js';
import type { ChannelLog } from './channel-log.js';

/** A state, as it was when so many messages had been published. */
interface Served {
  readonly data: unknown;
  readonly at: number;
}

/** What the sync function of a channel's models would read: a state, and every change that was committed since. */
export class TestBackend {
  readonly #channelName: string;
  readonly #log: ChannelLog;
  readonly #callsOwn: boolean;
  #served: Served | undefined;
  #failures: { readonly error: Error; readonly times: number; struck: number } | undefined;
  /** By id, the changes that a model could not merge, and has told of. */
  readonly #unmergeable = new Set<string>();
  #hasAnswered = false;
  #firstAnswer: Promise<void> | undefined;

  /** @param callsOwn whether a model's own sync function is called where there is no state */
  constructor(channelName: string, log: ChannelLog, callsOwn: boolean) {
    this.#channelName = channelName;
    this.#log = log;
    this.#callsOwn = callsOwn;
  }

  /** @throws ModelsError `invalid-options` for what the client would refuse as an answer */
  serve(data: unknown): void {
    const doing = `serve a state on channel "${this.#channelName}"`;
    assertArgument(doing, data !== undefined, 'it must be data that a sync call can answer', data);
    this.#served = { data, at: this.#log.length };
  }

  fail(error: Error, times: number): void {
    this.#failures = { error, times, struck: 0 };
  }

  /** Whether a sync call was to fail, and none has. */
  get isToFail(): boolean {
    return this.#failures !== undefined && this.#failures.times > 0 && this.#failures.struck === 0;
  }

  /** Whether it is known after which sequence id changes are published: a model's own sync function answers that. */
  get isNumbered(): boolean {
    return !this.#callsOwn || this.#served !== undefined || this.#hasAnswered;
  }

  /** Settles with the first answer of a model's own sync function, if one is waited for. */
  get firstAnswer(): Promise<void> | undefined {
    return this.#firstAnswer;
  }

  /** Answers in the place of the model's sync function, with whatever that one's schema makes of the state. */
  async sync<T>(
    { name, functions }: { readonly name: string; readonly functions: ModelFunctions<T> },
    context: SyncContext,
    params: readonly unknown[],
  ): Promise<SyncResult<T>> {
    const failures = this.#failures;
    if (failures !== undefined && failures.struck < failures.times) {
      failures.struck += 1;
      throw failures.error;
    }
    if (this.#served === undefined) return this.#callOwn(name, functions, context, params);
    const { data, at } = this.#served;
    // Before anything is waited for: what is published from now on is not in the answer.
    const { length, lastId: sequenceId } = this.#log;
    const described = (functions as unknown as RunnableModel<T>)[definitionMark];
    const checked = toModelFunctions<T>(name, described, () => Promise.resolve({ data, sequenceId }));
    let { data: state } = await checked.sync(context, params);
    for (const message of this.#log.read(at, length)) {
      const event = toConfirmedEvent(message, message.id);
      if (event?.rejected === false) state = this.#fold(name, functions, state, event);
    }
    return { data: state, sequenceId };
  }

  /**
   * Merges a change, and notes one that cannot be merged: whoever was told of that finds it in no answer any more. A
   * backend has its own truth, and does not fail with what its clients fail to merge.
   *
   * @throws ModelsError `merge-failed` the first time
   */
  #fold<T>(name: string, { merge }: ModelFunctions<T>, state: T, event: ConfirmedEvent): T {
    if (this.#unmergeable.has(event.sequenceId)) return state;
    try {
      return this.merge({ merge }, state, event);
    } catch (thrown) {
      throw toMergeError(name, event, thrown);
    }
  }

  /** As the model's own function, in whose place a model calls it. */
  merge<T>({ merge }: Pick<ModelFunctions<T>, 'merge'>, state: T, event: ChangeEvent): T {
    try {
      return merge(state, event);
    } catch (thrown) {
      if (event.confirmed) this.#unmergeable.add(event.sequenceId);
      throw thrown;
    }
  }

  async #callOwn<T>(
    name: string,
    functions: ModelFunctions<T>,
    context: SyncContext,
    params: readonly unknown[],
  ): Promise<SyncResult<T>> {
    if (!this.#callsOwn) {
      throw new ModelsError(
        'invalid-options',
        `unable to sync model "${name}"; the test models have no state for its channel. Give them one ` +
          `(createTestModels({ '${this.#channelName}': state })), or have the sync function called (sync: 'own')`,
      );
    }
    const { promise, resolve } = deferred();
    const isOver = () => {
      if (this.#firstAnswer === promise) this.#firstAnswer = undefined;
      resolve();
    };
    if (!this.#hasAnswered) this.#firstAnswer = promise;
    const { signal } = context;
    signal.addEventListener('abort', isOver);
    if (signal.aborted) isOver();
    try {
      const result = await functions.sync(context, params);
      // What it is no answer to is left to the model, which says so.
      const id = normalizeSequenceId((result as Partial<SyncResult<T>> | undefined)?.sequenceId);
      if (id !== undefined) this.#log.startAfter(id);
      this.#hasAnswered = true;
      return result;
    } finally {
      isOver();
      // It comes by itself, and what it changes is rendered as with a step.
      void gatherInAct();
    }
  }
}

/** The model as the client is to run it. */
export function withBackend<M extends ResolvedModel<unknown>>(model: M, backend: TestBackend): M {
  const sync = (context: SyncContext, params: readonly unknown[]) =>
    backend.sync({ name: model.name, functions: model }, context, params);
  const merge: M['merge'] = (state, event) => backend.merge(model, state, event);
  return { ...model, sync, merge };
}
