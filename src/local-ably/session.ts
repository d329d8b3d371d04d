import { Alarm } from './alarm.js';
import { Attachments } from './attachments.js';
import { identify, type Authenticator } from './authenticator.js';
import { assertPermitted } from './capability.js';
import type { Channels } from './channels.js';
import { clientOf, type Connection } from './connection.js';
import type { Counters } from './counters.js';
import { AblyError, asAblyError } from './errors.js';
import type { RequestFailures } from './failures.js';
import type { Link } from './link.js';
import { isRecord, publisherOf, readDrafts } from './messages.js';
import type { Settings } from './options.js';
import { readPresence } from './presence.js';
import { Action, type ClientFrame, type ConnectionDetails } from './protocol.js';

/** What a session needs of the server. */
export interface SessionHost {
  readonly settings: Settings;
  readonly channels: Channels;
  readonly counters: Counters;
  readonly failures: RequestFailures;
  readonly authenticate: Authenticator;
  /** What a client is told about its connection. */
  details(connection: Connection): ConnectionDetails;
  /** The client has closed the connection for good. */
  closed(connection: Connection): void;
  /** The socket is gone; the connection may come back. */
  lost(connection: Connection): void;
}

export interface SessionOptions {
  /** Whether the client hears its own messages (RTL7f). */
  echo: boolean;
  /** Whether it needs HEARTBEAT frames, since it cannot see pings (RTN23b). */
  heartbeats: boolean;
}

/** A connection on one socket: answers what the client sends. What is attached is attached here, and ends with it. */
export class Session {
  readonly attachments: Attachments;
  readonly #host: SessionHost;
  readonly #connection: Connection;
  readonly #link: Link;
  readonly #expiry: Alarm;
  readonly #heartbeat: ReturnType<typeof setInterval> | undefined;

