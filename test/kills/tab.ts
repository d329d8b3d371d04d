import type { ModelsError } from '../../src/errors.js';
import type { ChangeEvent } from '../../src/model/event.js';
import { Model } from '../../src/model/model.js';
import { backoffRetryStrategy } from '../../src/model/retry.js';
import type { SyncResult } from '../../src/model/spec.js';
import { Persistence } from '../../src/persist/persistence.js';
import { readSends } from '../../src/persist/sends.js';
import { SimulatedAbly } from '../schedules/simulated-ably.js';
import { RETENTION } from '../schedules/simulated-world.js';
import { countedChannels } from '../simulated-browser/counted-channels.js';
import { EVENT } from './backend.js';
import type { Life } from '../simulated-browser/life.js';
import { kindOf, textsOf } from '../simulated-browser/texts.js';
import type { World } from './world.js';

export type Log = readonly string[];

const silent = { debug: () => undefined, warn: () => undefined, error: () => undefined };

/** How long a user looks at what failed, in ms. */
const DISMISSES_AFTER = 5;

/** Something that the user did. */
export interface Made {
  readonly text: string;
  readonly tab: Tab;
  /** `pending`, `confirmed`, or the code of the error that it ended with. */
  outcome: string;
}

/** A page with one model, persisted, as an application would have it. */
export class Tab {
  readonly life: Life;
  readonly ably: SimulatedAbly;
  readonly model: Model<Log>;
  readonly persistence: Persistence;
  readonly errors: ModelsError[] = [];
  /** The longest time for which something was on its screen twice, in ms. */
  doubledFor = 0;
  readonly #world: World;
  /** What others had stored when it was opened. */
  readonly #leftByOthers: readonly string[];
  #hasShown = false;
  #doubledSince: number | undefined;

  constructor(world: World, life: Life) {
    this.life = life;
    this.#world = world;
    const { backend, disk, buses, lock } = world;
    this.ably = new SimulatedAbly(world.channel, world.clock);
    if (!world.isOnline) this.ably.drop(true);
    const channels = countedChannels(this.ably, life);
    this.persistence = new Persistence(channels.connection, {
      storage: disk.open(life),
      bus: buses.open(life),
      leadership: lock.open(life),
      clock: life.clock,
      random: () => 0,
      sends: readSends({
        addNote: {
          send: (request) => {
            this.#assertCaughtUp();
            return backend.send(life, request);
          },
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
      onError: (error) => this.errors.push(error),
      logger: silent,
    });
    const merge = (log: Log, event: ChangeEvent): Log => [...log, ...textsOf(event.data)];
    this.model = new Model<Log>(
      { name: 'log', channelName: 'log' },
      { sync: ({ since }) => backend.sync(life, since) as Promise<SyncResult<Log>>, merge },
      {
        channels,
        clock: life.clock,
        logger: silent,
        settings: {
          historyPageSize: 100,
          retention: RETENTION,
          retryStrategy: backoffRetryStrategy(2, 1_000, 10),
          syncTimeout: 30_000,
          bufferMs: 0,
          eventOrderer: undefined,
          mutationTimeout: 5_000,
        },
        companion: this.persistence,
        onDispose: () => undefined,
      },
    );
    this.#leftByOthers = [...disk.mutations.values()]
      .filter(({ status }) => status !== 'failed')
      .flatMap(({ event }) => textsOf(event.data));
    this.outbox.subscribe(() => this.#dismissFailed());
    const { opensModelAfter } = world.scenario;
    if (opensModelAfter === undefined) this.#openModel();
    else life.clock.after(opensModelAfter, () => this.#openModel());
  }

  get name(): string {
    return this.life.name;
  }

  get isAlive(): boolean {
    return !this.life.isOver;
  }

  get outbox() {
    return this.persistence.outbox;
  }

  /** The user does something. */
  mutate(text: string): void {
    this.life.step('user.mutate', () => {
      const made: Made = { text, tab: this, outcome: 'pending' };
      this.#world.made.push(made);
      const event = { name: EVENT, data: text, mutationId: `id of ${text}` };
      this.outbox.mutate(this.model as never, 'addNote', event).settled.then(
        () => (made.outcome = 'confirmed'),
        (error: unknown) => (made.outcome = (error as ModelsError).code),
      );
    });
  }

  /** The page is hidden: all that is not written yet is written now. */
  hide(): void {
    this.life.step('page.hidden', () => void this.persistence.flush());
  }

  /** Looks at the screen, as a user does who never blinks. */
  look(): void {
    const { optimistic: seen = [], hasData } = this.model.getSnapshot();
    const now = this.life.clock.now();
    const isDoubled = new Set(seen).size < seen.length;
    if (!isDoubled) this.#doubledSince = undefined;
    else this.doubledFor = Math.max(this.doubledFor, now - (this.#doubledSince ??= now));
    if (!hasData || this.#hasShown) return;
    this.#hasShown = true;
    const missing = this.#leftByOthers.filter((text) => !seen.includes(text) && this.#isOnDisk(text));
    if (missing.length > 0)
      this.#world.complaints.push(`${this.name} began with ${seen.join()}, without ${missing.join()}`);
  }

  /** What the user was told to be safe. */
  get shownAsStored(): string[] {
    const { queue } = this.outbox.getSnapshot();
    return queue.filter(({ isStored }) => isStored).flatMap(({ event }) => textsOf(event.data));
  }

  /** It is closed as an application closes it. */
  async close(): Promise<void> {
    void this.persistence.close();
    await this.model.dispose();
  }

  /** Its connection, timers, locks and listeners go with it. */
  die(): void {
    for (const session of this.ably.sessions) void session.close();
    this.#world.lock.free(this.life);
    this.#world.buses.free(this.life);
  }

  #assertCaughtUp(): void {
    const { state, isStale } = this.model.getSnapshot();
    const isBehind = state === 'syncing' || (state === 'ready' && isStale);
    // What is opened in the very moment of a send does not hold that up.
    if (isBehind && this.#world.scenario.opensModelAfter === undefined)
      this.#world.complaints.push(`${this.name} sends, and its model has not caught up`);
  }

  #openModel(): void {
    this.persistence.made(this.model as never);
    this.model.sync().catch(() => undefined);
  }

  #isOnDisk(text: string): boolean {
    return [...this.#world.disk.mutations.values()].some(
      ({ event, status }) => status !== 'failed' && textsOf(event.data).includes(text),
    );
  }

  #dismissFailed(): void {
    const { failed } = this.outbox.getSnapshot();
    for (const { mutationId } of failed)
      this.life.clock.after(DISMISSES_AFTER, () => {
        if (this.outbox.getSnapshot().failed.every((each) => each.mutationId !== mutationId)) return;
        this.life.step('user.dismiss', () => this.outbox.dismiss(mutationId));
      });
  }
}
