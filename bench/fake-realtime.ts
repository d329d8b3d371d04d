import type { InboundMessage, Realtime } from 'ably';

type Listener = (message: InboundMessage) => void;
type Attachment = 'initialized' | 'attached' | 'detached';

const nothing = () => undefined;
const emptyPage = { items: [], hasNext: () => false, next: () => Promise.resolve(null) };

/**
 * As much of a channel as this package and `@ably-labs/models` use of it. It keeps nothing of what it delivers, so
 * that what a bench sees is the cost of the model.
 */
class FakeChannel {
  readonly name: string;
  readonly modes = ['subscribe'];
  state: Attachment = 'initialized';
  readonly #messages = new Set<Listener>();
  readonly #states = new Set<unknown>();

  constructor(name: string) {
    this.name = name;
  }

  deliver(message: InboundMessage): void {
    for (const listener of this.#messages) listener(message);
  }

  attach(): Promise<null> {
    this.state = 'attached';
    return Promise.resolve(null);
  }

  detach(): Promise<void> {
    this.state = 'detached';
    return Promise.resolve();
  }

  /** Answers a state change, as Ably does where it attached: without one, `@ably-labs/models` refuses the channel. */
  subscribe(listener: Listener): Promise<object> {
    this.#messages.add(listener);
    this.state = 'attached';
    return Promise.resolve({ current: 'attached' });
  }

  unsubscribe(listener?: Listener): void {
    if (listener) this.#messages.delete(listener);
    else this.#messages.clear();
  }

  on(...args: unknown[]): void {
    this.#states.add(args.at(-1));
  }

  off(...args: unknown[]): void {
    this.#states.delete(args.at(-1));
  }

  once(): Promise<never> {
    return new Promise(nothing);
  }

  listeners(): unknown[] | null {
    return this.#states.size === 0 ? null : [...this.#states];
  }

  setOptions(): Promise<void> {
    return Promise.resolve();
  }

  history(): Promise<typeof emptyPage> {
    return Promise.resolve(emptyPage);
  }
}

/** A connected `Realtime` without a network: what is delivered reaches the channel's listeners in the same tick. */
export function fakeRealtime() {
  const all: Record<string, FakeChannel> = {};
  const ably = {
    options: {},
    time: () => Promise.resolve(Date.now()),
    connection: {
      state: 'connected',
      on: nothing,
      off: nothing,
      once: () => new Promise(nothing),
      whenState: () => Promise.resolve(null),
    },
    channels: {
      all,
      get: (name: string) => (all[name] ??= new FakeChannel(name)),
      release: (name: string) => Reflect.deleteProperty(all, name),
    },
  };
  return {
    ably: ably as unknown as Realtime,
    channelCount: () => Object.keys(all).length,
    deliver: (name: string, message: InboundMessage) => {
      const channel = all[name];
      if (channel === undefined) throw new Error(`unable to deliver; there is no channel "${name}"`);
      channel.deliver(message);
    },
  };
}
