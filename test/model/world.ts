import type { ClientOptions, Realtime } from 'ably';
import {
  ModelsClient,
  type ChangeEvent,
  type Model,
  type ModelsClientOptions,
  type ModelState,
} from 'ably-models-react';
import type { StartOptions } from 'ably-models-react/local-ably/node';
import { onTestFinished, vi } from 'vitest';
import { startServer } from '../local-ably/local-server.js';
import { WAIT } from '../wait.js';

/** The state in these tests: what was merged, in order. Applied twice or out of order, it shows. */
export type Log = readonly string[];

export const CHANNEL = 'posts:1';

interface Commit {
  readonly name?: string | undefined;
  readonly data?: unknown;
  readonly mutationId?: string;
  readonly rejected?: boolean;
}

/** Appends what tells an event from all others. Neither commutative nor idempotent, on purpose. */
export function appendEvent(log: Log, event: ChangeEvent): Log {
  return [...log, event.confirmed ? event.sequenceId : `(${event.mutationId})`];
}

/** The header fields of a change event, as a connector publishes them. */
export function headersOf({ mutationId, rejected }: Commit): Record<string, string> {
  return {
    ...(mutationId !== undefined && { 'x-ably-models-event-uuid': mutationId }),
    ...(rejected === true && { 'x-ably-models-reject': 'true' }),
  };
}

/** A local Ably with a backend that publishes on it, and clients; all of it ends with the test. */
export async function openWorld(serverOptions: StartOptions = {}) {
  const server = await startServer(serverOptions);
  const { local } = server;

  /** Tries again soon: a client that was refused once would otherwise wait for fifteen seconds. */
  const connect = (ablyOptions: Partial<ClientOptions> = {}) =>
    server.connect({ disconnectedRetryTimeout: 20, suspendedRetryTimeout: 20, ...ablyOptions });

  /** Publishes a change as the backend's connector does. */
  const publish = (id: string | number | undefined, commit: Commit = {}): void => {
    const { name = 'changed', data } = { ...commit };
    local.publish(CHANNEL, {
      ...(id !== undefined && { id: String(id) }),
      ...('name' in commit && commit.name === undefined ? {} : { name }),
      ...(data !== undefined && { data }),
      extras: { headers: headersOf(commit) },
    });
  };

  const open = (options: Partial<ModelsClientOptions> = {}, ablyOptions: Partial<ClientOptions> = {}) => {
    const ably = options.ably ?? connect(ablyOptions);
    return { ably, client: new ModelsClient({ ably, ...options }) };
  };

  /** A client with one model, which syncs from `answer`. */
  const openModel = (
    answer: () => unknown,
    options: Partial<ModelsClientOptions> = {},
    merge: (log: Log, event: ChangeEvent) => Log = appendEvent,
  ) => {
    const { ably, client } = open(options);
    const sync = vi.fn(async () => (await answer()) as { data: Log; sequenceId: string | number });
    const model = client.models.get({ channelName: CHANNEL, sync, merge });
    onTestFinished(() => model.dispose());
    return { ably, client, model, sync };
  };

  return { local, connect, publish, open, openModel };
}

/** A sync result whose state holds the given ids, and goes up to the last of them or to `sequenceId`. */
export const synced = (
  ids: readonly (string | number)[],
  sequenceId: string | number = ids.at(-1) ?? '0',
) => ({
  data: ids.map(String),
  sequenceId,
});

/** Waits until the model shows this confirmed log. */
export async function shows(
  model: Pick<Model<Log>, 'data'>,
  log: readonly (string | number)[],
): Promise<void> {
  await vi.waitFor(() => {
    const shown = model.data.confirmed?.join(' ');
    if (shown !== log.map(String).join(' ')) throw new Error(`shows ${String(shown)}, not ${log.join(' ')}`);
  }, WAIT);
}

export async function reaches(model: Pick<Model<Log>, 'state'>, state: ModelState): Promise<void> {
  await vi.waitFor(() => {
    if (model.state !== state) throw new Error(`is ${model.state}, not ${state}`);
  }, WAIT);
}

/** A promise and the hands on it. */
export function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((resolvePromise, rejectPromise) => {
    resolve = resolvePromise;
    reject = rejectPromise;
  });
  return { promise, resolve, reject };
}

export async function untilConnected(ably: Realtime): Promise<void> {
  await ably.connection.whenState('connected');
}

export { WAIT };
