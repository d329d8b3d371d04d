import type { Realtime, RealtimeChannel } from 'ably';
import { ablyConnection } from './ably-connection.js';
import { AblySession } from './ably-session.js';
import type { ChannelListener, ChannelSession, ChannelSource, ConnectionView } from './port.js';

/** How this package uses a channel, counted over all models and clients on one connection. */
interface ChannelUse {
  sessions: number;
  /** Whether we were the ones to attach it, so that we may detach it. */
  readonly attachedByUs: boolean;
}

/** Kept per connection: two clients on one `Realtime` must not detach each other's channels. */
const usesByConnection = new WeakMap<Realtime, Map<string, ChannelUse>>();

/** Channels that failed while they were ours: who attaches them next from there is not the application. */
const failedAsOurs = new WeakSet<RealtimeChannel>();

const usesOf = (ably: Realtime): Map<string, ChannelUse> => {
  const known = usesByConnection.get(ably);
  if (known) return known;
  const uses = new Map<string, ChannelUse>();
  usesByConnection.set(ably, uses);
  return uses;
};

/** The channels of one Ably connection. The connection is the application's: it is never opened or closed here. */
export class AblyChannels implements ChannelSource {
  readonly connection: ConnectionView;
  readonly #ably: Realtime;

  constructor(ably: Realtime) {
    this.#ably = ably;
    this.connection = ablyConnection(ably);
  }

  open(name: string, listener: ChannelListener): ChannelSession {
    // Without options: those of a channel that exists are never changed.
    const channel = this.#ably.channels.get(name);
    const use = this.#claim(channel);
    return new AblySession(this.#ably.connection, channel, listener, () => this.#letGo(channel, use));
  }

  #claim(channel: RealtimeChannel): ChannelUse {
    const uses = usesOf(this.#ably);
    const use = uses.get(channel.name) ?? {
      sessions: 0,
      attachedByUs:
        ['initialized', 'detached', 'detaching'].includes(channel.state) ||
        (channel.state === 'failed' && failedAsOurs.has(channel)),
    };
    use.sessions += 1;
    uses.set(channel.name, use);
    return use;
  }

  async #letGo(channel: RealtimeChannel, use: ChannelUse): Promise<void> {
    use.sessions -= 1;
    // The server answers a detach that overtakes an attach twice, and the second answer would fail the next attach.
    const isAttaching = () => channel.state === 'attaching' && this.#ably.connection.state === 'connected';
    while (use.sessions === 0 && use.attachedByUs && isAttaching()) await channel.once();
    const uses = usesOf(this.#ably);
    const current = uses.get(channel.name);
    if (use.sessions > 0 || (current !== undefined && current !== use)) return;
    uses.delete(channel.name);
    failedAsOurs.delete(channel);
    if (!use.attachedByUs || channel.state === 'initialized') return;
    const hasFailed = () => channel.state === 'failed';
    // Overtaken by an attach (ours or the application's), or the connection is gone: nothing left to undo.
    if (!hasFailed()) await channel.detach().catch(() => undefined);
    if (hasFailed()) failedAsOurs.add(channel);
  }
}
