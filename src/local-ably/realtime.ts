import { identify, type Authenticator, type Grant } from './authenticator.js';
import type { Channels } from './channels.js';
import { jsonCodec, msgpackCodec } from './codec.js';
import type { Client, Connection } from './connection.js';
import { Connections } from './connections.js';
import type { Counters } from './counters.js';
import { AblyError, asAblyError } from './errors.js';
import type { RequestFailures } from './failures.js';
import { credentialsIn } from './http.js';
import { Link, type ClientSocket, type SocketEvents } from './link.js';
import type { Network } from './network.js';
import { maxFrameSize, type Settings } from './options.js';
import { Action, type ConnectionDetails } from './protocol.js';
import { Session, type SessionHost } from './session.js';

export interface RealtimeParts {
  settings: Settings;
  serverId: string;
  network: Network;
  channels: Channels;
  counters: Counters;
  failures: RequestFailures;
  authenticate: Authenticator;
}

/** The realtime side: takes sockets, and makes connections of them. */
export class Realtime implements SessionHost {
  readonly settings: Settings;
  readonly channels: Channels;
  readonly counters: Counters;
  readonly failures: RequestFailures;
  readonly authenticate: Authenticator;
  readonly connections: Connections;
  readonly #serverId: string;
  readonly #network: Network;

  constructor({ settings, serverId, network, channels, counters, failures, authenticate }: RealtimeParts) {
    this.settings = settings;
    this.channels = channels;
    this.counters = counters;
    this.failures = failures;
    this.connections = new Connections(settings, ({ id }) => channels.forget(id));
    this.#serverId = serverId;
    this.#network = network;
    this.authenticate = authenticate;
  }

  /** Who asks for a connection, as far as it can be told before it is let in. */
  clientOf(query: URLSearchParams): Client {
    const connectionId = resumeKeyIn(query)?.split('!')[0];
    try {
      const { grant, clientId } = this.#identify(query);
      return { clientId, connectionId, keyName: grant.keyName };
    } catch {
      return { clientId: undefined, connectionId, keyName: undefined };
    }
  }

  /** A client has opened a socket, with that query (RTN2). */
  accept(query: URLSearchParams, socket: ClientSocket): SocketEvents {
    const codec = query.get('format') === 'msgpack' ? msgpackCodec : jsonCodec;
    const link = new Link(this.#network, socket, codec);
    try {
      this.#connect(query, link);
    } catch (error) {
      link.finish({ action: Action.error, error: asAblyError(error).toWire() });
    }
    return link;
  }

  #connect(query: URLSearchParams, link: Link): void {
    const { grant, clientId } = this.#identify(query);
    const resumeKey = resumeKeyIn(query);
    const resumed = resumeKey === undefined ? undefined : this.connections.find(resumeKey, clientId, grant);
    // A socket whose end has not been noticed yet: the client has left it.
    resumed?.session?.drop();
    if (resumed !== undefined && query.has('recover')) this.connections.handOver(resumed);
    const lost = resumeKey !== undefined && resumed === undefined;
    const connection = resumed ?? this.connections.open(clientId, grant, lost);
    this.counters[resumed === undefined ? 'connects' : 'resumes'] += 1;
    link.send({
      action: Action.connected,
      connectionId: connection.id,
      connectionDetails: this.details(connection),
      ...(lost && { error: new AblyError(80018, 'unable to resume the connection; it is unknown').toWire() }),
    });
    connection.session = new Session(this, connection, link, {
      echo: query.get('echo') !== 'false',
      heartbeats: query.get('heartbeats') === 'true',
    });
  }

  #identify(query: URLSearchParams): { grant: Grant; clientId: string | undefined } {
    const grant = this.authenticate(credentialsIn((name) => query.get(name) ?? undefined));
    return { grant, clientId: identify(grant, query.get('clientId') ?? undefined) };
  }

  closed(connection: Connection): void {
    this.connections.remove(connection);
  }

  lost(connection: Connection): void {
    this.connections.lost(connection);
  }

  details(connection: Connection): ConnectionDetails {
    const { grant } = connection;
    // A client with a token learns from it that it may be anybody (RSA7b4).
    const clientId = connection.clientId ?? (grant.expiresAt === undefined ? undefined : grant.clientId);
    return {
      connectionKey: connection.key,
      ...(clientId !== undefined && { clientId }),
      maxMessageSize: this.settings.maxMessageSize,
      maxFrameSize,
      maxInboundRate: 250,
      connectionStateTtl: this.settings.connectionStateTtl,
      maxIdleInterval: this.settings.maxIdleInterval,
      serverId: this.#serverId,
    };
  }
}

/** A client resumes its own connection, or recovers that of a client before it (RTN15, RTN16). */
function resumeKeyIn(query: URLSearchParams): string | undefined {
  return query.get('resume') ?? query.get('recover') ?? undefined;
}
