import { ModelsError } from '../../src/errors.js';
import type {
  ChannelListener,
  ChannelMessage,
  ChannelSession,
  ChannelSource,
  HistoryPage,
} from '../../src/channel/port.js';
import type { Clock } from '../../src/model/clock.js';

/** ms for which a connection can be resumed. */
const CONNECTION_STATE_TTL = 120_000;
/** ms that a frame or a request is on its way. */
const LATENCY = 2;

interface Entry {
  readonly message: ChannelMessage;
  readonly at: number;
}

const failed = (why: string) => new ModelsError('channel-failed', `unable to reach the channel; ${why}`);

/** A channel as the server keeps it: messages in their order, each for the retention period. */
export class SimulatedChannel {
  readonly entries: Entry[] = [];
  readonly sessions = new Set<SimulatedSession>();
  readonly #clock: Clock;
  readonly #retention: number;
  #expiredUpTo = 0;

  constructor(clock: Clock, retention: number) {
    this.#clock = clock;
    this.#retention = retention;
  }

  publish(message: ChannelMessage): void {
    this.entries.push({ message, at: this.#clock.now() });
    for (const session of this.sessions) session.deliver();
  }

  /** Index of the oldest message that is still kept. */
  get oldest(): number {
    const keptSince = this.#clock.now() - this.#retention;
    while ((this.entries[this.#expiredUpTo]?.at ?? Infinity) < keptSince) this.#expiredUpTo += 1;
    return this.#expiredUpTo;
  }

  page(end: number, limit: number): { readonly items: ChannelMessage[]; readonly start: number } {
    const start = Math.max(this.oldest, end - limit);
    const items = this.entries.slice(start, Math.max(start, end)).map(({ message }) => message);
    return { items: items.reverse(), start };
  }
}

/** One client's connection, with its one channel. Behaves as `AblyChannels` does over the real thing. */
export class SimulatedAbly implements ChannelSource {
  readonly channel: SimulatedChannel;
  readonly clock: Clock;
  readonly sessions = new Set<SimulatedSession>();
  readonly #observers = new Set<() => void>();
  #state = 'connected';
  #droppedAt = 0;
  failingHistoryRequests = 0;
  historyRequests = 0;
  observers = 0;
  /** The client has one for its channel, from the first session until it is released. */
  channelObjects: 0 | 1 = 0;

  readonly connection = {
    getState: () => this.#state,
    observe: (listener: () => void) => {
      const observer = () => listener();
      this.#observers.add(observer);
      return () => void this.#observers.delete(observer);
    },
  };

  constructor(channel: SimulatedChannel, clock: Clock) {
    this.channel = channel;
    this.clock = clock;
  }

  get observerCount(): number {
    return this.#observers.size;
  }

  open(_name: string, listener: ChannelListener): ChannelSession {
    const session = new SimulatedSession(this, listener);
    this.sessions.add(session);
    this.channel.sessions.add(session);
    this.channelObjects = 1;
    return session;
  }

  release(): Promise<void> {
    if (this.sessions.size === 0) this.channelObjects = 0;
    return Promise.resolve();
  }

  /** The connection drops. With `forget` it cannot be resumed: what comes until then is not delivered. */
  drop(forget: boolean): void {
    if (this.#state !== 'connected') return;
    this.#droppedAt = this.clock.now();
    this.#move('disconnected');
    if (forget) for (const session of this.sessions) session.forget();
  }

  reconnect(): void {
    if (this.#state === 'connected') return;
    if (this.clock.now() - this.#droppedAt > CONNECTION_STATE_TTL) {
      for (const session of this.sessions) session.forget();
    }
    this.#move('connected');
    for (const session of this.sessions) session.reattach();
  }

  get isConnected(): boolean {
    return this.#state === 'connected';
  }

  #move(state: string): void {
    this.#state = state;
    for (const observer of [...this.#observers]) observer();
  }
}

type SessionState = 'detached' | 'attaching' | 'attached' | 'suspended' | 'failed';

class SimulatedSession implements ChannelSession {
  attachPoints = 0;
  readonly #ably: SimulatedAbly;
  readonly #listener: ChannelListener;
  #state: SessionState = 'detached';
  #wasAttached = false;
  #isClosed = false;
  /** Index of the next message to be delivered; of the first one since the attach point at first. */
  #next = 0;
  #attachPoint = 0;
  #isForgotten = false;
  #attaching: { readonly promise: Promise<void>; settle(error?: ModelsError): void } | undefined;
  #cancelDelivery: (() => void) | undefined;
  #twice = false;

  constructor(ably: SimulatedAbly, listener: ChannelListener) {
    this.#ably = ably;
    this.#listener = listener;
  }

  get isAttached(): boolean {
    return !this.#isClosed && this.#state === 'attached';
  }

  attach(): Promise<void> {
    if (this.#isClosed || (this.#state === 'attached' && this.#ably.isConnected)) return Promise.resolve();
    if (this.#attaching) return this.#attaching.promise;
    let settle!: (error?: ModelsError) => void;
    const promise = new Promise<void>((resolve, reject) => {
      settle = (error) => (error ? reject(error) : resolve());
    });
    promise.catch(() => undefined);
    this.#attaching = { promise, settle };
    // Attached, but not connected: that is told anew when the connection is back.
    if (this.#state === 'attached') return promise;
    this.#state = 'attaching';
    this.#ably.clock.after(LATENCY, () => this.#answerAttach());
    return promise;
  }

  history({
    limit,
    untilAttach,
  }: {
    readonly limit: number;
    readonly untilAttach: boolean;
  }): Promise<HistoryPage> {
    const end = untilAttach ? this.#attachPoint : this.#ably.channel.entries.length;
    return this.#request(end, limit);
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelDelivery?.();
    this.#attaching?.settle();
    this.#ably.sessions.delete(this);
    this.#ably.channel.sessions.delete(this);
    return Promise.resolve();
  }

  /** The server has something new, which is on its way from now on. */
  deliver(): void {
    if (!this.isAttached || !this.#ably.isConnected || this.#isForgotten || this.#cancelDelivery) return;
    if (this.#next >= this.#ably.channel.entries.length) return;
    this.#cancelDelivery = this.#ably.clock.after(LATENCY, () => {
      this.#cancelDelivery = undefined;
      this.#deliverNow();
      this.deliver();
    });
  }

  /** The server forgets where this session stood. */
  forget(): void {
    this.#isForgotten = true;
  }

  reattach(): void {
    if (this.#isClosed) return;
    if (this.#attaching && this.#state === 'attaching' && !this.#wasAttached) {
      this.#ably.clock.after(LATENCY, () => this.#answerAttach());
    } else if (this.#state === 'attached' || this.#state === 'attaching' || this.#state === 'suspended') {
      const resumed = !this.#isForgotten && this.#state !== 'suspended';
      this.#state = 'attaching';
      this.#listener.away();
      this.#ably.clock.after(LATENCY, () => {
        if (!this.#isClosed && this.#state === 'attaching' && this.#ably.isConnected)
          this.#becomeAttached(resumed);
      });
    }
  }

  /** An attach point that nobody asked for: what was published and not delivered yet is not delivered at all. */
  loseContinuity(): void {
    if (this.isAttached && this.#ably.isConnected) this.#becomeAttached(false);
  }

  /** Suspended until Ably attaches it again by itself. */
  suspend(): void {
    if (!this.isAttached) return;
    this.#cancelDelivery?.();
    this.#cancelDelivery = undefined;
    this.#state = 'suspended';
    this.#listener.away();
    this.#ably.clock.after(15_000, () => {
      if (!this.#isClosed && this.#state === 'suspended' && this.#ably.isConnected)
        this.#becomeAttached(false);
    });
  }

  lose(state: 'detached' | 'failed'): void {
    if (this.#isClosed || this.#state === 'detached' || this.#state === 'failed') return;
    this.#cancelDelivery?.();
    this.#cancelDelivery = undefined;
    this.#state = state;
    const error = failed(`it was ${state}`);
    this.#attaching?.settle(error);
    this.#attaching = undefined;
    if (!this.#wasAttached) return;
    this.#wasAttached = false;
    this.#listener.lost(error);
  }

  deliverTwice(): void {
    this.#twice = true;
  }

  #answerAttach(): void {
    if (this.#isClosed || this.#state !== 'attaching' || !this.#ably.isConnected) return;
    this.#becomeAttached(false);
  }

  #becomeAttached(resumed: boolean): void {
    this.#state = 'attached';
    this.#isForgotten = false;
    const gap = this.#wasAttached && !resumed;
    this.#wasAttached = true;
    if (!resumed) {
      this.#cancelDelivery?.();
      this.#cancelDelivery = undefined;
      this.attachPoints += 1;
      this.#attachPoint = this.#next = this.#ably.channel.entries.length;
    }
    this.#attaching?.settle();
    this.#attaching = undefined;
    this.#listener.attached(gap);
    this.deliver();
  }

  #deliverNow(): void {
    if (!this.isAttached || !this.#ably.isConnected) return;
    const { entries } = this.#ably.channel;
    const messages = entries.slice(this.#next).map(({ message }) => message);
    this.#next = entries.length;
    if (this.#twice && messages[0]) {
      this.#twice = false;
      messages.push(messages[0]);
    }
    for (const message of messages) if (!this.#isClosed) this.#listener.message(message);
  }

  #request(end: number, limit: number): Promise<HistoryPage> {
    this.#ably.historyRequests += 1;
    return new Promise((resolve, reject) => {
      this.#ably.clock.after(LATENCY, () => {
        if (this.#ably.failingHistoryRequests > 0) {
          this.#ably.failingHistoryRequests -= 1;
          return reject(failed('HTTP 500'));
        }
        const { items, start } = this.#ably.channel.page(end, limit);
        resolve({
          items,
          hasNext: () => start > this.#ably.channel.oldest,
          next: () => this.#request(start, limit),
        });
      });
    });
  }
}
