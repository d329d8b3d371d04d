import 'fake-indexeddb/auto';
import type { Realtime } from 'ably';
import {
  ModelsClient,
  defineModel,
  type ChangeEvent,
  type Logger,
  type Model,
  type ModelsError,
  type SyncContext,
  type SyncDelta,
  type SyncResult,
} from 'ably-models-react';
import type { Sends } from 'ably-models-react/persist';
import { onTestFinished, vi } from 'vitest';
import { liveClient } from '../../src/client/live-client.js';
import { systemClock, type Clock } from '../../src/model/clock.js';
import { IdbStorage } from '../../src/persist/idb-storage.js';
import { Persistence } from '../../src/persist/persistence.js';
import { readSends } from '../../src/persist/sends.js';
import type { Storage } from '../../src/persist/storage.js';
import type { Bus, Leadership, TabMessage } from '../../src/persist/tabs.js';
import { startServer } from '../local-ably/local-server.js';
import { Backend, CHANNEL, type Log } from './backend.js';
import { WAIT } from '../wait.js';

export { CHANNEL, type Log } from './backend.js';

export { WAIT };

/** As `model.mutate` and `useOptimistic` make them. */
export const note = (text: string) => ({ name: 'note.added', data: text });

/** All waits are over fifty times sooner: what takes five seconds in life takes a tenth of one here. */
export const hastyClock: Clock = {
  now: () => systemClock.now(),
  after: (ms, callback) => systemClock.after(ms / 50, callback),
  turn: () => systemClock.turn(),
};

/** Who leads among the tabs of one machine. */
function createLeaderships() {
  const waiting: { readonly elected: () => void }[] = [];
  const leave = (candidate: (typeof waiting)[number]) => {
    const wasFirst = waiting[0] === candidate;
    const at = waiting.indexOf(candidate);
    if (at >= 0) waiting.splice(at, 1);
    if (wasFirst) waiting[0]?.elected();
  };
  return (): Leadership => ({
    campaign(elected) {
      const candidate = { elected };
      waiting.push(candidate);
      if (waiting[0] === candidate) elected();
      return () => leave(candidate);
    },
  });
}

function createBuses() {
  const listeners = new Map<object, (message: TabMessage) => void>();
  return (): Bus => {
    const self = {};
    return {
      post: (message) => {
        for (const [other, listener] of listeners) {
          if (other !== self) setImmediate(() => listeners.has(other) && listener(message));
        }
      },
      listen: (listener) => void listeners.set(self, listener),
      close: () => void listeners.delete(self),
    };
  };
}

const mergeNote = (log: Log, event: ChangeEvent): Log => [...log, String(event.data)];

let users = 0;

export const silentLogger: Logger = { debug: () => undefined, warn: () => undefined, error: () => undefined };

/** A browser with any number of tabs, a backend, and Ably in between. */
export async function openMachine() {
  const { local, connect } = await startServer();
  const backend = new Backend(({ id, mutationId, text, model }, isRejected) => {
    const headers = {
      'x-ably-models-event-uuid': mutationId,
      ...(isRejected && { 'x-ably-models-reject': 'true' }),
    };
    local.publish(model, { id: String(id), name: 'note.added', data: text, extras: { headers } });
  });
  const lead = createLeaderships();
  const join = createBuses();
  users += 1;
  const user = `user-${users}`;

  const openTab = (
    options: {
      readonly storage?: Storage;
      readonly sends?: Sends;
      readonly clock?: Clock;
      readonly user?: string;
      readonly version?: string;
      readonly ably?: Realtime;
      readonly timeout?: number;
      readonly sync?: (context: SyncContext) => Promise<SyncResult<Log> | SyncDelta>;
      readonly merge?: (log: Log, event: ChangeEvent) => Log;
      readonly fullSyncInterval?: number;
      readonly logger?: Logger;
      readonly onError?: (error: ModelsError) => void;
    } = {},
  ) => {
    const ably = options.ably ?? connect({ disconnectedRetryTimeout: 20, suspendedRetryTimeout: 20 });
    const client = new ModelsClient({ ably });
    const errors: ModelsError[] = [];
    const persistence = new Persistence(client[liveClient].connection, {
      storage: options.storage ?? new IdbStorage(options.user ?? user),
      bus: join(),
      leadership: lead(),
      clock: options.clock ?? systemClock,
      random: () => 0,
      sends: readSends(options.sends ?? { addNote: backend.send }),
      version: options.version ?? '1',
      fullSyncInterval: options.fullSyncInterval ?? 86_400_000,
      timeout: options.timeout ?? 200,
      sendTimeout: 1_000,
      onError: options.onError ?? ((error) => errors.push(error)),
      logger: options.logger ?? silentLogger,
    });
    client[liveClient].companion = persistence;
    const { outbox } = persistence;
    const openModel = (channelName = CHANNEL) =>
      client.models.get(
        defineModel({
          channelName: () => channelName,
          sync: options.sync ?? backend.syncOf(channelName),
          merge: options.merge ?? mergeNote,
        })(),
      );
    const model = openModel();
    const add = (text: string, send = 'addNote', to: Model<Log> = model) =>
      outbox.mutate(to as never, send, note(text));
    const close = async () => {
      await persistence.close();
      await openModel().dispose();
      ably.close();
    };
    onTestFinished(close);
    return { ably, client, persistence, outbox, model, add, close, errors, openModel };
  };

  return { local, connect, backend, openTab, user };
}

export type Machine = Awaited<ReturnType<typeof openMachine>>;
export type Tab = ReturnType<Machine['openTab']>;

/** What the tab shows. */
export const shown = (model: Model<Log>): Log | undefined => model.data.optimistic;

export const eventually = (check: () => void): Promise<void> => vi.waitFor(check, WAIT);
