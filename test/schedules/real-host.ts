import { Realtime, type ClientOptions } from 'ably';
import { AblyChannels } from '../../src/channel/ably-channels.js';
import type { ChannelSource, HistoryPage } from '../../src/channel/port.js';
import type { LocalAbly } from '../../src/local-ably/local-ably.js';
import type { Clock } from '../../src/model/clock.js';
import type { Host } from './world.js';

/** The channel of all clients. */
export const CHANNEL = 'log';
/** ms of real time: longer than any run. (A suspended channel's fifteen seconds are that too.) */
const NEVER = 100_000_000;
/** ms after which Ably attaches a suspended channel again. */
const CHANNEL_RETRY = 15_000;

/** A real client of the local Ably. What it would do by its own clock is done by the virtual one, or on command. */
export class RealHost implements Host {
  readonly channels: ChannelSource;
  /** Grows with whatever happens to this client. Unchanged means: nothing happened. */
  activity = 0;
  readonly #ably: Realtime;
  readonly #local: LocalAbly;
  readonly #clientId: string;
  #isRefused = false;
  #requests = 0;
  readonly #onConnectionChange = new Set<() => void>();
  readonly #listenersAtFirst: number;

  constructor(clientId: string, local: LocalAbly, reach: ClientOptions, clock: Clock) {
    this.#clientId = clientId;
    this.#local = local;
    this.#ably = new Realtime({
      ...reach,
      clientId,
      logLevel: 0,
      disconnectedRetryTimeout: NEVER,
      suspendedRetryTimeout: NEVER,
    });
    const { connection } = this.#ably;
    connection.on(() => {
      this.activity += 1;
      for (const notify of this.#onConnectionChange) notify();
    });
    let cancelRetry: (() => void) | undefined;
    this.#channel.on(({ current }) => {
      this.activity += 1;
      cancelRetry?.();
      cancelRetry = undefined;
      if (current !== 'suspended') return;
      cancelRetry = clock.after(CHANNEL_RETRY, () => {
        if (connection.state === 'connected') this.#channel.attach().catch(() => undefined);
      });
    });
    this.#listenersAtFirst = this.#listenerCount;
    this.channels = this.#watch(new AblyChannels(this.#ably));
  }

  drop(forget: boolean): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    const client = { clientId: this.#clientId };
    this.#local.refuseConnections(true, client);
    if (forget) this.#local.forgetConnections(client);
    this.#local.dropConnections(client);
  }

  reconnect(): void {
    this.#isRefused = false;
    this.#local.refuseConnections(false, { clientId: this.#clientId });
    // Where it has not noticed yet that the connection is gone, it connects when it does.
    this.#ably.connect();
  }

  loseContinuity(): void {
    this.#local.loseContinuity(CHANNEL, { clientId: this.#clientId });
  }

  detach(): void {
    this.#channel.detach().catch(() => undefined);
  }

  failChannel(): void {
    this.#local.failChannel(CHANNEL, { clientId: this.#clientId });
  }

  suspend(): void {
    const isAttached = this.#local.detachChannel(CHANNEL, { clientId: this.#clientId }) > 0;
    // It attaches again at once; when that is refused too it waits.
    if (isAttached) this.#local.failAttaches({ channel: CHANNEL, clientId: this.#clientId });
  }

  deliverTwice(): void {
    this.#local.duplicateMessages(CHANNEL, { clientId: this.#clientId });
  }

  failHistory(times: number): void {
    if (times > 0) this.#local.failHistory({ channel: CHANNEL, clientId: this.#clientId, times });
    else this.#local.endFaults();
  }

  /** Listeners that others have added to the client and its channel. */
  get listeners(): number {
    return this.#listenerCount - this.#listenersAtFirst;
  }

  /** Whether an answer is yet to come: to a request, an attach, a detach or a connection that is being made. */
  get isWaiting(): boolean {
    const { state } = this.#ably.connection;
    if (this.#requests > 0) return true;
    if (state !== 'connected') return !this.#isRefused || state !== 'disconnected';
    return this.#isRefused || this.#channel.state === 'attaching' || this.#channel.state === 'detaching';
  }

  /** Resolves when the client has heard all that the server has sent it so far. */
  async catchUp(): Promise<void> {
    const { connection } = this.#ably;
    if (!this.#isRefused && connection.state === 'disconnected') connection.connect();
    if (connection.state !== 'connected') return;
    const changed = new Promise<void>((resolve) => {
      this.#onConnectionChange.add(resolve);
    });
    const answered = connection.ping().catch(() => undefined);
    // The answer never comes over a connection that is gone.
    await Promise.race([answered, changed]);
    this.#onConnectionChange.clear();
  }

  async close(): Promise<void> {
    const closed = this.#ably.connection.whenState('closed');
    this.#ably.close();
    await closed;
  }

  get #channel() {
    return this.#ably.channels.get(CHANNEL);
  }

  get #listenerCount(): number {
    const count = (emitter: { listeners(): unknown[] | null }) => emitter.listeners()?.length ?? 0;
    return count(this.#ably.connection) + count(this.#channel);
  }

  /** Counts what is under way and what arrives. */
  #watch(source: ChannelSource): ChannelSource {
    const request = async (read: () => Promise<HistoryPage>): Promise<HistoryPage> => {
      this.#requests += 1;
      try {
        const page = await read();
        return { items: page.items, hasNext: () => page.hasNext(), next: () => request(() => page.next()) };
      } finally {
        this.#requests -= 1;
        this.activity += 1;
      }
    };
    return {
      connection: source.connection,
      release: (name) => source.release(name),
      open: (name, listener) => {
        const session = source.open(name, {
          message: (message) => {
            this.activity += 1;
            listener.message(message);
          },
          attached: (gap) => listener.attached(gap),
          away: () => listener.away(),
          lost: (error) => listener.lost(error),
        });
        return {
          get attachPoints() {
            return session.attachPoints;
          },
          get isAttached() {
            return session.isAttached;
          },
          attach: () => session.attach(),
          history: (options) => request(() => session.history(options)),
          close: () => session.close(),
        };
      },
    };
  }
}
