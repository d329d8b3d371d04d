import type { ChannelSource } from '../../src/channel/port.js';
import type { ModelsError } from '../../src/errors.js';
import type { Clock } from '../../src/model/clock.js';
import type { Model } from '../../src/model/model.js';
import { Persistence } from '../../src/persist/persistence.js';
import { readSends } from '../../src/persist/sends.js';
import { countedChannels, type CountedChannels } from '../simulated-browser/counted-channels.js';
import { Life } from '../simulated-browser/life.js';
import { kindOf } from '../simulated-browser/texts.js';
import type { Machine } from './machine.js';

type Log = readonly string[];

/** What a page has in which mutations are kept: opened and closed many times, and each time it is another page. */
export class Tab {
  readonly name: string;
  readonly machine: Machine;
  isOpen = false;
  life!: Life;
  channels!: CountedChannels;
  persistence!: Persistence;
  /** Ends with the page, and may be ahead of the truth. */
  clock!: Clock;
  #mutations = 0;

  constructor(machine: Machine, name: string) {
    this.machine = machine;
    this.name = name;
    machine.tabs.push(this);
  }

  get outbox() {
    return this.persistence.outbox;
  }

  get isOnline(): boolean {
    return this.channels.connection.getState() === 'connected';
  }

  /** @param ahead ms by which the clock of this page is ahead of the truth */
  open(channels: ChannelSource, ahead: () => number): void {
    const { disk, buses, lock, server, clock, errors } = this.machine;
    const life = new Life({ name: this.name, clock });
    this.isOpen = true;
    this.life = life;
    this.channels = countedChannels(channels, life);
    this.clock = {
      now: () => life.clock.now() + ahead(),
      after: (ms, callback) => life.clock.after(ms, callback),
      turn: () => new Promise((resolve) => void life.clock.after(30, resolve)),
    };
    this.persistence = new Persistence(this.channels.connection, {
      storage: disk.open(life),
      bus: buses.open(life),
      leadership: lock.open(life),
      clock: this.clock,
      random: () => 0,
      sends: readSends({
        change: {
          send: (request) => server.serve(life, request),
          coalesceKey: ({ data }) => kindOf(String(data)) || undefined,
          coalesce: (previous, next) => ({
            ...next,
            data: `${String(previous.data)}+${String(next.data)}`,
          }),
        },
      }),
      version: '1',
      fullSyncInterval: 86_400_000,
      timeout: 2_000,
      sendTimeout: 1_000,
      onError: (error) => errors.push(error),
      logger: { debug: () => undefined, warn: () => undefined, error: () => undefined },
    });
  }

  /** What its user typed is shown, and kept. */
  keep(model: Model<Log>, kind: string, toText: (name: string) => string): void {
    const text = toText(`${this.name}.${(this.#mutations += 1)}`);
    const event = { name: 'changed', data: text, mutationId: text };
    const { settled } = this.outbox.mutate(model as never, 'change', event);
    const made = { text, kind, tab: this, life: this.life, model, outcome: 'pending' };
    this.machine.made.push(made);
    settled.then(
      () => (made.outcome = 'confirmed'),
      (error: unknown) => (made.outcome = (error as ModelsError).code),
    );
  }

  /** As an application closes it: what it has not written yet is written before. */
  close(): void {
    this.isOpen = false;
    void this.persistence.close();
  }

  /** The browser takes away all that it had. */
  kill(inFlight: 'lost' | 'lands'): void {
    this.isOpen = false;
    this.life.end(inFlight);
    this.channels.cut();
    this.machine.lock.free(this.life);
    this.machine.buses.free(this.life);
  }
}
