import { SimulatedChannel } from '../schedules/simulated-ably.js';
import { RETENTION } from '../schedules/simulated-world.js';
import { virtualClock } from '../schedules/virtual-clock.js';
import { Backend } from './backend.js';
import { Buses, Lock } from './browser.js';
import type { Database } from './database.js';
import { Disk } from './disk.js';
import { Life, type Kill } from './life.js';
import type { Scenario } from './scenarios.js';
import { Tab, type Made } from './tab.js';

/** A browser with the tabs of one user, the server behind it, and Ably in between; and the deaths that are to happen. */
export class World {
  readonly clock = virtualClock();
  readonly channel = new SimulatedChannel(this.clock, RETENTION);
  readonly disk = new Disk();
  readonly lock = new Lock(this.clock);
  readonly buses: Buses;
  readonly backend: Backend;
  readonly scenario: Scenario;
  /** All that there were, the dead among them. */
  readonly tabs: Tab[] = [];
  readonly made: Made[] = [];
  /** What was seen on the way that must not be. */
  readonly complaints: string[] = [];
  isOnline = true;
  readonly #kills: readonly Kill[];
  /** Tabs that are about to be opened again. */
  #reopening = 0;

  constructor(scenario: Scenario, kills: readonly Kill[], database: Database) {
    this.scenario = scenario;
    this.#kills = kills;
    this.buses = new Buses(this.clock, scenario.busTakes ?? 1);
    this.backend = new Backend(database, this.clock, this.channel, scenario.backend ?? {});
    for (const name of scenario.tabs) this.#open(name, 1);
    for (const { at, ...action } of scenario.actions) this.clock.after(at, () => this.#act(action));
  }

  get alive(): readonly Tab[] {
    return this.tabs.filter(({ isAlive }) => isAlive);
  }

  get isReopening(): boolean {
    return this.#reopening > 0;
  }

  /** Lets time pass, and everybody finish what can be finished in it. */
  pass(ms: number): Promise<void> {
    return this.clock.pass(ms, async () => {
      await drain();
      // A database of the real kind takes real time.
      while (this.backend.isBusy) {
        await this.backend.idle();
        await drain();
      }
      for (const tab of this.alive) tab.look();
    });
  }

  /** Whoever cannot hear the others, nor write to the disk, is gone for them. */
  #open(name: string, incarnation: number): void {
    const fullName = incarnation === 1 ? name : `${name}${incarnation}`;
    let tab: Tab | undefined = undefined as Tab | undefined;
    const life = new Life({
      name: fullName,
      clock: this.clock,
      kill: this.#kills.find((kill) => kill.tab === fullName),
      died: () => {
        // In its first tick there is nothing of it yet to be taken away.
        queueMicrotask(() => tab?.die());
        if (this.alive.length === 0 || this.scenario.reopens === true) this.#reopen(name, incarnation + 1);
      },
    });
    tab = new Tab(this, life);
    this.tabs.push(tab);
  }

  #reopen(name: string, incarnation: number): void {
    this.#reopening += 1;
    this.clock.after(this.scenario.reopensAfter ?? 1, () => {
      this.#reopening -= 1;
      this.#open(name, incarnation);
    });
  }

  #act(action: Omit<Scenario['actions'][number], 'at'>): void {
    if (action.online !== undefined) {
      this.isOnline = action.online;
      for (const { ably } of this.alive) {
        if (action.online) ably.reconnect();
        else ably.drop(false);
      }
    }
    if (action.others !== undefined) void this.backend.commit(`id of ${action.others}`, action.others);
    const { tab: name, mutate, hide } = action;
    // Whoever sits in front of it goes on in the tab that was opened in its place, or in the one that is left.
    const tab = this.alive.find((each) => each.name.startsWith(name ?? 'A')) ?? this.alive[0];
    if (mutate !== undefined) tab?.mutate(mutate);
    if (hide === true) tab?.hide();
  }
}

/** Lets all promises that can settle do so. */
const drain = () => new Promise<void>((resolve) => setImmediate(resolve));
