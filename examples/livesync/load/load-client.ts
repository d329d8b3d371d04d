import { Realtime } from 'ably';
import { defineModel, ModelsClient, type Model } from 'ably-models-react';
import type { NodeClientOptions } from 'ably-models-react/local-ably/node';
import { channelOf } from '../shared/tracker.js';
import { mergeLedgered, type Ledgered } from './ledger.js';
import type { SyncAnswer } from './sync-endpoint.js';

export interface LoadClientOptions {
  readonly clientId: string;
  readonly ably: NodeClientOptions;
  readonly projects: readonly string[];
  readonly sync: (projectId: string, signal: AbortSignal) => Promise<SyncAnswer>;
}

/** One project as one client has it. */
export interface Followed {
  readonly projectId: string;
  readonly model: Model<Ledgered, []>;
  /** The last states of the segments that a new sync result has ended. */
  readonly ended: Ledgered[];
}

/** A client without a browser: an Ably connection of its own, and a model a project. */
export class LoadClient {
  readonly clientId: string;
  readonly followed: readonly Followed[];
  /** When it held each event that came live, in ms of `performance.now()`. */
  readonly received: { readonly mutationId: string; readonly at: number }[] = [];
  /** How many events it has been told, in whatever way. */
  heard = 0;
  syncs = 0;
  reconnects = -1;
  readonly #ably: Realtime;
  readonly #client: ModelsClient;

  constructor({ clientId, ably, projects, sync }: LoadClientOptions) {
    this.clientId = clientId;
    this.#ably = new Realtime({
      ...ably,
      clientId,
      logLevel: 0,
      autoConnect: false,
      disconnectedRetryTimeout: 500,
    });
    this.#ably.connection.on('connected', () => (this.reconnects += 1));
    const project = defineModel({
      channelName: (id: string) => channelOf(id),
      sync: async (id, { signal }) => {
        this.syncs += 1;
        const number = this.syncs;
        const { data, sequenceId, snapshot } = await sync(id, signal);
        const state: Ledgered = { project: data, sync: number, snapshot, entries: [] };
        return { data: state, sequenceId };
      },
      merge: mergeLedgered,
    });
    this.#client = new ModelsClient({ ably: this.#ably });
    this.followed = projects.map((projectId) => ({
      projectId,
      model: this.#client.models.get(project(projectId)),
      ended: [],
    }));
  }

  /** Starts the models. What fails shows in their state. */
  join(): void {
    this.#ably.connect();
    for (const each of this.followed) {
      this.#keep(each);
      each.model.sync().catch(() => undefined);
    }
  }

  /** Whether each model is live, and has come to the end of its channel. @param ends the last id, by channel */
  hasCaughtUp(ends: ReadonlyMap<string, string>): boolean {
    const cursors = this.#client.cursors();
    return this.followed.every(
      ({ model }) => model.state === 'ready' && cursors[model.name] === (ends.get(model.channelName) ?? '0'),
    );
  }

  get isReady(): boolean {
    return this.followed.every(({ model }) => model.state === 'ready');
  }

  /** What its models failed with. */
  get errors(): unknown[] {
    return this.followed.flatMap(({ model }) => model.getSnapshot().error ?? []);
  }

  leave(): void {
    for (const { model } of this.followed) void model.dispose().catch(() => undefined);
    this.#ably.close();
  }

  #keep({ model, ended }: Followed): void {
    let last: Ledgered | undefined;
    const keep = (_: Error | null, state?: Ledgered) => {
      if (state === undefined) return;
      this.heard += 1;
      if (last?.sync === state.sync) {
        const at = performance.now();
        for (const { mutationId = '' } of state.entries.slice(last.entries.length))
          this.received.push({ mutationId, at });
      } else if (last) ended.push(last);
      last = state;
    };
    model.subscribe(keep, { optimistic: false });
  }
}
