import { Channel } from './channel.js';
import { AblyError } from './errors.js';
import { retentionOf, type Settings } from './options.js';
import { SerialClock } from './serial.js';

/** The channels that exist: each from its first use until nobody could tell that it is gone. */
export class Channels {
  readonly #settings: Settings;
  readonly #clock: SerialClock;
  readonly #channels = new Map<string, Channel>();

  constructor(settings: Settings, seriesId: string) {
    this.#settings = settings;
    this.#clock = new SerialClock(seriesId, settings.now);
  }

  get names(): string[] {
    return [...this.#channels.keys()];
  }

  find(name: string): Channel | undefined {
    return this.#channels.get(name);
  }

  /** Throws 40010 for a name that no channel can have. */
  get(name: unknown): Channel {
    if (typeof name !== 'string' || !/^[^:[\s][^\n]*$/.test(name)) {
      throw new AblyError(40010, `unable to use the channel; ${JSON.stringify(name)} is no channel name`);
    }
    let channel = this.#channels.get(name);
    if (channel === undefined) {
      channel = new Channel(name, this.#clock, retentionOf(name, this.#settings), this.#settings.now);
      this.#channels.set(name, channel);
    }
    return channel;
  }

  /** Whether this server gave out the serial. */
  issued(serial: string): boolean {
    return this.#clock.issued(serial);
  }

  /** A connection is gone for good. */
  forget(connectionId: string): void {
    for (const { presence } of this.#channels.values()) presence.leave(connectionId);
  }

  sweep(): void {
    // A client may come back for as long as its connection is kept, and continue on a channel that was silent.
    const idleSince = this.#settings.now() - this.#settings.connectionStateTtl;
    for (const channel of this.#channels.values()) {
      channel.purge();
      if (channel.isIdleSince(idleSince)) this.#channels.delete(channel.name);
    }
  }
}
