import type { Channel } from './channel.js';
import type { Channels } from './channels.js';
import type { Connection } from './connection.js';
import type { Counters } from './counters.js';
import { AblyError, asAblyError } from './errors.js';
import { assertPermitted, permits } from './keys.js';
import type { Link } from './link.js';
import { readDrafts } from './messages.js';
import type { Settings } from './options.js';
import { Action, Flag, type ClientFrame, type Publication } from './protocol.js';

/** What a session needs of the server. */
export interface SessionHost {
  readonly settings: Settings;
  readonly channels: Channels;
  readonly counters: Counters;
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

/** The modes of an attachment and the operation that each needs (RTL4l, TB2d). */
const modes = [
  { flag: Flag.presence, operation: 'presence' },
  { flag: Flag.publish, operation: 'publish' },
  { flag: Flag.subscribe, operation: 'subscribe' },
  { flag: Flag.presenceSubscribe, operation: 'subscribe' },
];
const allModes = modes.reduce((flags, { flag }) => flags | flag, 0);

/** A connection on one socket: answers what the client sends. What is attached is attached here, and ends with it. */
export class Session {
  readonly #host: SessionHost;
  readonly #connection: Connection;
  readonly #link: Link;
  readonly #echo: boolean;
  readonly #attachments = new Map<string, () => void>();
  readonly #heartbeat: ReturnType<typeof setInterval> | undefined;

  constructor(host: SessionHost, connection: Connection, link: Link, options: SessionOptions) {
    this.#host = host;
    this.#connection = connection;
    this.#link = link;
    this.#echo = options.echo;
    const { maxIdleInterval } = host.settings;
    if (maxIdleInterval > 0) {
      const beat = options.heartbeats ? () => link.send({ action: Action.heartbeat }) : () => link.ping();
      // Twice in the time that it may be silent, so that a late timer does not cost the connection.
      this.#heartbeat = setInterval(beat, maxIdleInterval / 2);
    }
    link.listen({
      frame: (frame) => this.#answer(frame),
      failed: (error) => this.#fail(error),
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

  #release(): void {
    clearInterval(this.#heartbeat);
    for (const unsubscribe of this.#attachments.values()) unsubscribe();
    this.#attachments.clear();
  }

  #answer(frame: ClientFrame): void {
    switch (frame.action) {
      case Action.heartbeat:
        this.#link.send({ action: Action.heartbeat, ...(typeof frame.id === 'string' && { id: frame.id }) });
        return;
      case Action.attach:
        this.#onChannel(frame, () => this.#attach(frame));
        return;
      case Action.detach:
        this.#onChannel(frame, () => this.#detach(frame));
        return;
      case Action.message:
        this.#publish(frame);
        return;
      case Action.presence:
      case Action.object:
      case Action.annotation:
        this.#refuse(frame, new AblyError(40000, 'unable to publish; this server knows messages only'));
        return;
      case Action.sync:
        // The client asks for the presence set again whenever it has resumed; there is none.
        return;
      case Action.disconnect:
        this.#release();
        this.#link.finish({ action: Action.disconnected });
        this.#host.lost(this.#connection);
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

  /** Ends the connection with an error: the client becomes `failed`. */
  #fail(error: unknown): void {
    this.#release();
    this.#link.finish({ action: Action.error, error: asAblyError(error).toWire() });
    this.#host.closed(this.#connection);
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

  #attach(frame: ClientFrame): void {
    const channel = this.#host.channels.get(frame.channel);
    const { capability } = this.#connection.grant;
    const asked = (typeof frame.flags === 'number' ? frame.flags & allModes : 0) || allModes;
    const granted = modes
      .filter(({ flag, operation }) => (asked & flag) !== 0 && permits(capability, channel.name, operation))
      .reduce((flags, { flag }) => flags | flag, 0);
    if (granted === 0) assertPermitted(capability, channel.name, 'subscribe');
    this.#host.counters.attaches += 1;

    const serial = typeof frame.channelSerial === 'string' ? frame.channelSerial : undefined;
    // Attached on this very socket already, with other options now: everything is sent or under way.
    const reattached = this.#attachments.has(channel.name);
    const missed = reattached ? [] : this.#missed(channel, serial);
    const resumed = missed !== undefined;
    this.#link.send({
      action: Action.attached,
      channel: channel.name,
      // Not the newest place when messages are yet to follow: should the socket be lost before they arrive,
      // the client would ask again from there, and never see them.
      channelSerial: (missed?.length ? serial : undefined) ?? channel.tip,
      flags: granted | (resumed ? Flag.resumed : 0),
      ...(!resumed &&
        serial !== undefined && {
          error: new AblyError(
            90003,
            'unable to continue on the channel; messages may have been missed',
          ).toWire(),
        }),
    });
    this.#attachments.get(channel.name)?.();
    const deliver = (publication: Publication) => this.#deliver(channel.name, publication);
    const listening = (granted & Flag.subscribe) !== 0;
    if (listening) missed?.forEach(deliver);
    this.#attachments.set(channel.name, channel.subscribe(listening ? deliver : () => undefined));
    this.#connection.attachedOnce.add(channel.name);
  }

  /** What the client has not seen since that serial, or undefined where it cannot be told. */
  #missed(channel: Channel, serial: string | undefined): readonly Publication[] | undefined {
    if (serial === undefined) return undefined;
    const { continuityLost, attachedOnce } = this.#connection;
    if (continuityLost && !attachedOnce.has(channel.name)) return undefined;
    return channel.since(serial);
  }

  #deliver(channel: string, publication: Publication): void {
    const { channelSerial, timestamp, id, connectionId, messages } = publication;
    if (!this.#echo && connectionId === this.#connection.id) return;
    const from = connectionId === undefined ? {} : { connectionId };
    this.#link.send({ action: Action.message, channel, channelSerial, timestamp, id, ...from, messages });
  }

  #detach(frame: ClientFrame): void {
    const { name } = this.#host.channels.get(frame.channel);
    this.#attachments.get(name)?.();
    this.#attachments.delete(name);
    this.#link.send({ action: Action.detached, channel: name });
  }

  #publish(frame: ClientFrame): void {
    const { settings, channels, counters } = this.#host;
    const { id: connectionId, clientId, grant } = this.#connection;
    const msgSerial = msgSerialOf(frame);
    counters.publishes += 1;
    try {
      const channel = channels.get(frame.channel);
      assertPermitted(grant.capability, channel.name, 'publish');
      const publisher = clientId === undefined ? {} : { clientId };
      const drafts = readDrafts(frame.messages, publisher, settings.maxMessageSize);
      // A message that is sent again after a resume has the serial of its first time, and so the same id (RTN19a2).
      const { serials } = channel.publish(drafts, { id: `${connectionId}:${msgSerial}`, connectionId });
      this.#link.send({ action: Action.ack, msgSerial, count: 1, res: [{ serials }] });
    } catch (error) {
      this.#refuse(frame, asAblyError(error));
    }
  }

  #refuse(frame: ClientFrame, error: AblyError): void {
    this.#link.send({ action: Action.nack, msgSerial: msgSerialOf(frame), count: 1, error: error.toWire() });
  }
}

function msgSerialOf(frame: ClientFrame): number {
  if (Number.isInteger(frame.msgSerial)) return Number(frame.msgSerial);
  throw new AblyError(40000, 'unable to answer the frame; it has no msgSerial');
}
