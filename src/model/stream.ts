import type { ModelsError } from '../errors.js';
import { Applier, type Arrival, type StateOwner } from './applier.js';
import type { ChannelListener, ChannelMessage, ChannelSession } from '../channel/port.js';
import { toMessage } from './change-message.js';
import type { Intake } from './live-model.js';
import type { Operation } from './operations.js';
import type { ModelContext, ModelIdentity } from './context.js';
import { insufficientHistory } from './insufficient-history.js';
import { isCutByOrder, isIn, rewind, withExpired, type Rewound } from './rewind.js';
import { messageIdOf } from './sequence.js';
import type { SavedState } from './saved-state.js';
import type { SyncState } from './sync-call.js';
import { Track, type Position } from './track.js';
import { Wait } from './wait.js';

/** Whose confirmed state the stream keeps. */
export interface StreamOwner<T> extends StateOwner<T> {
  pendingPositions(): ReadonlyMap<string, Position | undefined>;
  /** Messages may have been missed, or none come any more: catch up again. */
  interrupted(error: ModelsError | undefined): void;
}

/** ms for which a connection that was resumed may still bring what came while it was away. */
const ON_ITS_WAY_MS = 10_000;

/** ms for which every channel keeps its messages, whatever its rules (https://ably.com/docs/storage-history/storage). */
const LEAST_RETENTION_MS = 120_000;

/** Ids that go with a saved state: enough to know a message that comes twice around a restart. */
const RECENT_IDS_SAVED = 1_000;

/** A catch-up that listens. */
interface Listening {
  /** When it began, in ms since the epoch. */
  readonly since: number;
  readonly session: ChannelSession;
  /** Live messages since it began. */
  readonly arrived: readonly Arrival[];
  /** How many attach points there had been before. */
  readonly attachPoints: number;
}

/** Whether the history has to reach back to the position: if not, messages may be missing. */
type MustReach = 'always' | 'unless-empty' | 'never';

/**
 * Keeps a confirmed state in step with its channel: listens, catches up from a sync result or from where it
 * was, and merges what comes then. Knows nothing of lifecycles, mutations or retries.
 */
export class Stream<T> implements ChannelListener, Intake {
  readonly #identity: ModelIdentity;
  readonly #context: ModelContext;
  readonly #owner: StreamOwner<T>;
  readonly #applier: Applier<T>;
  #session: ChannelSession | undefined;
  /** Live messages since the running catch-up began; they go on top of what the history brings. */
  #arrived: Arrival[] | undefined;
  /** Whether the track has seen every message up to now, so that the next one may be merged as it comes. */
  #isContinuous = false;
  /** Whether the channel was ever seen to reach back to the state. */
  #isProven = false;
  /** The attach point after which a message came that `arrived` does not hold. */
  #uncollectedAt: number | undefined;
  #lostAt: number | undefined;
  /** When messages came again after that, in ms since the epoch. */
  #backAt: number | undefined;
  /** What took the channel away while a catch-up was running. */
  #lostBy: ModelsError | undefined;

  constructor(identity: ModelIdentity, context: ModelContext, owner: StreamOwner<T>) {
    this.#identity = identity;
    this.#context = context;
    this.#owner = owner;
    this.#applier = new Applier(identity, context, owner);
  }

  get track(): Track<T> | undefined {
    return this.#applier.track;
  }

  /** Whether the state is known to be the latest: nothing was missed, and messages arrive. */
  get isLive(): boolean {
    return (
      this.#isContinuous &&
      this.#session?.isAttached === true &&
      this.#context.channels.connection.getState() === 'connected'
    );
  }

  /** Whether the channel still keeps all that was published since the state was last known to be complete. */
  get canReplay(): boolean {
    return this.track !== undefined && this.#isRetained(this.#lostAt);
  }

  /** Stops listening. What comes from here on is for a replay. */
  close(): Promise<void> {
    this.#loseTrack();
    this.#arrived = undefined;
    const session = this.#session;
    this.#session = undefined;
    return session?.close() ?? Promise.resolve();
  }

