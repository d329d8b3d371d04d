import type { Realtime, RealtimeChannel } from 'ably';
import { ModelsError, type ModelsClient } from 'ably-models-react';
import { liveClient } from '../../src/client/live-client.js';
import { storesOf } from '../../src/store/stores.js';
import { around } from './around.js';
import { channelOf, ON_PURPOSE } from './backend.js';
import { doomedNames, LONGEST_PAUSE_AFTER, sharedNames } from './plan.js';
import type { Screens } from './screens.js';
import type { Mounted } from './surroundings.js';

/** ms beyond the grace: for a sync that was asked for by hand, and all of its tries. */
const SLACK = 1_000;

const names = [...sharedNames, ...doomedNames];
/** What the trees do on purpose, and what the models make of it. */
export function isExpected(error: unknown): boolean {
  if (error instanceof ModelsError) return true;
  return error instanceof Error && (error.message.endsWith(ON_PURPOSE) || isExpected(error.cause));
}

const nameOf = ({ name }: RealtimeChannel) => name.slice(channelOf('').length);

function isRendering(): boolean {
  Error.stackTraceLimit = 50;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = 0;
  return /\b(beginWork|renderWithHooks)\b/.test(stack);
}

/** Sees who wants which model, and what is held for them. */
export class Watch {
  readonly problems: string[] = [];
  attaches = 0;
  readonly #clients: readonly ModelsClient[];
  readonly #screens: Screens;
  readonly #mounted = new Set<Mounted>();
  /** By client and name. */
  readonly #lastMounted = new Map<string, number>();
  readonly #lastSeen = new Map<string, number>();
  readonly #channels = new Set<RealtimeChannel>();
  readonly #subscriptions = new Set<unknown>();
  readonly #connectionListeners: readonly number[];

  constructor(clients: readonly ModelsClient[], screens: Screens) {
    this.#clients = clients;
    this.#screens = screens;
    clients.forEach(({ ably }, index) => this.#watchChannels(ably, index));
    this.#connectionListeners = clients.map(countConnectionListeners);
  }

  readonly onMount = (mounted: Mounted): (() => void) => {
    this.#mounted.add(mounted);
    this.#note(mounted);
    return () => {
      this.#note(mounted);
      this.#mounted.delete(mounted);
    };
  };

  /** From here on it may run for a while, though nobody sees it. */
  allow(client: number, name: string): void {
    this.#touch(this.#lastSeen, { client, names: [name] });
  }

  /** Its claim may come and go between two looks. */
  readonly onMutate = (client: number, name: string): void => this.allow(client, name);

  readonly onError = (error: unknown): void => {
    if (!isExpected(error)) this.#problem(String(error));
  };

  /** To be called at each step. */
  look(): void {
    for (const mounted of this.#mounted) {
      this.#note(mounted);
      for (const name of mounted.names) {
        const client = this.#clients[mounted.client]?.[liveClient];
        if (client !== undefined && storesOf(client).byName.get(name) === undefined)
          this.#problem(`"${name}" of client ${mounted.client} was let go beneath a component`);
      }
    }
    this.#clients.forEach(({ ably }, client) => {
      for (const channel of Object.values(ably.channels.all)) {
        const name = nameOf(channel);
        // What could not be told to the server yet is still to be done.
        if (ably.connection.state !== 'connected' || this.#isMutating(client, name)) this.allow(client, name);
        const unseenFor = this.#since(this.#lastSeen, client, name);
        if (unseenFor > LONGEST_PAUSE_AFTER + SLACK && ['attaching', 'attached'].includes(channel.state))
          this.#problem(`"${name}" of client ${client} is ${channel.state}, unseen for ${unseenFor} ms`);
      }
    });
  }

  /** What is held for nobody, at the end. */
  leftovers(attachments: (channel: string) => number) {
    const live = this.#clients.map((client) => client[liveClient]);
    const countOf = (isThere: (name: string) => unknown) =>
      names.filter((name) => Boolean(isThere(name))).length;
    return {
      mountedComponents: this.#mounted.size,
      attachments: names.reduce((sum, name) => sum + attachments(channelOf(name)), 0),
      channels: this.#clients.flatMap(({ ably }) => Object.keys(ably.channels.all)).length,
      channelListeners: [...this.#channels].reduce(
        (sum, channel) => sum + (channel.listeners()?.length ?? 0),
        0,
      ),
      subscriptions: this.#subscriptions.size,
      connectionListeners: this.#clients.reduce(
        (sum, client, index) =>
          sum + countConnectionListeners(client) - (this.#connectionListeners[index] ?? 0),
        0,
      ),
      visibilityListeners: this.#screens.listeners,
      models: live.reduce((sum, client) => sum + countOf((name) => client.peek(name)), 0),
      stores: live.reduce((sum, client) => sum + countOf((name) => storesOf(client).byName.get(name)), 0),
    };
  }

  #note(mounted: Mounted): void {
    this.#touch(this.#lastMounted, mounted);
    if (!this.#screens.hides(mounted)) this.#touch(this.#lastSeen, mounted);
  }

  #isMutating(client: number, name: string): boolean {
    return (this.#clients[client]?.[liveClient].peek(name)?.getSnapshot().pendingCount ?? 0) > 0;
  }

  /** By a component that is or was mounted a moment ago, by a mutation, or by hand. */
  #isWanted(client: number, name: string): boolean {
    const since = Math.min(
      this.#since(this.#lastMounted, client, name),
      this.#since(this.#lastSeen, client, name),
    );
    return since <= LONGEST_PAUSE_AFTER + SLACK || this.#isMutating(client, name);
  }

  #watchChannels({ channels }: Realtime, client: number): void {
    around(channels, 'get', (get, name) => {
      if (isRendering()) this.#problem(`channel "${String(name)}" was asked for in a render`);
      const channel = get() as RealtimeChannel;
      if (!this.#channels.has(channel)) this.#watchChannel(channel, client);
      return channel;
    });
  }

  #watchChannel(channel: RealtimeChannel, client: number): void {
    this.#channels.add(channel);
    const name = nameOf(channel);
    around(channel, 'attach', (attach) => {
      this.attaches += 1;
      if (!this.#isWanted(client, name))
        this.#problem(`"${name}" of client ${client} was attached for nobody`);
      return attach();
    });
    around(channel, 'subscribe', (subscribe, listener) => {
      this.#subscriptions.add(listener);
      return subscribe();
    });
    around(channel, 'unsubscribe', (unsubscribe, listener) => {
      this.#subscriptions.delete(listener);
      return unsubscribe();
    });
  }

  #touch(
    times: Map<string, number>,
    of: { readonly client: number; readonly names: readonly string[] },
  ): void {
    for (const name of of.names) times.set(`${of.client} ${name}`, Date.now());
  }

  #since(times: Map<string, number>, client: number, name: string): number {
    return Date.now() - (times.get(`${client} ${name}`) ?? -Infinity);
  }

  #problem(what: string): void {
    this.problems.push(what);
  }
}

function countConnectionListeners({ ably }: ModelsClient): number {
  return ably.connection.listeners()?.length ?? 0;
}
