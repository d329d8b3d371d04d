import type { ModelsError } from '../../src/errors.js';
import type { Clock } from '../../src/model/clock.js';
import type { Companion } from '../../src/model/companion.js';
import type { ModelContext } from '../../src/model/context.js';
import type { ChangeEvent } from '../../src/model/event.js';
import { Model } from '../../src/model/model.js';
import { backoffRetryStrategy } from '../../src/model/retry.js';
import type { SyncContext, SyncResult } from '../../src/model/spec.js';
import type { Mutation } from '../../src/model/live-model.js';
import type { Setting } from './commands.js';
import type { Keeper, Kept } from './kept.js';
import { noteIds } from './seen-ids.js';
import type { Server } from './server.js';
import { RETENTION } from './simulated-world.js';
import type { Tab } from './tab.js';
import type { TabEnd } from './tab-commands.js';
import type { Host, World } from './world.js';

type Log = readonly string[];

/** As long as a slice: each merge is one. */
const MERGE_MS = 8;

export interface Sent {
  readonly name: string;
  readonly mutationId: string;
  readonly mutation: Mutation;
  readonly isOf: object;
  /** `pending`, `confirmed`, or the code of the error that it was rejected with. */
  outcome: string;
}

/** A client with one model, as an application would use it. */
export class Participant {
  host: Host;
  readonly sent: Sent[] = [];
  /** Ids that the model has seen in the channel. */
  readonly seen = new Set<unknown>();
  readonly keeper: Keeper;
  /** Where its mutations are kept. */
  readonly tab: Tab | undefined;
  model: Model<Log>;
  syncCalls = 0;
  failingSyncs = 0;
  /** How old the next sync result is. */
  commitsAgo: number | 'expired' = 0;
  readonly #index: number;
  readonly #world: World;
  readonly #server: Server;
  readonly #setting: Setting;
  /** The world's, on which a merge takes time: a catch-up has slices, and anything may happen between two of them. */
  readonly #clock: Clock;
  #spent = 0;
  /** ms by which the clock of this page is ahead of the truth. */
  #ahead = 0;
  #mutations = 0;