  /** Since when messages may be missing: what came during a silence is still on its way when that is over. */
  get #missingSince(): number | undefined {
    if (this.#backAt !== undefined && this.#context.clock.now() - this.#backAt > ON_ITS_WAY_MS)
      this.#lostAt = this.#backAt = undefined;
    return this.#lostAt;
  }

  /** The state lacks an event that was seen: a replay, which brings each only once, would not bring it again. */
  distrust(): void {
    this.#lostAt = this.#backAt = NaN;
  }

  /** Has a first state, and no channel. */
  begin(saved: SyncState<T> & Partial<SavedState<T>>): void {
    const track = this.#trackOf(saved.data, saved.sequenceId);
    track.resume(saved);
    this.#applier.begin(track, saved.lastEventAt);
    this.#isProven = saved.inChannel !== undefined;
    this.#lostAt = saved.takenAt ?? NaN;
  }

  /** The state, its place in the channel, and when it was last known to be complete. */
  save(): SavedState<T> | undefined {
    const { track } = this;
    if (track === undefined) return undefined;
    const { id, inChannel } = track.position;
    const completeAt = this.#missingSince ?? (this.isLive ? this.#context.clock.now() : NaN);
    return {
      data: track.state,
      sequenceId: id,
      inChannel: this.#isProven ? inChannel : undefined,
      recentIds: track.recentIds.slice(-RECENT_IDS_SAVED),
      takenAt: completeAt > 0 && track.isPlaced ? completeAt : undefined,
    };
  }

