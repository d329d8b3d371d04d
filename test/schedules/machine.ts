import type { ModelsError } from '../../src/errors.js';
import type { Clock } from '../../src/model/clock.js';
import type { Model } from '../../src/model/model.js';
import { Buses, Lock } from '../simulated-browser/browser.js';
import { Disk } from '../simulated-browser/disk.js';
import type { Life } from '../simulated-browser/life.js';
import type { Server } from './server.js';
import type { Tab } from './tab.js';

/** A mutation that is kept, and what its page was told of it. */
export interface Made {
  readonly text: string;
  readonly kind: string;
  readonly tab: Tab;
  readonly life: Life;
  readonly model: Model<readonly string[]>;
  /** `pending`, `confirmed`, or the code of the error that it ended with. */
  outcome: string;
}

/** What the tabs of one user share. */
export class Machine {
  readonly clock: Clock;
  readonly server: Server;
  readonly disk = new Disk();
  readonly lock: Lock;
  readonly buses: Buses;
  readonly tabs: Tab[] = [];
  /** In the order in which it was made. */
  readonly made: Made[] = [];
  /** The mutations that somebody took back, by the ids of their rows. */
  readonly cancelled = new Set<string>();
  /** The same as texts, as far as the tab knew them in which that was done. */
  readonly takenBack = new Set<string>();
  /** What the tabs were told of the storage. */
  readonly errors: ModelsError[] = [];

  constructor(clock: Clock, server: Server) {
    this.clock = clock;
    this.server = server;
    this.lock = new Lock(clock);
    this.buses = new Buses(clock, 1);
  }

  get isPaused(): boolean {
    return this.tabs.some(({ isOpen, outbox }) => isOpen && outbox.getSnapshot().isPaused);
  }

  leftovers(): Readonly<Record<string, number>> {
    return {
      rows: this.disk.mutations.size,
      locks: this.lock.candidates,
      'listeners of the bus': this.buses.listeners,
    };
  }
}
