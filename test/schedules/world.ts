import type { ChannelSource } from '../../src/channel/port.js';
import type { Clock } from '../../src/model/clock.js';

/** One client's connection, with the faults that can strike it. */
export interface Host {
  readonly channels: ChannelSource;
  drop(forget: boolean): void;
  reconnect(): void;
  loseContinuity(): void;
  detach(): void;
  failChannel(): void;
  suspend(): void;
  deliverTwice(): void;
  failHistory(times: number): void;
}

/** A change event, as the connector publishes it. */
export interface PublishedRow {
  readonly id: string;
  readonly name: string;
  readonly extras: { readonly headers: Readonly<Record<string, string>> };
}

/** What a schedule runs in. */
export interface World {
  readonly clock: Clock;
  openHost(): Host;
  /** The page of that client is gone, and its connection with it. */
  closeHost(host: Host): Promise<void>;
  publish(message: PublishedRow): void;
  /** Lets time pass. `look` is called after everything that happens meanwhile. */
  wait(ms: number, look: () => void): Promise<void>;
  historyRequests(): number;
  /** What is still there when all models are disposed. */
  leftovers(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}
