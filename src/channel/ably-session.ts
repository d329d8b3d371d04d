import type { ChannelStateChange, Connection, InboundMessage, PaginatedResult, RealtimeChannel } from 'ably';
import { ModelsError } from '../errors.js';
import { toChannelError } from './ably-error.js';
import type { ChannelListener, ChannelSession, HistoryPage } from './port.js';

type Page = PaginatedResult<InboundMessage> | null;

/** A session on a real Ably channel. Never changes the channel's options: they are the application's. */
export class AblySession implements ChannelSession {
  readonly #connection: Connection;
  readonly #channel: RealtimeChannel;
  readonly #listener: ChannelListener;
  readonly #onClose: () => Promise<void>;
  attachPoints = 0;
  /** A later attach point is a gap only when there was an earlier one. */
  #wasAttached: boolean;
  #isListening = false;
  readonly #onNextChange: (() => void)[] = [];
  #closing: Promise<void> | undefined;

  constructor(
    connection: Connection,
    channel: RealtimeChannel,
    listener: ChannelListener,
    onClose: () => Promise<void>,
  ) {
    this.#connection = connection;
    this.#channel = channel;
    this.#listener = listener;
    this.#onClose = onClose;
    this.#wasAttached = channel.state === 'attached';
    channel.on(this.#onStateChange);
    if (this.#wasAttached) this.#listen();
  }

  get isAttached(): boolean {
    return this.#closing === undefined && this.#channel.state === 'attached';
  }

  async attach(): Promise<void> {
    // Ably tells of a detach before it answers whoever asked for it: an attach from within would fail their call.
    await Promise.resolve();
    while (this.#isBetweenStates()) await new Promise<void>((resolve) => this.#onNextChange.push(resolve));
    if (this.#closing) return;
    try {
      const attaching = this.#channel.attach();
      // In the same tick, so that no message comes before it; after attach(), as a failed channel takes no listener.
      this.#listen();
      await attaching;
    } catch (thrown) {
      throw toChannelError(`attach to channel "${this.#channel.name}"`, 'subscribe', thrown);
    }
    this.#checkModes();
  }

  history({ limit, untilAttach }: Parameters<ChannelSession['history']>[0]): Promise<HistoryPage> {
    return this.#readPage(() => this.#channel.history({ limit, ...(untilAttach && { untilAttach }) }));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #close(): Promise<void> {
    this.#channel.unsubscribe(this.#onMessage);
    this.#channel.off(this.#onStateChange);
    this.#wakeUp();
    return this.#onClose();
  }

  readonly #onMessage = (message: InboundMessage): void => {
    this.#listener.message(message);
  };

  readonly #onStateChange = ({ current, resumed, reason }: ChannelStateChange): void => {
    this.#wakeUp();
    switch (current) {
      case 'attached':
        return this.#onAttached(resumed);
      case 'attaching':
      case 'detaching':
      case 'suspended':
        return this.#listener.away();
      case 'failed':
      case 'detached':
        // Not lost, but not yet had: attach() says what became of it.
        if (!this.#wasAttached) return;
        // The attach that follows is our own, with a catch-up of its own: no gap to be told of twice.
        this.#wasAttached = false;
        return this.#listener.lost(
          toChannelError(
            `stay attached to channel "${this.#channel.name}"`,
            'subscribe',
            reason ?? `it was ${current}`,
          ),
        );
    }
  };

  /** `attached` and `update` alike: without `resumed` there is a new attach point (spec RTL12, RTL15c). */
  #onAttached(resumed: boolean): void {
    const gap = this.#wasAttached && !resumed;
    this.#wasAttached = true;
    if (!resumed) this.attachPoints += 1;
    this.#listener.attached(gap);
  }

  /** Attaching succeeds without the `subscribe` mode, and nothing would ever be heard. */
  #checkModes(): void {
    const modes = this.#channel.modes as readonly string[] | undefined;
    if (modes === undefined || modes.some((mode) => mode.toLowerCase() === 'subscribe')) return;
    throw new ModelsError(
      'capability-denied',
      `unable to listen on channel "${this.#channel.name}"; it is attached without "subscribe": ` +
        'the key or token lacks the capability, or the channel options the mode',
    );
  }

  /**
   * An attach that overtakes a detach fails both: the detach of whoever asked for it at once, and the attach
   * when the server's answer to the detach comes. And while the connection is away for a moment a channel counts
   * as attached; it says so again when the connection is back (spec RTL3d).
   */
  #isBetweenStates(): boolean {
    if (this.#closing) return false;
    const { state } = this.#channel;
    return state === 'detaching' || (state === 'attached' && this.#connection.state !== 'connected');
  }

  #wakeUp(): void {
    for (const resolve of this.#onNextChange.splice(0)) resolve();
  }

  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    // It attaches by itself unless the application switched that off; attach() reports what goes wrong there.
    this.#channel.subscribe(this.#onMessage).catch(() => undefined);
  }

  async #readPage(read: () => Promise<Page> | null): Promise<HistoryPage> {
    try {
      const page = await read();
      return {
        items: page?.items ?? [],
        hasNext: () => page?.hasNext() ?? false,
        next: () => this.#readPage(() => page && page.next()),
      };
    } catch (thrown) {
      throw toChannelError(`read the history of channel "${this.#channel.name}"`, 'history', thrown);
    }
  }
}
