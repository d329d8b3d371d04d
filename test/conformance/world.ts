import { Realtime, type ClientOptions } from 'ably';
import { startLocalAbly, type StartOptions } from 'ably-models-react/local-ably/node';
import assert from 'node:assert/strict';
import { setTimeout as after } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { AblyServer, ConformingModel, Driver, Log, MergedEvent, Options } from './driver.js';

export const CHANNEL = 'posts:1';

interface Commit {
  readonly name?: string;
  readonly data?: unknown;
  /** Default: that of somebody else's mutation. `null` for a change that no mutation caused. */
  readonly mutationId?: string | null;
  readonly rejected?: boolean;
}

interface ModelSetUp {
  readonly options?: Options;
  readonly merge?: (log: Log, event: MergedEvent) => Log;
  /** Default: a connection of its own. */
  readonly ably?: Realtime;
}

/** What was refused once would otherwise be tried again after fifteen seconds. */
const soon = { disconnectedRetryTimeout: 20, suspendedRetryTimeout: 20, channelRetryTimeout: 20 };

/** Tries again at once, twice or so, depending on where a client begins to count. */
const impatient = (attempt: number): number => (attempt > 3 ? -1 : 1);

/**
 * A local Ably, and the client under test on real connections to it.
 *
 * Knows nothing of the test runner, since some behaviours are tried in a process of their own.
 *
 * @param patience ms after which a condition that is waited for counts as never met
 */
