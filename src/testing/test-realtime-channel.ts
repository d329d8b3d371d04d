import type { RealtimeChannel } from 'ably';
import type { ChannelLog, DeliveredMessage } from './channel-log.js';
import { Delivery } from './delivery.js';
import { lack } from './lack.js';
import { StateEmitter } from './state-emitter.js';
import type { TestConnection } from './test-connection.js';

type State = 'initialized' | 'attaching' | 'attached' | 'detaching' | 'detached';

interface ChannelChange {
  readonly current: State;
  readonly previous: State;
  readonly resumed: boolean;
}

type Listener = (message: DeliveredMessage) => void;

interface Page {
  readonly items: readonly DeliveredMessage[];
  readonly hasNext: () => boolean;
  readonly next: () => Promise<Page>;
}

const refusal = (why: string) => Object.assign(new Error(why), { code: 80_000, statusCode: 400 });

/** A `RealtimeChannel` of an Ably client, as far as models use one: what a server would answer comes in a microtask. */
export class TestRealtimeChannel extends StateEmitter<ChannelChange> {
  static {
    lack<Exclude<keyof RealtimeChannel, keyof TestRealtimeChannel>>(
      this.prototype,
      'channel; it is attached, subscribed to and has a history',
      {
        annotations: true,
        appendMessage: true,
        deleteMessage: true,
        getMessage: true,
        getMessageVersions: true,
        presence: true,
        publish: true,
        push: true,
        setOptions: true,
        updateMessage: true,
        whenState: true,
      },
    );
  }

  readonly errorReason = null;
  /** Of channel options, which there are none of. */
  readonly modes = undefined;
  readonly params = {};
  readonly name: string;
  readonly delivery: Delivery;
  state: State = 'initialized';
  readonly #connection: TestConnection;
  readonly #log: ChannelLog;
  #subscriptions: { readonly event: string | undefined; readonly listener: Listener }[] = [];
  /** Index of the first message that live delivery began with. */
  #attachPoint = 0;
  /** Index of the next message to be delivered. */
  #next = 0;
  /** The server does not know any more where this client stood. */
  #isForgotten = false;

  constructor(name: string, connection: TestConnection, log: ChannelLog) {
    super();
    this.name = name;
    this.#connection = connection;
    this.#log = log;
    this.delivery = new Delivery(log.conditions, (message) => this.#hand(message));
  }

  get subscriptions(): number {
    return this.#subscriptions.length;
  }

  async attach(): Promise<null> {
    while (this.state === 'detaching') await this.once();
    if (this.state === 'attached') return null;
    const answered = this.#whenSettled();
    if (this.state !== 'attaching') {
      this.#move('attaching');
      soon(() => this.#answerAttach());
    }
    await answered;
    return null;
  }

  async detach(): Promise<void> {
    if (this.state === 'initialized' || this.state === 'detached') return;
    if (this.state !== 'detaching') this.#move('detaching');
    await Promise.resolve();
    if (this.state !== 'detaching') return;
    this.delivery.clear();
    this.#move('detached');
  }

  async subscribe(...which: [listener: Listener] | [event: string, listener: Listener]): Promise<null> {
    const [event, listener] = which.length === 1 ? [undefined, which[0]] : which;
    this.#subscriptions.push({ event, listener });
    return this.attach();
  }

  unsubscribe(...which: [] | [listener: Listener] | [event: string, listener: Listener]): void {
    const listener = which.at(-1);
    const event = which.length === 2 ? which[0] : undefined;
    this.#subscriptions = this.#subscriptions.filter(
      (one) => listener !== undefined && !(one.listener === listener && (event ?? one.event) === one.event),
    );
  }

  async history({ limit = 100, untilAttach = false } = {}): Promise<Page> {
    await Promise.resolve();
    if (!this.#connection.isConnected) throw refusal('there is no connection');
    return this.#page(untilAttach ? this.#attachPoint : this.#log.length, limit);
  }

  /** The connection is closed, and the channel with it (spec RTL3b). */
  drop(): void {
    if (this.state !== 'attached' && this.state !== 'attaching') return;
    this.delivery.clear();
    this.#move('detached');
  }

  /** The server has something new. */
  deliver(): void {
    if (this.state !== 'attached' || !this.#connection.isConnected) return;
    const messages = this.#log.read(this.#next, this.#log.length);
    this.#next = this.#log.length;
    for (const message of messages) this.delivery.send(message);
  }

  /** Messages may have been missed, and nobody can tell which (spec RTL12). */
  loseContinuity(): void {
    if (this.#connection.isConnected && this.state === 'attached') this.#becomeAttached(false);
    else this.#isForgotten = true;
  }

  /** The connection is back, and the channel is attached again (spec RTL3d). */
  reattach(wasForgotten: boolean): void {
    if (this.state !== 'attached' && this.state !== 'attaching') return;
    const isResumable = !wasForgotten && !this.#isForgotten && this.#next >= this.#log.oldest;
    const isFirst = this.state === 'attaching';
    if (!isFirst) this.#move('attaching');
    soon(() => {
      if (isFirst) this.#answerAttach();
      else if (this.state === 'attaching' && this.#connection.isConnected) this.#becomeAttached(isResumable);
    });
  }

  #answerAttach(): void {
    if (this.state === 'attaching' && this.#connection.isConnected) this.#becomeAttached(false);
  }

  #becomeAttached(resumed: boolean): void {
    this.#isForgotten = false;
    if (!resumed) {
      this.delivery.clear();
      this.#attachPoint = this.#next = this.#log.length;
    }
    this.#move('attached', resumed);
    this.deliver();
  }

  #move(current: State, resumed = false): void {
    const previous = this.state;
    this.state = current;
    this.emit(current === previous ? 'update' : current, { current, previous, resumed });
  }

  async #whenSettled(): Promise<void> {
    for (;;) {
      const { current } = await this.once();
      if (current === 'attached') return;
      if (current === 'detaching' || current === 'detached')
        throw refusal('the channel was detached meanwhile');
    }
  }

  #page(end: number, limit: number): Page {
    const start = Math.max(this.#log.oldest, end - limit);
    return {
      items: this.#log.read(start, Math.max(start, end)).reverse(),
      hasNext: () => start > this.#log.oldest,
      next: () => Promise.resolve(this.#page(start, limit)),
    };
  }

  #hand(message: DeliveredMessage): void {
    const heard = this.#subscriptions.filter(({ event }) => event === undefined || event === message.name);
    for (const { listener } of heard) listener(message);
  }
}

/** Not `queueMicrotask`: fake timers may have it stand still. */
function soon(callback: () => void): void {
  void Promise.resolve().then(callback);
}