  constructor(host: SessionHost, connection: Connection, link: Link, options: SessionOptions) {
    this.#host = host;
    this.#connection = connection;
    this.#link = link;
    this.attachments = new Attachments(host, connection, link, options.echo);
    const { maxIdleInterval } = host.settings;
    if (maxIdleInterval > 0) {
      const beat = options.heartbeats ? () => link.send({ action: Action.heartbeat }) : () => link.ping();
      // Twice in the time that it may be silent, so that a late timer does not cost the connection.
      this.#heartbeat = setInterval(beat, maxIdleInterval / 2);
    }
    this.#expiry = new Alarm(host.settings.now, () =>
      this.disconnect(new AblyError(40142, 'unable to go on with the connection; its token has expired')),
    );
    this.#expiry.set(connection.grant.expiresAt);
    link.listen({
      frame: (frame) => this.#answer(frame),
      failed: (error) => this.fail(error),
      closed: () => {
        this.#release();
        host.lost(connection);
      },
    });
  }

  /** Ends without a word, as when the network fails. */
  drop(): void {
    this.#release();
    this.#link.terminate();
    this.#host.lost(this.#connection);
  }

  /** Sends the client away; it may come back and resume. */
  disconnect(error?: AblyError): void {
    this.#release();
    this.#link.finish({ action: Action.disconnected, ...(error && { error: error.toWire() }) });
    this.#host.lost(this.#connection);
  }

  /** Ends the connection with an error: the client becomes `failed`. */
  fail(error: unknown): void {
    this.#release();
    this.#link.finish({ action: Action.error, error: asAblyError(error).toWire() });
    this.#host.closed(this.#connection);
  }

  #release(): void {
    clearInterval(this.#heartbeat);
    this.#expiry.clear();
    this.attachments.release();
  }

  #answer(frame: ClientFrame): void {
    switch (frame.action) {
      case Action.heartbeat:
        this.#link.send({ action: Action.heartbeat, ...(typeof frame.id === 'string' && { id: frame.id }) });
        return;
      case Action.attach:
        this.#onChannel(frame, () => this.attachments.attach(frame));
        return;
      case Action.detach:
        this.#onChannel(frame, () => this.attachments.detach(frame));
        return;
      case Action.message:
        this.#host.counters.publishes += 1;
        this.#acknowledge(frame, () => this.#publish(frame));
        return;
      case Action.auth:
        this.#reauthenticate(frame);
        return;
      case Action.presence:
        this.#acknowledge(frame, () => this.#presence(frame));
        return;
      case Action.object:
      case Action.annotation:
        this.#acknowledge(frame, () => {
          throw new AblyError(40000, 'unable to publish; this server knows messages and presence only');
        });
        return;
      case Action.sync:
        this.#onChannel(frame, () => this.attachments.sync(frame));
        return;
      case Action.disconnect:
        this.disconnect();
        return;
      case Action.close:
        this.#release();
        this.#link.finish({ action: Action.closed });
        this.#host.closed(this.#connection);
        return;
      default:
        throw new AblyError(40000, `unable to answer the frame; action ${frame.action} is unknown`);
    }
  }

  /** An error about a channel costs the channel, never the connection (RTL14). */
  #onChannel(frame: ClientFrame, act: () => void): void {
    try {
      act();
    } catch (error) {
      const channel = typeof frame.channel === 'string' ? frame.channel : '';
      this.#link.send({ action: Action.error, channel, error: asAblyError(error).toWire() });
    }
  }

  /** The client goes on with another token (RTC8). One that is none, or another client's, ends the connection. */
  #reauthenticate({ auth }: ClientFrame): void {
    const connection = this.#connection;
    const token = isRecord(auth) ? auth['accessToken'] : undefined;
    if (typeof token !== 'string') throw new AblyError(40000, 'unable to answer the frame; it has no token');
    const grant = this.#host.authenticate({ token });
    if (identify(grant, connection.clientId) !== connection.clientId) {
      throw new AblyError(40012, 'unable to go on with the token; it is that of another client id');
    }
    connection.grant = grant;
    this.#expiry.set(grant.expiresAt);
    this.#link.send({
      action: Action.connected,
      connectionId: connection.id,
      connectionDetails: this.#host.details(connection),
    });
    this.attachments.endForbidden();
  }

  /** Says that it is done, with what the act gives to say of it, or why not. */
  #acknowledge(frame: ClientFrame, act: () => { serials: string[] } | undefined): void {
    const answer = { msgSerial: msgSerialOf(frame), count: 1 };
    try {
      const result = act();
      this.#link.send({ action: Action.ack, ...answer, ...(result && { res: [result] }) });
    } catch (error) {
      this.#link.send({ action: Action.nack, ...answer, error: asAblyError(error).toWire() });
    }
  }

  #publish(frame: ClientFrame): { serials: string[] } {
    const { settings, channels, failures } = this.#host;
    const { id: connectionId, grant } = this.#connection;
    const channel = channels.get(frame.channel);
    assertPermitted(grant.capability, channel.name, 'publish');
    this.attachments.assertMode(channel.name, 'publish');
    failures.publishes.strike(channel.name, clientOf(this.#connection));
    const publisher = publisherOf(grant, this.#connection);
    const drafts = readDrafts(frame.messages, publisher, settings.maxMessageSize);
    // A message that is sent again after a resume has the serial of its first time, and so the same id (RTN19a2).
    const { serials } = channel.publish(drafts, {
      id: `${connectionId}:${msgSerialOf(frame)}`,
      connectionId,
    });
    return { serials };
  }

  #presence(frame: ClientFrame): undefined {
    const { id: connectionId, grant } = this.#connection;
    const channel = this.#host.channels.get(frame.channel);
    assertPermitted(grant.capability, channel.name, 'presence');
    this.attachments.assertMode(channel.name, 'presence');
    const drafts = readPresence(frame.presence, publisherOf(grant, this.#connection));
    channel.presence.take(drafts, connectionId, `${connectionId}:${msgSerialOf(frame)}`);
  }
}

function msgSerialOf(frame: ClientFrame): number {
  if (Number.isInteger(frame.msgSerial)) return Number(frame.msgSerial);
  throw new AblyError(40000, 'unable to answer the frame; it has no msgSerial');
}
