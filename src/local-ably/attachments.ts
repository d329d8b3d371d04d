import type { Channel } from './channel.js';
import { readParams, type ChannelParams } from './channel-params.js';
import { clientOf, type Connection } from './connection.js';
import { AblyError, asAblyError } from './errors.js';
import { assertPermitted, permits } from './capability.js';
import { readRewound } from './history.js';
import type { Link } from './link.js';
import { Action, Flag, type ClientFrame, type ErrorInfo, type Publication } from './protocol.js';
import type { SessionHost } from './session.js';

/** The modes of an attachment and the operation that each needs (RTL4l, TB2d). */
const modes = [
  { flag: Flag.presence, operation: 'presence' },
  { flag: Flag.publish, operation: 'publish' },
  { flag: Flag.subscribe, operation: 'subscribe' },
  { flag: Flag.presenceSubscribe, operation: 'subscribe' },
];
const allModes = modes.reduce((flags, { flag }) => flags | flag, 0);

interface Attachment {
  readonly channel: Channel;
  /** The modes that the client wanted, and those that its capability allowed, as flags. */
  readonly asked: number;
  readonly granted: number;
  /** It hears what stands after this place. */
  readonly since: string;
  readonly unsubscribe: () => void;
}

/** The channels that one socket is attached to. */
export class Attachments {
  readonly #host: SessionHost;
  readonly #connection: Connection;
  readonly #link: Link;
  readonly #echo: boolean;
  readonly #attachments = new Map<string, Attachment>();

  /** With `echo` the client hears its own messages (RTL7f). */
  constructor(host: SessionHost, connection: Connection, link: Link, echo: boolean) {
    this.#host = host;
    this.#connection = connection;
    this.#link = link;
    this.#echo = echo;
  }

