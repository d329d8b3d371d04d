import { ModelsError, reasonOf } from '../../src/errors.js';
import { liveClient } from '../../src/client/live-client.js';
import type { ChangeEvent, MutationEvent } from '../../src/model/event.js';
import type {
  ChangeOrigin,
  LiveClient,
  LiveModel,
  ModelFunctions,
  ModelSnapshot,
  Mutation,
  PausedReason,
  ResolvedModel,
} from '../../src/model/live-model.js';
import { PauseReasons } from '../../src/model/pause-reasons.js';

interface FakeMutation {
  readonly event: ChangeEvent;
  settle(error?: ModelsError): void;
  answerLate(error?: ModelsError): void;
}

/** A model whose channel is the test: `emit` is what the backend publishes. */
export class FakeModel<T> implements LiveModel<T> {
  readonly name: string;
  readonly channelName: string;
  /** Every call that runs the model, in order. */
  readonly calls: string[] = [];
  #functions: ModelFunctions<T>;
  readonly #pending = new Map<string, FakeMutation>();
  readonly #unanswered = new Map<string, FakeMutation>();
  readonly #listeners = new Set<(origin: ChangeOrigin) => void>();
  readonly #pauses = new PauseReasons();
  #sequence = 0;
  #snapshot: ModelSnapshot<T> = {
    state: 'initialized',
    pausedReason: undefined,
    confirmed: undefined,
    optimistic: undefined,
    hasData: false,
    error: undefined,
    sequenceId: undefined,
    syncedAt: undefined,
    lastEventAt: undefined,
    isStale: false,
    pendingCount: 0,
    hydration: undefined,
  };

  constructor(model: ResolvedModel<T>) {
    this.name = model.name;
    this.channelName = model.channelName;
    this.#functions = model;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  getSnapshot(): ModelSnapshot<T> {
    return this.#snapshot;
  }

  observe(listener: (origin: ChangeOrigin) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  configure(functions: ModelFunctions<T>): void {
    this.#functions = functions;
  }

  async sync(): Promise<void> {
    this.calls.push('sync');
    this.#pauses.end('user');
    await this.#read();
  }

  async #read(): Promise<void> {
    this.#change('remote', { state: 'syncing' });
    try {
      const { data, sequenceId } = await this.#functions.sync({ signal: new AbortController().signal }, []);
      this.#change('remote', {
        state: this.#pauses.current ? 'paused' : 'ready',
        confirmed: data,
        hasData: true,
        error: undefined,
        sequenceId: String(sequenceId),
        syncedAt: Date.now(),
      });
    } catch (thrown) {
      const error = new ModelsError('sync-failed', `unable to sync; ${reasonOf(thrown)}`, { cause: thrown });
      this.#change('remote', { state: 'errored', error });
      throw error;
    }
  }

  async prefetch(): Promise<void> {
    if (this.#snapshot.hasData || this.#snapshot.state === 'syncing') return;
    this.calls.push('prefetch');
    if (this.#pauses.current === undefined) this.#pauses.add('unused');
    await this.#read().catch(() => undefined);
  }

  pause(reason: PausedReason = 'user'): Promise<void> {
    const { state } = this.#snapshot;
    if (state === 'initialized' || state === 'errored') return Promise.resolve();
    this.calls.push('pause');
    this.#pauses.add(reason);
    this.#change('local', { state: 'paused' });
    return Promise.resolve();
  }

  resume(reason: PausedReason = 'user'): Promise<void> {
    this.calls.push('resume');
    this.#pauses.end(reason);
    if (this.#snapshot.state === 'paused')
      this.#change('local', { state: this.#pauses.current ? 'paused' : 'ready' });
    return Promise.resolve();
  }

  dispose(): void {
    this.calls.push('dispose');
    this.#change('local', { state: 'disposed' });
  }

  mutate(event: MutationEvent, options: { readonly timeout?: number } = {}): Mutation {
    if (event.name === '') throw new ModelsError('event-invalid', 'unable to mutate; the event has no name');
    const mutationId = event.mutationId ?? crypto.randomUUID();
    const settled = outcome();
    const answeredLate = outcome();
    const { name, data } = event;
    const mutation: FakeMutation = {
      event: { name, data, confirmed: false, rejected: false, mutationId, sequenceId: undefined },
      settle: settled.settle,
      answerLate: answeredLate.settle,
    };
    this.#pending.set(mutationId, mutation);
    this.#unanswered.delete(mutationId);
    const end = (error: ModelsError) => {
      if (this.#pending.get(mutationId) !== mutation) return;
      this.#pending.delete(mutationId);
      this.#unanswered.set(mutationId, mutation);
      this.#change('local', {});
      mutation.settle(error);
    };
    if (options.timeout !== undefined) {
      setTimeout(
        () => end(new ModelsError('mutation-timed-out', 'unable to confirm; too late')),
        options.timeout,
      );
    }
    this.#change('local', {});
    return {
      mutationId,
      settled: settled.promise,
      answeredLate: answeredLate.promise,
      cancel: (reason = new ModelsError('mutation-cancelled', 'unable to confirm; it was cancelled')) =>
        end(reason),
    };
  }

  /** What the backend publishes; with a mutation id, the confirmation or (`rejected`) the refusal of that one. */
  emit(
    name: string,
    data: unknown,
    { mutationId, rejected = false }: { mutationId?: string; rejected?: boolean } = {},
  ) {
    const sequenceId = String((this.#sequence += 1));
    const pending = this.#pending.get(mutationId ?? '');
    const unanswered = this.#unanswered.get(mutationId ?? '');
    this.#pending.delete(mutationId ?? '');
    this.#unanswered.delete(mutationId ?? '');
    const event: ChangeEvent = { name, data, confirmed: true, rejected, mutationId, sequenceId };
    const confirmed = rejected ? this.#snapshot.confirmed : this.#merge(this.#snapshot.confirmed, event);
    this.#change('remote', { confirmed, sequenceId, lastEventAt: Date.now() });
    const refusal = rejected ? new ModelsError('mutation-rejected', 'unable to confirm; refused') : undefined;
    pending?.settle(refusal);
    unanswered?.answerLate(refusal);
  }

  /** What becomes known from elsewhere: a stale connection, a failing retry. */
  show(change: Partial<ModelSnapshot<T>>): void {
    this.#change('remote', change);
  }

  #merge(state: T | undefined, event: ChangeEvent): T | undefined {
    return state === undefined ? undefined : this.#functions.merge(state, event);
  }

  #change(origin: ChangeOrigin, change: Partial<ModelSnapshot<T>>): void {
    const next = { ...this.#snapshot, ...change, pendingCount: this.#pending.size };
    let optimistic = next.confirmed;
    for (const { event } of this.#pending.values()) optimistic = this.#merge(optimistic, event);
    const pausedReason = next.state === 'paused' ? this.#pauses.current : undefined;
    this.#snapshot = { ...next, optimistic, pausedReason };
    for (const listener of [...this.#listeners]) listener(origin);
  }
}

function outcome() {
  let settle: (error?: ModelsError) => void = () => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === undefined ? resolve() : reject(error));
  });
  promise.catch(() => undefined);
  return { promise, settle };
}

/** A client in memory, with what a test wants to know about it. */
export class FakeClient implements LiveClient {
  readonly [liveClient] = this;
  readonly models = new Map<string, FakeModel<unknown>>();
  /** Models that were ever made. */
  created = 0;
  readonly #listeners = new Set<() => void>();
  #connection = 'connected';

  readonly connection = {
    getState: (): string => this.#connection,
    observe: (listener: () => void): (() => void) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
  };

  set connectionState(state: string) {
    this.#connection = state;
    for (const listener of this.#listeners) listener();
  }

  peek(name: string): LiveModel<unknown> | undefined {
    return this.models.get(name);
  }

  get<T>(model: ResolvedModel<T>): LiveModel<T> {
    const existing = this.models.get(model.name) as FakeModel<T> | undefined;
    if (existing !== undefined) return existing;
    this.created += 1;
    const created = new FakeModel(model);
    this.models.set(model.name, created as FakeModel<unknown>);
    return created;
  }

  release(model: object & { readonly name: string }): Promise<void> {
    const released = this.models.get(model.name);
    this.models.delete(model.name);
    released?.dispose();
    return Promise.resolve();
  }

  /** The model of that name, which the test expects to be there. */
  model(name: string): FakeModel<unknown> {
    const model = this.models.get(name);
    if (model === undefined) throw new Error(`no model "${name}"`);
    return model;
  }
}