  constructor(index: number, world: World, server: Server, setting: Setting, keeper: Keeper, tab?: Tab) {
    this.#index = index;
    this.#world = world;
    this.#server = server;
    this.#setting = setting;
    this.keeper = keeper;
    this.tab = tab;
    this.host = world.openHost();
    // Spread, a getter would be read once.
    this.#clock = { ...world.clock, now: () => world.clock.now() + this.#lead() };
    this.tab?.open(this.host.channels, this.#lead);
    this.model = this.#create();
  }

  /** Whether there is anybody: a tab may be closed. */
  get isThere(): boolean {
    return this.tab?.isOpen ?? true;
  }

  /** Calls what may reject: what became of it shows in the state. */
  call(operation: 'sync' | 'pause' | 'resume' | 'dispose' | 'hide' | 'show' | 'prefetch'): void {
    if (this.model.state === 'disposed' && operation !== 'dispose') {
      this.seen.clear();
      this.keeper.begin(new Set());
      this.model = this.#create();
    }
    const calling =
      operation === 'hide'
        ? this.model.pause('out-of-view')
        : operation === 'show'
          ? this.model.resume('out-of-view')
          : this.model[operation]();
    calling.catch(() => undefined);
  }

  /** The page is gone, with all that was on its way. */
  async end(): Promise<void> {
    this.model.dispose().catch(() => undefined);
    await this.#world.closeHost(this.host);
  }

  /** The same of a tab. */
  async endTab(end: TabEnd): Promise<void> {
    if (end !== 'closes') this.tab?.kill(end);
    else {
      await this.#flush();
      this.tab?.close();
      this.model.dispose().catch(() => undefined);
    }
    await this.#world.closeHost(this.host);
  }

  /** A new page of a tab, which knows what the machine has kept. */
  beginTab(ahead: number): void {
    this.#ahead = ahead;
    this.host = this.#world.openHost();
    this.seen.clear();
    this.tab?.open(this.host.channels, this.#lead);
    this.model = this.#create();
  }

  /** A new page, with a connection of its own, begins with what an earlier one has kept. */
  begin({ state, seen }: Kept, ahead: number): void {
    this.#ahead = ahead;
    this.host = this.#world.openHost();
    this.seen.clear();
    this.keeper.begin(seen);
    for (const id of seen) this.seen.add(id);
    this.model = this.#create();
    if (state) this.model.restore(state);
  }

  mutate(name: string, timeout: number): string | undefined {
    if (this.model.state === 'disposed') return undefined;
    const mutationId = `${this.#index}.${this.#mutations}`;
    this.#mutations += 1;
    const mutation = this.model.mutate({ name, mutationId }, { timeout });
    const sent: Sent = { name, mutationId, mutation, isOf: this.model, outcome: 'pending' };
    mutation.settled.then(
      () => (sent.outcome = 'confirmed'),
      (error: unknown) => (sent.outcome = (error as ModelsError).code),
    );
    this.sent.push(sent);
    return mutationId;
  }

  /** What must be on the screen: the pending mutations over the confirmed state, in the order of their making. */
  expectedView(confirmed: Log): Log {
    return this.sent
      .filter(({ outcome, isOf }) => outcome === 'pending' && isOf === this.model)
      .reduce(
        (log, { name, mutationId }) => (fits(name, log.length) ? [...log, `(${mutationId})`] : log),
        confirmed,
      );
  }

  #create(): Model<Log> {
    const { tab } = this;
    const companion: Companion | undefined = tab?.persistence;
    const context: ModelContext = {
      channels: noteIds(tab?.channels ?? this.host.channels, this.seen),
      clock: tab?.clock ?? this.#clock,
      logger: { debug: () => undefined, warn: () => undefined, error: () => undefined },
      settings: {
        historyPageSize: this.#setting.pageSize,
        retention: RETENTION,
        retryStrategy: backoffRetryStrategy(2, 1000, 10),
        syncTimeout: 30_000,
        bufferMs: this.#setting.bufferMs,
        eventOrderer: undefined,
        mutationTimeout: 5_000,
      },
      ...(companion && { companion }),
      onDispose: () => undefined,
    };
    const model = new Model<Log>(
      { name: 'log', channelName: 'log' },
      { sync: ({ since }: SyncContext) => this.#sync(since), merge: this.#merge },
      context,
    );
    companion?.made(model as never);
    return model;
  }

  readonly #lead = () => this.#ahead + this.#spent;

  /** What takes its time, on a clock that passes only when it is told to. */
  async #flush(): Promise<void> {
    const flushed = { isOver: false };
    void this.tab?.persistence.flush().then(() => (flushed.isOver = true));
    for (let ms = 0; ms < 200 && !flushed.isOver; ms += 1) await this.#world.wait(1, () => undefined);
  }

  readonly #merge = (log: Log, event: ChangeEvent): Log => {
    // With small pages only: with none to wait for, a catch-up is to be in one piece as well.
    if (this.#setting.pageSize < 10 && event.confirmed) {
      this.#spent += MERGE_MS;
      // What it took is over with the task that it took it from.
      queueMicrotask(() => (this.#spent = 0));
    }
    return merge(log, event);
  };

  async #sync(since: string | undefined): Promise<SyncResult<Log>> {
    this.syncCalls += 1;
    const kept = this.#server.keptCommits;
    const cached = this.commitsAgo === 0 ? undefined : this.#cachedCommits();
    await this.#takeTime();
    if (this.failingSyncs > 0) {
      this.failingSyncs -= 1;
      throw new Error('HTTP 500');
    }
    // By contract, what a tab was told to be done is in whatever is read after that.
    const commits = cached && this.tab ? Math.max(cached, kept) : cached;
    const delta =
      since !== undefined && commits === undefined ? this.#server.backend.delta(since) : undefined;
    const result = delta ?? this.#server.backend.snapshot(commits);
    this.commitsAgo = 0;
    await this.#takeTime();
    return result as SyncResult<Log>;
  }

  /** How many commits the state in the cache has. */
  #cachedCommits(): number {
    const now = this.#world.clock.now();
    const { rows, published } = this.#server.backend;
    const oldestSince = (time: number) => {
      const index = rows.findIndex(({ committedAt }) => committedAt > time);
      return index < 0 ? rows.length : index;
    };
    if (this.commitsAgo !== 'expired') {
      // What came since must still be in the history when that is read, however long the connection takes.
      return Math.max(rows.length - this.commitsAgo, oldestSince(now - 25_000));
    }
    // With no history at all, or from before the first event, nothing would tell that the state is too old.
    const isTold = published > oldestSince(now - 20_000);
    const expired = oldestSince(now - RETENTION);
    return isTold && expired > 1 ? expired - 1 : rows.length;
  }

  #takeTime(): Promise<void> {
    return new Promise((resolve) => void this.#world.clock.after(2, resolve));
  }
}

/** Whether a mutation of that name can be laid over a log of that length. */
const fits = (name: string, length: number) => name !== 'fragile' || length % 3 !== 1;

/** Appends what tells an event from all others: neither commutative nor idempotent. */
function merge(log: Log, event: ChangeEvent): Log {
  if (event.confirmed && event.name === 'poison') throw new Error('poison');
  if (!event.confirmed && !fits(event.name, log.length)) throw new Error('does not fit');
  return [
    ...log,
    event.confirmed ? event.sequenceId : `(${(event.data as string | undefined) ?? event.mutationId})`,
  ];
}
