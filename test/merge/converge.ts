import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MUTATION_ID_HEADER, REJECTED_HEADER } from '../../src/model/change-message.js';
import type { Mutation } from '../../src/model/live-model.js';
import { Model } from '../../src/model/model.js';
import { toModelFunctions } from '../../src/model/model-functions.js';
import { copyPlain } from '../../src/model/plain-data.js';
import { backoffRetryStrategy } from '../../src/model/retry.js';
import { RETENTION, simulatedWorld } from '../schedules/simulated-world.js';
import type { Host } from '../schedules/world.js';
import { expectEqual } from './expect-equal.js';
import { Reference } from './reference.js';
import { stepsOf, type Change, type Step } from './steps.js';
import { inBatches, type Strategy } from './strategy.js';

/** ms. They take one second, but not on every machine. */
export const SLOW = 60_000;

/** Two tests: with single events, and with batches of them. */
export function itConverges(what: string, strategy: Strategy, seed: number): void {
  it(`converges${what}`, () => expectConvergence(strategy, seed), SLOW);
  it(`converges${what}, in batches`, () => expectConvergence(inBatches(strategy), seed + 1), SLOW);
}

/**
 * Two real models on one channel: whatever happens, both end where the backend's own fold ends. What fails says its seed, and
 * the smallest steps that make it fail.
 */
export const expectConvergence = (strategy: Strategy, seed: number, numRuns = 200): Promise<void> =>
  fc.assert(
    fc.asyncProperty(stepsOf(strategy.changes, strategy.isIdempotent ? 5 : 0), async (steps) => {
      const run = new Run(strategy);
      for (const step of steps) await run.act(step);
      await run.end();
    }),
    { seed, numRuns },
  );

interface Pending {
  readonly change: Change;
  readonly mutationId: string;
  readonly of: Model<unknown>;
  readonly mutation: Mutation;
  isAnswered: boolean;
  isPending: boolean;
}

interface Client {
  readonly host: Host;
  readonly model: Model<unknown>;
}

class Run {
  readonly #world = simulatedWorld();
  readonly #backend: Reference;
  readonly #clients: readonly Client[];
  readonly #mutations: Pending[] = [];
  readonly #published: { readonly data: unknown; readonly asMade: unknown }[] = [];
  /** By how many events the next sync result is newer than its position. */
  #overlap = 0;

  constructor({ handlers, ...rest }: Strategy) {
    this.#backend = new Reference({ handlers, ...rest });
    // In development, where a merge function is given nothing that it could change unnoticed.
    const functions = toModelFunctions<unknown>('state', { merge: handlers }, () => {
      const sequenceId = String(Math.max(0, this.#backend.commits - this.#overlap));
      return Promise.resolve({ data: copyPlain(this.#backend.state), sequenceId });
    });
    this.#clients = [this.#world.openHost(), this.#world.openHost()].map((host) => {
      const model = new Model<unknown>({ name: 'state', channelName: 'state' }, functions, {
        channels: host.channels,
        clock: this.#world.clock,
        logger: { debug: () => undefined, warn: () => undefined, error: () => undefined },
        settings: {
          historyPageSize: 100,
          retention: RETENTION,
          retryStrategy: backoffRetryStrategy(2, 1000, 10),
          syncTimeout: 30_000,
          bufferMs: 0,
          eventOrderer: undefined,
          mutationTimeout: 60_000,
        },
        onDispose: () => undefined,
      });
      this.#sync(model);
      return { host, model };
    });
  }

  async act(step: Step): Promise<void> {
    if (step.kind === 'wait') await this.#world.wait(step.ms, () => undefined);
    // Nobody waits for the end of the others: the next step comes in the middle of them.
    else this.#begin(step);
    // Whoever was answered hears it in a microtask.
    await this.#world.wait(0, () => undefined);
    for (const { model } of this.#clients) this.#expectView(model);
  }

  async end(): Promise<void> {
    for (const [index, mutation] of this.#unanswered.entries()) this.#answer(mutation, index % 2 === 1);
    await this.#world.wait(1_000, () => undefined);
    for (const { model } of this.#clients) {
      const { state, error, confirmed, optimistic, pendingCount } = model.getSnapshot();
      expect({ state, error, pendingCount }).toEqual({ state: 'ready', error: undefined, pendingCount: 0 });
      expect(confirmed).toEqual(this.#backend.state);
      expect(optimistic).toBe(confirmed);
      void model.dispose();
    }
    for (const { data, asMade } of this.#published) expect(data, 'a message was changed').toEqual(asMade);
  }

  #begin(step: Exclude<Step, { readonly kind: 'wait' }>): void {
    switch (step.kind) {
      case 'mutate':
        return this.#mutate(this.#client(step.by).model, step.change);
      case 'backend':
        return this.#commit(step.change, false);
      case 'confirm':
      case 'reject': {
        const mutation = chosen(this.#unanswered, step.pick);
        if (mutation) this.#answer(mutation, step.kind === 'reject');
        return;
      }
      case 'cancel':
        return chosen(
          this.#mutations.filter(({ isPending }) => isPending),
          step.pick,
        )?.mutation.cancel();
      case 'twice':
        return this.#client(step.by).host.deliverTwice();
      case 'sync':
        this.#overlap = step.overlap;
        return this.#sync(this.#client(step.by).model);
    }
  }

  #sync(model: Model<unknown>): void {
    // What fails shows at the end, in the state.
    model.sync().catch(() => undefined);
  }

  #mutate(model: Model<unknown>, change: Change): void {
    const mutationId = `m${this.#mutations.length}`;
    const mutation = model.mutate({ ...change, mutationId });
    const entry = { change, mutationId, of: model, mutation, isAnswered: false, isPending: true };
    const settled = () => (entry.isPending = false);
    mutation.settled.then(settled, settled);
    this.#mutations.push(entry);
  }

  #answer(mutation: Pending, isRejected: boolean): void {
    mutation.isAnswered = true;
    this.#commit(mutation.change, isRejected, mutation.mutationId);
  }

  #commit(made: Change, isRejected: boolean, mutationId?: string): void {
    const { sequenceId, change, isRefused } = this.#backend.commit(made, isRejected);
    const headers = {
      ...(mutationId !== undefined && { [MUTATION_ID_HEADER]: mutationId }),
      ...(isRefused && { [REJECTED_HEADER]: 'true' }),
    };
    // Of its own: a merge function that changes it would change what others are yet to get.
    const data = copyPlain(change.data);
    this.#published.push({ data, asMade: change.data });
    // That world's own schedules have texts only; it passes on whatever it gets.
    this.#world.publish({ id: sequenceId, name: change.name, data: data as string, extras: { headers } });
  }

  /** What is pending is laid over the confirmed state in the order of its making; what does not fit is left out. */
  #expectView(model: Model<unknown>): void {
    const { hasData, confirmed, optimistic } = model.getSnapshot();
    if (!hasData) return;
    let view: unknown = confirmed;
    for (const { of, isPending, change } of this.#mutations)
      if (of === model && isPending) view = (this.#backend.fold(view, change) ?? { state: view }).state;
    expectEqual(optimistic, view, 'what is pending is not laid over what is confirmed');
  }

  #client(index: number): Client {
    return this.#clients[index] as Client;
  }

  get #unanswered(): readonly Pending[] {
    return this.#mutations.filter(({ isAnswered }) => !isAnswered);
  }
}

const chosen = (from: readonly Pending[], pick: number): Pending | undefined => from[pick % from.length];