  /**
   * Catches up with a new sync result. Listening and attaching start together with the call, so that nothing
   * falls between; a state that is live stays live meanwhile, and is replaced only by one at least as new.
   *
   * @throws ModelsError what the call throws; `capability-denied`, `channel-failed`, `insufficient-history`, `merge-failed`
   */
  async catchUpFromSync(call: () => Promise<SyncState<T>>, operation: Operation): Promise<void> {
    const { attached, ...listening } = this.#listen();
    const result = await call();
    if (operation.isOvertaken()) return;
    const track = this.#trackOf(result.data, result.sequenceId);
    if (this.track === undefined) {
      // A true state, if not the latest: better on screen than nothing.
      this.#applier.track = track;
      this.#owner.changed();
    }
    await attached;
    if (operation.isOvertaken()) return;
    // The connection kept us waiting: what was published since may be gone from the history without a trace.
    if (!this.#isRetained(listening.since)) throw this.#insufficientHistory(track, listening.since);
    // Past that the result may be from a cache that is older than what the channel keeps.
    await this.#replay(track, { ...listening, mustReach: 'unless-empty' }, operation);
  }

  /**
   * Catches up from the last event that was merged.
   *
   * @throws ModelsError `capability-denied`, `channel-failed`, `insufficient-history`, `merge-failed`
   */
  async catchUpFromPosition(track: Track<T>, operation: Operation): Promise<void> {
    const { attached, ...listening } = this.#listen();
    await attached;
    if (operation.isOvertaken()) return;
    if (!this.canReplay) throw this.#insufficientHistory(track, this.#lostAt);
    // A message that was here a moment ago must be there. One from long ago, or from before the sync result,
    // need not: then all that the channel keeps is newer, and none of what was missed has expired yet.
    const wasHere = track.position.inChannel && this.#isRetained(this.#applier.mergedAt);
    // Of a state that was never caught up nobody knows that: it may be from a cache. Nor after a long time away, where the
    // channel may keep less than we were told.
    const isSure = this.#isProven && this.#isRetained(this.#lostAt, LEAST_RETENTION_MS);
    const mustReach = wasHere ? 'always' : isSure ? 'never' : 'unless-empty';
    await this.#replay(track, { ...listening, mustReach }, operation);
  }

  message(message: ChannelMessage): void {
    // What was kept back may never come: then only the history has it, past the attach point.
    if (this.#context.client?.inspector?.message(this.#identity.name, message))
      this.#uncollectedAt = this.#session?.attachPoints;
    else this.receive(message);
  }

  receive(given: ChannelMessage): void {
    const message = toMessage(given);
    if (this.#arrived) this.#arrived.push({ message, at: this.#context.clock.now() });
    else this.#uncollectedAt = this.#session?.attachPoints;
    if (this.#isContinuous) this.#applier.take(message);
  }

  attached(gap: boolean): void {
    if (gap) this.#interrupt();
    else if (this.#isContinuous) this.#backAt = this.#context.clock.now();
    this.#owner.changed();
  }

  /** If messages turn out to be missing, they are missing from here on. */
  away(): void {
    if (this.#isContinuous) this.#loseSight();
    this.#owner.changed();
  }

  lost(error: ModelsError): void {
    this.#interrupt(error);
    this.#owner.changed();
  }

  #trackOf(data: T, sequenceId: string): Track<T> {
    const { clock, settings } = this.#context;
    return new Track(data, sequenceId, clock, settings.bufferMs > 0);
  }

  #loseSight(): void {
    this.#lostAt = this.#missingSince ?? this.#context.clock.now();
    this.#backAt = undefined;
  }

  /** Whether the channel still keeps what was published at that time. */
  #isRetained(time: number | undefined, retention = this.#context.settings.retention): boolean {
    // Reading takes a while, and a dead connection is noticed late: what is about to expire is no longer there.
    const margin = Math.min(30_000, retention / 4);
    const age = this.#context.clock.now() - (time ?? NaN);
    // A time to come is that of another clock, or this one was set back: then nothing is known of the age.
    return age > -margin && age < retention - margin;
  }

  #listen(): Listening & { readonly attached: Promise<void> } {
    this.#stopCollecting();
    // Without a state that is live, only a new attach point tells what is on its way from what was read.
    if (!this.#isContinuous && this.#session?.isAttached && !this.#startsAtAttachPoint(this.#session)) {
      void this.#session.close();
      this.#session = undefined;
    }
    const session = (this.#session ??= this.#open());
    const arrived: Arrival[] = (this.#arrived = []);
    this.#lostBy = undefined;
    const { attachPoints } = session;
    const attached = session.attach();
    // It may fail while the sync call is still awaited; it is looked at after that.
    attached.catch(() => undefined);
    return { since: this.#context.clock.now(), session, attached, arrived, attachPoints };
  }

  #stopCollecting(): void {
    if (this.#arrived?.length) this.#uncollectedAt = this.#session?.attachPoints;
    this.#arrived = undefined;
  }

  #open(): ChannelSession {
    this.#uncollectedAt = 0;
    return this.#context.channels.open(this.#identity.channelName, this);
  }

  /** Whether all that came since the latest attach point is in `arrived`: then the history goes up to just there. */
  #startsAtAttachPoint(session: ChannelSession): boolean {
    return session.attachPoints !== this.#uncollectedAt;
  }

  async #replay(
    track: Track<T>,
    listening: Listening & { readonly mustReach: MustReach },
    operation: Operation,
  ): Promise<void> {
    const { mustReach, since, session, arrived } = listening;
    for (;;) {
      const rewound = await this.#rewind(track, listening, operation);
      if (rewound === undefined) return;
      this.#assertNotLost();
      const isEmpty = rewound.messages.length === 0;
      if (!rewound.reached && (mustReach === 'always' || (mustReach === 'unless-empty' && !isEmpty))) {
        throw this.#insufficientHistory(track, undefined, rewound.messages[0]);
      }
      const readAt = session.attachPoints;
      const count = arrived.length;
      const stretch = this.#applier.stretch(
        track,
        rewound.messages,
        withoutOverlap(arrived, rewound.messages),
      );
      while (stretch.mergeSome(this.#context.clock)) {
        await this.#context.clock.turn();
        if (operation.isOvertaken()) return;
        this.#assertNotLost();
      }
      // A new attach point while merging: between what was read and what arrives now may be a hole.
      if (session.attachPoints !== readAt) continue;
      this.#applier.catchUp(stretch, arrived.slice(count));
      break;
    }
    this.#stopCollecting();
    this.#isContinuous = this.#isProven = true;
    // If the connection went meanwhile, it went after the catch-up began.
    this.#lostAt = this.isLive ? undefined : since;
    this.#backAt = undefined;
  }

  /** @throws ModelsError what took the channel away while a catch-up was running */
  #assertNotLost(): void {
    if (this.#lostBy) throw this.#lostBy;
  }

  #insufficientHistory(track: Track<T>, completeAt?: number, oldest?: ChannelMessage): ModelsError {
    const { clock, settings } = this.#context;
    const known = { from: track.position.id, retention: settings.retention, now: clock.now() };
    return insufficientHistory(this.#identity, { ...known, completeAt, oldest });
  }

  async #rewind(
    track: Track<T>,
    { session, arrived, attachPoints }: Omit<Listening, 'since'>,
    operation: Operation,
  ): Promise<Rewound | undefined> {
    const { historyPageSize, bufferMs } = this.#context.settings;
    let heard = this.#isContinuous ? this.track?.heard : undefined;
    let readsUpToNow = false;
    let isEmptyBefore = false;
    for (;;) {
      const readAt = session.attachPoints;
      const untilAttach = !readsUpToNow && this.#startsAtAttachPoint(session);
      const rewound = await rewind(
        () => session.history({ limit: historyPageSize, untilAttach }),
        {
          position: track.position,
          order: track.order,
          pending: this.#owner.pendingPositions(),
          // Who asks for an event buffer may have higher ids before the position.
          overlaps: !untilAttach || bufferMs > 0,
          heard,
        },
        historyPageSize,
        () => !operation.isOvertaken(),
      );
      // Until what may come before the newest of them is here as well.
      if (bufferMs > 0) await new Wait(this.#context.clock, bufferMs, operation.signal).over;
      if (operation.isOvertaken() || rewound === undefined) return undefined;
      // A new attach point while reading: between what was read and what arrives now may be a hole.
      if (session.attachPoints !== readAt) continue;
      // The result's own message may be past the attach point, and not have come yet: then the history up to now has
      // it. And whether there is no history at all shows only there, when the attach point is from before.
      const isOld = readAt === attachPoints && rewound.messages.length === 0;
      const isGuess = rewound.reached
        ? rewound.isGuess
        : rewound.messages.length === 0 && isCutByOrder(track, messagesOf(arrived));
      if (untilAttach && !track.position.inChannel && (isOld || isGuess)) {
        readsUpToNow = true;
        isEmptyBefore = isOld;
        continue;
      }
      // What came first stands before what was read, or after it. Read once more to know.
      const first = messageIdOf(arrived[0]?.message.id);
      if (untilAttach || first === undefined || first === heard?.id || isIn(rewound, first))
        return isEmptyBefore && readAt === attachPoints ? withExpired(rewound, messagesOf(arrived)) : rewound;
      heard = { id: first, inChannel: true };
    }
  }

  /** A catch-up that runs sees to it by itself; otherwise the owner has to start one. */
  #interrupt(error?: ModelsError): void {
    this.#loseTrack();
    if (this.#arrived) this.#lostBy = error;
    else this.#owner.interrupted(error);
  }

  #loseTrack(): void {
    if (!this.#isContinuous) return;
    this.#applier.drop();
    this.#isContinuous = false;
    this.#loseSight();
  }
}

const messagesOf = (arrived: readonly Arrival[]) => arrived.map(({ message }) => message);

/** The live messages that the history does not have; those without an id are never the same. */
function withoutOverlap(arrived: readonly Arrival[], history: readonly ChannelMessage[]): readonly Arrival[] {
  if (arrived.length === 0) return arrived;
  const inHistory = new Set(history.map(({ id }) => id));
  return arrived.filter(({ message: { id } }) => id === undefined || !inHistory.has(id));
}