  release(): void {
    for (const { unsubscribe } of this.#attachments.values()) unsubscribe();
    this.#attachments.clear();
  }

  attach(frame: ClientFrame): void {
    this.#host.counters.attaches += 1;
    const channel = this.#host.channels.get(frame.channel);
    const params = readParams(frame.params);
    const flags = typeof frame.flags === 'number' ? frame.flags : 0;
    const asked = params.modes ?? (flags & allModes || allModes);
    const granted = this.#granted(asked, channel.name);
    try {
      this.#host.failures.attaches.strike(channel.name, clientOf(this.#connection));
    } catch (error) {
      this.end(channel.name, Action.detached, asAblyError(error));
      return;
    }

    const serial = typeof frame.channelSerial === 'string' ? frame.channelSerial : undefined;
    const isReturning =
      serial !== undefined || (flags & Flag.attachResume) !== 0 || this.#attachments.has(channel.name);
    const missed = this.#missed(channel, serial);
    const rewound = isReturning ? [] : this.#rewound(channel, params);
    const backlog = (granted & Flag.subscribe) === 0 ? [] : (missed ?? rewound);
    this.#link.send({
      action: Action.attached,
      channel: channel.name,
      // Not the newest place when messages are yet to follow: should the socket be lost before they arrive,
      // the client would ask again from there, and never see them.
      channelSerial: (missed?.length ? serial : undefined) ?? channel.tip,
      flags:
        granted |
        (missed === undefined ? 0 : Flag.resumed) |
        (backlog.length > 0 ? Flag.hasBacklog : 0) |
        presenceFlag(channel, granted),
      ...(Object.keys(params.understood).length > 0 && { params: params.understood }),
      ...(missed === undefined && serial !== undefined && { error: continuityLost() }),
    });
    for (const publication of backlog) this.#deliver(channel.name, publication);
    // What is held back for one that only changes its options is still to come.
    const since = missed && this.#remove(channel.name)?.since;
    this.#subscribe(channel, asked, granted, since);
    this.#sync(channel, granted);
    this.#connection.attachedOnce.add(channel.name);
    this.#connection.expiredChannels.delete(channel.name);
  }

  detach(frame: ClientFrame): void {
    this.#host.counters.detaches += 1;
    const { name, presence } = this.#host.channels.get(frame.channel);
    presence.leave(this.#connection.id);
    this.end(name, Action.detached);
  }

  /** The client asks for the members again, since it lost the socket while it was told. */
  sync(frame: ClientFrame): void {
    const attachment = this.#attachments.get(this.#host.channels.get(frame.channel).name);
    if (attachment) this.#sync(attachment.channel, attachment.granted);
  }

  isAttached(channel: string): boolean {
    return this.#attachments.has(channel);
  }

  /** Throws 40160 where the client has attached without that mode. Who is not attached needs none. */
  assertMode(channel: string, operation: 'publish' | 'presence'): void {
    const attachment = this.#attachments.get(channel);
    if (attachment === undefined || (attachment.asked & Flag[operation]) !== 0) return;
    throw new AblyError(
      40160,
      `unable to ${operation}; channel "${channel}" is attached without the mode "${operation}"`,
    );
  }

  /** Tells the client that it is not attached any more, by DETACHED or ERROR. */
  end(channel: string, action: number, error?: AblyError): void {
    this.#remove(channel);
    this.#link.send({ action, channel, ...(error && { error: error.toWire() }) });
  }

  /** Lets the client hear nothing on the channel, until what it gives back tells it that continuity is lost (RTL12). */
  interrupt(name: string): () => void {
    const attachment = this.#attachments.get(name);
    attachment?.unsubscribe();
    return () => {
      // It may have been detached or dropped meanwhile.
      if (attachment === undefined || this.#attachments.get(name) !== attachment) return;
      const { channel, asked, granted } = attachment;
      const error = continuityLost();
      const { tip: channelSerial } = channel;
      const flags = granted | presenceFlag(channel, granted);
      this.#link.send({ action: Action.attached, channel: name, channelSerial, flags, error });
      this.#subscribe(channel, asked, granted);
      this.#sync(channel, granted);
    };
  }

  /** Ends what the client's capability does not allow any more (RTC8a1). */
  endForbidden(): void {
    const { capability } = this.#connection.grant;
    for (const { channel, granted } of [...this.#attachments.values()]) {
      try {
        const lost = granted & ~this.#granted(granted, channel.name);
        if ((lost & Flag.subscribe) !== 0) assertPermitted(capability, channel.name, 'subscribe');
      } catch (error) {
        this.end(channel.name, Action.error, asAblyError(error));
      }
    }
  }

  #subscribe(channel: Channel, asked: number, granted: number, since = channel.tip): void {
    this.#remove(channel.name);
    const isListening = (granted & Flag.subscribe) !== 0;
    const unsubscribe = channel.subscribe({
      client: clientOf(this.#connection),
      since,
      deliver: (publication) => {
        if (isListening) this.#deliver(channel.name, publication);
      },
    });
    const unlisten = channel.presence.listen((presence) => {
      if ((granted & Flag.presenceSubscribe) === 0) return;
      this.#link.send({ action: Action.presence, channel: channel.name, presence });
    });
    this.#attachments.set(channel.name, {
      channel,
      asked,
      granted,
      since,
      unsubscribe() {
        unsubscribe();
        unlisten();
      },
    });
  }

  /** Tells who is present, in one page. */
  #sync(channel: Channel, granted: number): void {
    if (presenceFlag(channel, granted) === 0) return;
    this.#link.send({ action: Action.sync, channel: channel.name, presence: channel.presence.members });
  }

  #remove(channel: string): Attachment | undefined {
    const attachment = this.#attachments.get(channel);
    attachment?.unsubscribe();
    this.#attachments.delete(channel);
    return attachment;
  }

  /** The modes that are asked for and allowed. Throws 40160 when there is none. */
  #granted(asked: number, channel: string): number {
    const { capability } = this.#connection.grant;
    const granted = modes
      .filter(({ flag, operation }) => (asked & flag) !== 0 && permits(capability, channel, operation))
      .reduce((flags, { flag }) => flags | flag, 0);
    if (granted === 0) assertPermitted(capability, channel, 'subscribe');
    return granted;
  }

  /** What the client has not seen since that serial, or undefined where it cannot be told. */
  #missed(channel: Channel, serial: string | undefined): readonly Publication[] | undefined {
    const { continuityLost, attachedOnce, expiredChannels } = this.#connection;
    if (expiredChannels.has(channel.name)) return undefined;
    // Attached on this very socket already, with other options now: everything is sent or under way.
    if (this.#attachments.has(channel.name)) return [];
    if (serial === undefined || (continuityLost && !attachedOnce.has(channel.name))) return undefined;
    return channel.since(serial);
  }

  #rewound(channel: Channel, { rewind }: ChannelParams): readonly Publication[] {
    return rewind === undefined ? [] : readRewound(channel.publications(), rewind, this.#host.settings.now());
  }

  #deliver(channel: string, publication: Publication): void {
    const { channelSerial, timestamp, id, connectionId, messages } = publication;
    if (!this.#echo && connectionId === this.#connection.id) return;
    const from = connectionId === undefined ? {} : { connectionId };
    this.#link.send({ action: Action.message, channel, channelSerial, timestamp, id, ...from, messages });
  }
}

/** Whether members follow. */
function presenceFlag({ presence }: Channel, granted: number): number {
  const isListening = (granted & Flag.presenceSubscribe) !== 0;
  return isListening && presence.size > 0 ? Flag.hasPresence : 0;
}

function continuityLost(): ErrorInfo {
  return new AblyError(90003, 'unable to continue on the channel; messages may have been missed').toWire();
}
