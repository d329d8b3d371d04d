import SdkModelsClient from '@ably-labs/models';
import type { ClientOptions, Realtime } from 'ably';
import type { ChangeEvent } from 'ably-models-react';
import type { StartOptions } from 'ably-models-react/local-ably/node';
import { adaptSdkClient } from 'ably-models-react/sdk';
import { onTestFinished, vi } from 'vitest';
import type { LiveClient, LiveModel, ResolvedModel } from '../../src/model/live-model.js';
import { toLiveClient } from '../../src/react/to-live-client.js';
import { startServer } from '../local-ably/local-server.js';
import { appendEvent, CHANNEL, headersOf, WAIT, type Log } from '../model/world.js';

type SdkOptions = ConstructorParameters<typeof SdkModelsClient>[0];

/** A local Ably, and SDK clients behind the adapter; all of it ends with the test. */
export async function openWorld(serverOptions: StartOptions = {}) {
  const { local, connect } = await startServer(serverOptions);

  /** Publishes a change as the backend's connector does. The SDK hears none without a mutation id. */
  const publish = (
    id: string | number,
    commit: { name?: string; data?: unknown; mutationId?: string; rejected?: boolean } = {},
  ): void => {
    const { name = 'changed', data, mutationId = `of-${id}`, rejected = false } = commit;
    local.publish(CHANNEL, {
      id: String(id),
      name,
      ...(data !== undefined && { data }),
      extras: { headers: headersOf({ mutationId, rejected }) },
    });
  };

  /** As the application made it. */
  const openRaw = async (options: Partial<SdkOptions> = {}, ablyOptions: Partial<ClientOptions> = {}) => {
    const ably = connect({ disconnectedRetryTimeout: 20, suspendedRetryTimeout: 20, ...ablyOptions });
    // The constructor asks for the time and leaves the promise alone: unanswered, it would be an unhandled rejection.
    const time = vi.spyOn(ably, 'time');
    const raw = new SdkModelsClient({ ably, ...options });
    await Promise.all(time.mock.results.map(({ value }) => value as Promise<number>));
    return { ably, raw };
  };

  const open = async (...options: Parameters<typeof openRaw>) => {
    const { ably, raw } = await openRaw(...options);
    const sdk = adaptSdkClient(raw);
    return { ably, sdk, client: toLiveClient(sdk) };
  };

  /** A client with one model, which syncs from `answer`. */
  const openModel = async (
    answer: () => unknown,
    options: Partial<SdkOptions> = {},
    merge: (log: Log, event: ChangeEvent) => Log = appendEvent,
  ) => {
    const { ably, sdk, client } = await open(options);
    const sync = vi.fn(async () => (await answer()) as { data: Log; sequenceId: string | number });
    const model = client.get<Log>({ ...definition, sync, merge });
    onTestFinished(() => letGo(client, model));
    return { ably, sdk, client, model, sync };
  };

  return { local, connect, publish, openRaw, open, openModel };
}

/** Tries again at once, twice. */
export const impatient = {
  syncOptions: { retryStrategy: (attempt: number) => (attempt > 3 ? -1 : 1) },
} satisfies Partial<SdkOptions>;

export const definition: ResolvedModel<Log> = {
  name: CHANNEL,
  channelName: CHANNEL,
  sync: async () => ({ data: [], sequenceId: '0' }),
  merge: appendEvent,
};

/** Before the connection is closed: the SDK's own detach would otherwise reject, and nobody catches that. */
export async function letGo(client: LiveClient, model: LiveModel<Log>): Promise<void> {
  await client.release(model).catch(() => undefined);
}

/** Waits until the model shows this confirmed log. */
export async function shows(model: LiveModel<Log>, log: readonly (string | number)[]): Promise<void> {
  await vi.waitFor(() => {
    const shown = model.getSnapshot().confirmed?.join(' ');
    if (shown !== log.join(' ')) throw new Error(`shows ${String(shown)}, not ${log.join(' ')}`);
  }, WAIT);
}

export async function reaches(model: LiveModel<Log>, state: string): Promise<void> {
  await vi.waitFor(() => {
    const { state: reached } = model.getSnapshot();
    if (reached !== state) throw new Error(`is ${reached}, not ${state}`);
  }, WAIT);
}

/** What the model shows, each time that it changes. */
export function record(model: LiveModel<Log>): string[] {
  const shown: string[] = [];
  const show = () => {
    const { optimistic, state } = model.getSnapshot();
    const now = `${state}: ${optimistic?.join(' ') ?? '-'}`;
    if (shown.at(-1) !== now) shown.push(now);
  };
  show();
  model.observe(show);
  return shown;
}

export async function untilConnected(ably: Realtime): Promise<void> {
  await ably.connection.whenState('connected');
}
