import type { ModelsError } from '../errors.js';

/**
 * A message as the channel delivers it. Whoever publishes can put any JSON there, so nothing is taken for
 * granted; Ably's own `InboundMessage` fits.
 */
export interface ChannelMessage {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly data?: unknown;
  readonly extras?: unknown;
  /** When Ably took it, in ms since the epoch by Ably's clock. */
  readonly timestamp?: unknown;
  /** `message.create`, or what Ably calls a later edit, deletion or summary of a message. */
  readonly action?: unknown;
}

/** One page of history, newest message first. */
export interface HistoryPage {
  readonly items: readonly ChannelMessage[];
  hasNext(): boolean;
  /** The page before this one in time. Must be asked for through the page: its link holds the position. Empty past the end. */
  next(): Promise<HistoryPage>;
}

/** What a session tells its owner. */
export interface ChannelListener {
  message(message: ChannelMessage): void;
  /** Attached and delivering. `gap` is true when messages may have been missed since it last was. */
  attached(gap: boolean): void;
  /** Not delivering for the moment, but Ably is at it: attaching again, or suspended until the connection is back. */
  away(): void;
  /** Failed, or detached by somebody else: nothing comes any more unless `attach()` is called again. */
  lost(error: ModelsError): void;
}

/** One model's use of one channel, from its first listener to its last. */
export interface ChannelSession {
  /** Counts the attach points seen so far. Unchanged means: no new attach point since it was last read. */
  readonly attachPoints: number;
  /** Whether messages are delivered now. */
  readonly isAttached: boolean;
  /**
   * Attaches unless it is attached already. Waits for the connection in either case: what is still on its way when
   * it comes back must not be taken for new.
   * @throws ModelsError `capability-denied`, `channel-failed`
   */
  attach(): Promise<void>;
  /**
   * The newest page of history.
   *
   * @param options.limit messages per page, 1 to 1000
   * @param options.untilAttach end exactly where live delivery began. Only right when the owner was listening
   *   at the latest attach point; otherwise read up to now and unite both by id (spec RTL10b).
   * @throws ModelsError `capability-denied`, `channel-failed`
   */
  history(options: { readonly limit: number; readonly untilAttach: boolean }): Promise<HistoryPage>;
  /** Stops listening, at once, and detaches if nobody else is known to use the channel. Never rejects. */
  close(): Promise<void>;
}

/** The state of the connection beneath all channels, in Ably's own words (`connected`, `suspended`, …). */
export interface ConnectionView {
  getState(): string;
  /** The returned function ends it and may be called twice. */
  observe(listener: () => void): () => void;
}

/** Where sessions come from; `ably-channels.ts` is the one that talks to Ably. */
export interface ChannelSource {
  readonly connection: ConnectionView;
  /** Starts listening; attaches only when `attach()` is called. */
  open(name: string, listener: ChannelListener): ChannelSession;
  /**
   * Lets go of the channel itself, when no session on it is left, nor on its way out: otherwise an application that
   * visits ever new channels would keep them all. Not of one that the application made. Never rejects.
   */
  release(name: string): Promise<void>;
}
