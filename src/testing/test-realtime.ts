import type { Realtime } from 'ably';
import { getOrAdd } from '../get-or-add.js';
import { ChannelLog } from './channel-log.js';
import { lack, lacking } from './lack.js';
import { TestConnection } from './test-connection.js';
import { TestRealtimeChannel } from './test-realtime-channel.js';

/** An Ably client without a network, and the server that it talks to: as far as models use the one and the other. */
export class TestRealtime {
  static {
    lack<Exclude<keyof Realtime, keyof TestRealtime>>(
      this.prototype,
      'client; it has channels and a connection',
      {
        auth: true,
        batchPresence: true,
        batchPublish: true,
        clientId: true,
        device: true,
        getDevice: true,
        push: true,
        request: true,
        stats: true,
        time: true,
      },
    );
  }

  readonly connection = new TestConnection();
  /** All channels that there were, also those that were released: somebody may hold one still. */
  readonly made: TestRealtimeChannel[] = [];
  readonly #all: Record<string, TestRealtimeChannel> = {};
  readonly #logs: Map<string, ChannelLog>;
  readonly #retention: number;

  readonly channels = {
    all: this.#all as Readonly<Record<string, TestRealtimeChannel>>,
    get: (name: string): TestRealtimeChannel => (this.#all[name] ??= this.#make(name)),
    getDerived: (): never => {
      throw lacking('getDerived', 'channels; they are got by name');
    },
    release: (name: string): void => {
      Reflect.deleteProperty(this.#all, name);
    },
  };

  /** @param retention ms for which channels keep their messages @param logs shared by clients of one server */
  constructor(retention: number, logs = new Map<string, ChannelLog>()) {
    this.#retention = retention;
    this.#logs = logs;
  }

  /** The channel as the server has it; there is one whether anybody is attached or not. */
  logOf(name: string): ChannelLog {
    return getOrAdd(this.#logs, name, () => new ChannelLog(this.#retention));
  }

  /** As Ably has it: the channels are detached, and stay so. */
  close(): void {
    this.connection.move('closed');
    for (const channel of Object.values(this.#all)) channel.drop();
  }

  connect(): void {
    this.reconnect();
  }

  disconnect(): void {
    this.connection.move('disconnected');
  }

  reconnect(): void {
    const { isForgotten } = this.connection;
    if (this.connection.isConnected) return;
    this.connection.move('connected');
    for (const channel of Object.values(this.#all)) channel.reattach(isForgotten);
  }

  #make(name: string): TestRealtimeChannel {
    const channel = new TestRealtimeChannel(name, this.connection, this.logOf(name));
    this.made.push(channel);
    return channel;
  }
}
