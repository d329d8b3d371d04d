import { createAuthenticator } from './authenticator.js';
import { Channels } from './channels.js';
import { createChannelFaults, type ChannelFaults } from './channel-faults.js';
import { createConnectionFaults, type ConnectionFaults } from './connection-faults.js';
import { noCounts, type Counters } from './counters.js';
import { noFailures } from './failures.js';
import { Keyring } from './keyring.js';
import type { LocalAblyKey } from './keys.js';
import type { ClientSocket, SocketEvents } from './link.js';
import { readDrafts } from './messages.js';
import { Network } from './network.js';
import { resolveOptions, type LocalAblyOptions } from './options.js';
import { randomId } from './random-id.js';
import { Realtime } from './realtime.js';
import { createRestApi } from './rest.js';
import { TokenRequests } from './token-requests.js';

/** A message to publish from the backend's side. */
export interface OutgoingMessage {
  /** Published again within two minutes, it is dropped. */
  id?: string;
  name?: string;
  /** Text, a `Uint8Array`, an object or an array. */
  data?: unknown;
  clientId?: string;
  extras?: Record<string, unknown>;
}

/** A connection, as the server sees it. */
export interface ConnectionInfo {
  connectionId: string;
  clientId: string | undefined;
  keyName: string;
  /** False while it has no socket, and could still be resumed. */
  isConnected: boolean;
}

/**
 * A server that speaks Ably's realtime and REST protocol, keeps its state in memory, and fails when asked to.
 * It has no network of its own: `startLocalAbly` and `installInPage` bring clients to it.
 */
export interface LocalAbly extends ConnectionFaults, ChannelFaults {
  /** The first of its keys, `appId.keyId:secret`. */
  readonly key: string;
  /** How long a frame or request takes each way, in ms. What is under way is affected too; order is kept. */
  latencyMs: number;
  readonly counters: Readonly<Counters>;
  readonly connections: readonly ConnectionInfo[];
  /** Names of the channels in memory. */
  readonly channels: readonly string[];
  /** How many connections are attached to the channel. */
  attachments(channel: string): number;

  /** Publishes as a backend would; gives the messages' serials. Throws what a client would be told. */
  publish(channel: string, messages: OutgoingMessage | readonly OutgoingMessage[]): string[];

  /** Accepts another key from now on. */
  addKey(key: LocalAblyKey): void;
  /** Accepts no key of that application any more. Connections that are open stay. */
  removeApp(appId: string): void;

  /** Ends what was ordered and has not struck yet, and every refusal; messages that are held back are delivered. */
  endFaults(): void;

  /** For a dress: whether a socket with that query is kept out. */
  refuses(query: URLSearchParams): boolean;
  /** For a dress: a client has opened a socket. */
  accept(query: URLSearchParams, socket: ClientSocket): SocketEvents;
  /** For a dress: answers a REST request. */
  fetch(request: Request): Promise<Response>;
  /** Cuts every connection for good, and stops every timer. */
  close(): void;
}

const sweepIntervalMs = 30_000;

/** Who publishes from the server's side, and may do so in anybody's name. */
const backend = { clientId: '*' };

/**
 * Makes a local Ably.
 *
 * @throws AblyError (40005) for a key that is none, RangeError for an amount that is none.
 * @example
 * const local = createLocalAbly({ latencyMs: 50 });
 * const { clientOptions } = installInPage(local);
 */
export function createLocalAbly(options: LocalAblyOptions = {}): LocalAbly {
  const { latencyMs, ...settings } = resolveOptions(options);
  const serverId = randomId();
  const network = new Network(latencyMs);
  const channels = new Channels(settings, serverId);
  const counters = noCounts();
  const keyring = new Keyring(settings.keys);
  const authenticate = createAuthenticator(keyring, settings.now);
  const tokenRequests = new TokenRequests(keyring, settings.now);
  const failures = noFailures();
  const parts = { settings, serverId, network, channels, counters, failures, authenticate, tokenRequests };
  const realtime = new Realtime(parts);
  const connectionFaults = createConnectionFaults(realtime);
  const channelFaults = createChannelFaults({ channels, realtime, failures });
  const fetch = createRestApi(parts);

  let isClosed = false;
  const sweeper = setInterval(() => {
    channels.sweep();
    realtime.connections.sweep();
  }, sweepIntervalMs);
  // A core that nobody closes must not keep a process alive. (In a browser it is a number.)
  if (typeof sweeper === 'object') sweeper.unref();

  return {
    ...connectionFaults.faults,
    ...channelFaults.faults,
    key: settings.keys[0]?.key ?? '',
    get latencyMs() {
      return network.latencyMs;
    },
    set latencyMs(ms) {
      network.latencyMs = ms;
    },
    get counters() {
      return { ...counters };
    },
    get connections() {
      return realtime.connections.matching({}).map(({ id, clientId, grant, session }) => ({
        connectionId: id,
        clientId,
        keyName: grant.keyName,
        isConnected: session !== undefined,
      }));
    },
    get channels() {
      return channels.names;
    },
    attachments: (channel) => channels.find(channel)?.subscriberCount ?? 0,

    publish(channel, messages) {
      const drafts = readDrafts(
        Array.isArray(messages) ? messages : [messages],
        backend,
        settings.maxMessageSize,
      );
      return channels.get(channel).publish(drafts, { id: randomId() }).serials;
    },

    addKey: (key) => keyring.add(key),
    removeApp: (appId) => keyring.removeApp(appId),

    endFaults() {
      channelFaults.end();
      connectionFaults.end();
    },
    refuses: (query) => isClosed || connectionFaults.refuses(realtime.clientOf(query)),
    accept: (query, socket) => realtime.accept(query, socket),
    fetch,
    close() {
      isClosed = true;
      clearInterval(sweeper);
      connectionFaults.end();
      connectionFaults.faults.dropConnections();
      // Requests that are under way are answered now, not left waiting.
      network.latencyMs = 0;
    },
  };
}
