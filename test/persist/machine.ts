import 'fake-indexeddb/auto';
import type { Realtime } from 'ably';
import { ModelsClient, type ChangeEvent, type Logger, type Model, type ModelsError } from 'ably-models-react';
import { NonRetriableError, type SendRequest, type Sends } from 'ably-models-react/persist';
import { onTestFinished, vi } from 'vitest';
import { liveClient } from '../../src/client/live-client.js';
import { systemClock, type Clock } from '../../src/model/clock.js';
import { IdbStorage } from '../../src/persist/idb-storage.js';
import { Persistence } from '../../src/persist/persistence.js';
import { readSends } from '../../src/persist/sends.js';
import type { Storage } from '../../src/persist/storage.js';
import type { Bus, Leadership, TabMessage } from '../../src/persist/tabs.js';
import { startServer } from '../local-ably/local-server.js';

/** The state in these tests: what was merged, in order. Applied twice or out of order, it shows. */
export type Log = readonly string[];

export const WAIT = { timeout: 10_000, interval: 5 };

const CHANNEL = 'notes:1';

/** As `model.mutate` and `useOptimistic` make them. */
export const note = (text: string) => ({ name: 'note.added', data: text });

/** A database that publishes what it commits, and does each mutation once. */
class Backend {
  readonly rows: { readonly mutationId: string; readonly text: string }[] = [];
  syncs = 0;
  requests = 0;
  /** What happens to the next requests, first to last: then all is well. */
  readonly faults: ('lose the request' | 'lose the answer' | 'refuse' | 'fail' | 'never answer')[] = [];
  readonly #publish: (id: number, mutationId: string, text: string) => void;

  constructor(publish: (id: number, mutationId: string, text: string) => void) {
    this.#publish = publish;
  }

  commit(mutationId: string, text: string): void {
    if (this.rows.some((row) => row.mutationId === mutationId)) return;
    this.rows.push({ mutationId, text });
    this.#publish(this.rows.length, mutationId, text);
  }

  readonly sync = async () => {
    this.syncs += 1;
    return { data: this.rows.map(({ text }) => text), sequenceId: this.rows.length };
  };

  readonly send = async ({ mutationId, event }: SendRequest): Promise<void> => {
    this.requests += 1;
    const fault = this.faults.shift();
    if (fault === 'lose the request' || fault === 'fail') throw new Error(fault);
    if (fault === 'refuse') throw new NonRetriableError('not allowed');
    this.commit(mutationId, String(event.data));
    if (fault === 'lose the answer') throw new Error(fault);
    if (fault === 'never answer') await new Promise(() => undefined);
  };
}

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

let users = 0;

export const silentLogger: Logger = { debug: () => undefined, warn: () => undefined, error: () => undefined };

/** A browser with any number of tabs, a backend, and Ably in between. */
export async function openMachine() {
  const { local, connect } = await startServer();
  const backend = new Backend((id, mutationId, text) => {
    local.publish(CHANNEL, {
      id: String(id),
      name: 'note.added',
      data: text,
      extras: { headers: { 'x-ably-models-event-uuid': mutationId } },
    });
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
      readonly sync?: () => Promise<{ readonly data: Log; readonly sequenceId: number }>;
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
      fullSyncInterval: 86_400_000,
      timeout: options.timeout ?? 200,
      sendTimeout: 1_000,
      onError: (error) => errors.push(error),
      logger: silentLogger,
    });
    client[liveClient].companion = persistence;
    const { outbox } = persistence;
    const openModel = () =>
      client.models.get({
        channelName: CHANNEL,
        sync: options.sync ?? backend.sync,
        merge: (log: Log, event: ChangeEvent): Log => [...log, String(event.data)],
      });
    const model = openModel();
    const add = (text: string, send = 'addNote') => outbox.mutate(model as never, send, note(text));
    const close = async () => {
      persistence.close();
      await model.dispose();
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
