import type { Realtime, RealtimeChannel } from 'ably';
import { getOrAdd } from '../get-or-add.js';
import { ablyConnection } from './ably-connection.js';
import { AblySession } from './ably-session.js';
import type { ChannelListener, ChannelSession, ChannelSource, ConnectionView } from './port.js';

/** How this package uses a channel, counted over all models and clients on its connection. */
interface ChannelUse {
  sessions: number;
  /** Whether we were the ones to attach it, so that we may detach it. */
  readonly attachedByUs: boolean;
}

/** Of all clients: two on one `Realtime` must not detach each other's channels. */
const uses = new WeakMap<RealtimeChannel, ChannelUse>();

/** Channels that were not there before we asked for them. Any other is the application's to release. */
const madeByUs = new WeakSet<RealtimeChannel>();

/** Channels that failed while they were ours: who attaches them next from there is not the application. */
const failedAsOurs = new WeakSet<RealtimeChannel>();

/** Channels on their way to being detached, until they are. */
const leaving = new WeakMap<RealtimeChannel, Promise<void>>();

/** The channels of one Ably connection. The connection is the application's: it is never opened or closed here. */
export class AblyChannels implements ChannelSource {
  readonly connection: ConnectionView;
  readonly #ably: Realtime;

  constructor(ably: Realtime) {
    this.#ably = ably;
    this.connection = ablyConnection(ably);
  }

  open(name: string, listener: ChannelListener): ChannelSession {
    const channel = this.#get(name);
    const use = this.#claim(channel);
    return new AblySession(this.#ably.connection, channel, listener, () => {
      const left = this.#letGo(channel, use);
      leaving.set(channel, left);
      return left;
    });
  }

  async release(name: string): Promise<void> {
    const left = this.#find(name);
    if (left !== undefined) await leaving.get(left);
    const channel = this.#find(name);
    if (channel !== undefined && madeByUs.has(channel) && isIdle(channel)) this.#ably.channels.release(name);
  }

  #get(name: string): RealtimeChannel {
    const known = this.#find(name);
    if (known !== undefined) return known;
    const channel = this.#ably.channels.get(name);
    madeByUs.add(channel);
    return channel;
  }

  #find(name: string): RealtimeChannel | undefined {
    return this.#ably.channels.all[name];
  }

  #claim(channel: RealtimeChannel): ChannelUse {
    const use = getOrAdd(uses, channel, () => ({
      sessions: 0,
      attachedByUs:
        ['initialized', 'detached', 'detaching'].includes(channel.state) ||
        (channel.state === 'failed' && failedAsOurs.has(channel)),
    }));
    use.sessions += 1;
    return use;
  }

  async #letGo(channel: RealtimeChannel, use: ChannelUse): Promise<void> {
    use.sessions -= 1;
    // The server answers a detach that overtakes an attach twice, and the second answer would fail the next attach.
    const isAttaching = () => channel.state === 'attaching' && this.#ably.connection.state === 'connected';
    while (use.sessions === 0 && use.attachedByUs && isAttaching()) await channel.once();
    const current = uses.get(channel);
    if (use.sessions > 0 || (current !== undefined && current !== use)) return;
    uses.delete(channel);
    failedAsOurs.delete(channel);
    if (!use.attachedByUs || channel.state === 'initialized') return;
    const hasFailed = () => channel.state === 'failed';
    // Overtaken by an attach (ours or the application's), or the connection is gone: nothing left to undo.
    if (!hasFailed()) await channel.detach().catch(() => undefined);
    // The connection was suspended meanwhile, and the channel with it: Ably would attach it when that is back.
    if (channel.state === 'suspended' && !uses.has(channel)) await channel.detach();
    if (hasFailed()) failedAsOurs.add(channel);
  }
}

const channelEvents = [
  'initialized',
  'attaching',
  'attached',
  'detaching',
  'detached',
  'suspended',
  'failed',
  'update',
] as const;

/**
 * Whether nothing comes from the server, and nobody listens to the state: neither the application nor a session,
 * which does so from its beginning to its end. Ably itself would release a channel under both.
 */
function isIdle(channel: RealtimeChannel): boolean {
  if (!['initialized', 'detached', 'failed'].includes(channel.state)) return false;
  return [undefined, ...channelEvents].every((event) => channel.listeners(event) === null);
}