export function createWorld(driver: Driver, patience: number) {
  const cleanUps: (() => unknown)[] = [];
  const unhandled: unknown[] = [];
  const onUnhandled = (error: unknown) => void unhandled.push(error);
  process.on('unhandledRejection', onUnhandled);
  process.on('uncaughtException', onUnhandled);

  /** Waits for the condition. */
  const until = async (what: string, isSo: () => boolean): Promise<void> => {
    const deadline = performance.now() + patience;
    while (!isSo()) {
      if (performance.now() > deadline) assert.fail(`it never came to be that ${what}`);
      await after(2);
    }
  };

  /** Waits until what is read equals what is expected. */
  const becomes = async <V>(read: () => V, expected: V): Promise<void> => {
    const deadline = performance.now() + patience;
    while (!isDeepStrictEqual(read(), expected) && performance.now() <= deadline) await after(2);
    assert.deepEqual(read(), expected);
  };

  /** What becomes of a promise. */
  const outcome = async (promise: Promise<unknown>): Promise<'resolved' | Error> => {
    let result: 'resolved' | Error | undefined;
    promise.then(
      () => (result = 'resolved'),
      (error: unknown) => (result = error instanceof Error ? error : new Error(String(error))),
    );
    await until('the promise settles', () => result !== undefined);
    return result as 'resolved' | Error;
  };

  const startAbly = async (serverOptions: StartOptions): Promise<AblyServer> => {
    if (driver.startAbly) return driver.startAbly(serverOptions);
    const server = await startLocalAbly(serverOptions);
    const connect = (ablyOptions: Partial<ClientOptions>): Realtime => {
      const ably = new Realtime({ ...server.clientOptions(), ...soon, logLevel: 0, ...ablyOptions });
      cleanUps.push(async () => {
        // Who was asked for the time when a client was made may not have answered yet.
        await ably.time().catch(() => undefined);
        ably.close();
      });
      return ably;
    };
    return { local: server.local, connect, close: () => server.close() };
  };

  const start = async (serverOptions: StartOptions = {}) => {
    const server = await startAbly(serverOptions);
    cleanUps.push(() => server.close());
    const { local } = server;
    const connect = (ablyOptions: Partial<ClientOptions> = {}) => server.connect(ablyOptions);

    /** Publishes a change, as the backend's connector does. */
    const publish = (id: string | number, commit: Commit = {}): void => {
      const { name = 'changed', data, mutationId = `of-${id}`, rejected = false } = commit;
      const headers = {
        ...(mutationId !== null && { 'x-ably-models-event-uuid': mutationId }),
        ...(rejected && { 'x-ably-models-reject': 'true' }),
      };
      local.publish(CHANNEL, {
        id: String(id),
        name,
        ...(data !== undefined && { data }),
        extras: { headers },
      });
    };

    const open = async (options: Options = {}, ably = connect()) => {
      const client = driver.create({
        ably,
        ...options,
        syncOptions: { retryStrategy: impatient, ...options.syncOptions },
      });
      await ably.connection.whenState('connected');
      return client;
    };

    /** A client with one model, which syncs from `answer`; the first call is 1. */
    const openModel = async (
      answer: (call: number) => unknown,
      { options, merge = appendEvent, ably }: ModelSetUp = {},
    ) => {
      const client = await open(options, ably);
      const syncs: string[][] = [];
      const model = client.models.get({
        channelName: CHANNEL,
        sync: async (...params) => {
          syncs.push(params);
          return (await answer(syncs.length)) as { data: Log; sequenceId: string | number };
        },
        merge,
      });
      cleanUps.push(() => model.dispose().catch(() => undefined));
      return { client, ably: client.ably, model, syncs };
    };

    /** Somebody else on the channel: when he has heard of something, so might the model have. */
    const openWitness = async () => {
      const ably = connect();
      const heard: (string | undefined)[] = [];
      await ably.channels.get(CHANNEL).subscribe(({ id }) => void heard.push(id));
      return {
        ably,
        hears: (id: string | number) => until(`a witness hears ${id}`, () => heard.includes(String(id))),
      };
    };

    return { local, connect, publish, open, openModel, openWitness };
  };

  return {
    driver,
    until,
    outcome,
    start,
    /** Waits until it resolves. */
    done: async (promise: Promise<unknown>): Promise<void> => {
      const result = await outcome(promise);
      if (result !== 'resolved') assert.fail(`it rejects: ${result.message}`);
    },
    /** Waits until it rejects, and gives the error. */
    rejection: async (promise: Promise<unknown>): Promise<Error> => {
      const result = await outcome(promise);
      return result === 'resolved' ? assert.fail('it resolves') : result;
    },
    /** What was thrown where nobody could catch it, until now. */
    unhandled: unhandled as readonly unknown[],

    becomes,
    /** Waits until this is the model's confirmed data. */
    shows: (model: ConformingModel, ids: readonly (string | number)[]) =>
      becomes(() => model.data.confirmed?.join(' '), ids.join(' ')),
    /** Waits until this is the model's optimistic data. */
    showsOptimistic: (model: ConformingModel, ids: readonly (string | number)[]) =>
      becomes(() => model.data.optimistic?.join(' '), ids.join(' ')),

    /** Waits until the client has dealt with everything that the server sent it before. */
    hasDealtWithAll: async (ably: Realtime): Promise<void> => {
      // The answer follows all that was sent before, on the same socket.
      await ably.connection.ping();
      // Clients pass things on through timers of 0 ms.
      for (let turn = 0; turn < 5; turn += 1) await after(1);
    },

    close: async (): Promise<void> => {
      for (const cleanUp of cleanUps.reverse()) await Promise.race([cleanUp(), after(500)]);
      process.off('unhandledRejection', onUnhandled);
      process.off('uncaughtException', onUnhandled);
    },
  };
}

export type World = ReturnType<typeof createWorld>;

/** Appends what tells an event from all others. Neither commutative nor idempotent, on purpose. */
export function appendEvent(log: Log, { confirmed, sequenceId, mutationId }: MergedEvent): Log {
  return [...log, confirmed ? String(sequenceId) : `(${mutationId})`];
}

/** A sync result whose state holds the given ids, and goes up to the last of them or to `sequenceId`. */
export const synced = (
  ids: readonly (string | number)[],
  sequenceId: string | number = ids.at(-1) ?? '0',
) => ({ data: ids.map(String), sequenceId });

/** A promise and the hand on it. */
export function deferred<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((resolvePromise) => {
    resolve = resolvePromise;
  });
  return { promise, resolve };
}
