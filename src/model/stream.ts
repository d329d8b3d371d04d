import { ModelsError } from '../errors.js';
import { Applier, type StateOwner } from './applier.js';
import type { ChannelListener, ChannelMessage, ChannelSession } from '../channel/port.js';
import type { Operation } from './operations.js';
import type { ModelContext, ModelIdentity } from './context.js';
import { rewind, type Rewound } from './rewind.js';
import type { SyncState } from './sync-call.js';
import { Track, type Position } from './track.js';

/** Whose confirmed state the stream keeps. */
export interface StreamOwner<T> extends StateOwner<T> {
  pendingPositions(): ReadonlyMap<string, Position | undefined>;
  /** Messages may have been missed, or none come any more: catch up again. */
  interrupted(error: ModelsError | undefined): void;
}

/** A catch-up that listens. */
interface Listening {
  readonly session: ChannelSession;
  /** Live messages since it began. */
  readonly arrived: readonly ChannelMessage[];
  /** How many attach points there had been before. */
  readonly attachPoints: number;
}

/** Whether the history has to reach back to the position: if not, messages may be missing. */
type MustReach = 'always' | 'unless-empty' | 'never';

/**
 * Keeps a confirmed state in step with its channel: listens, catches up from a sync result or from where it
 * was, and merges what comes then. Knows nothing of lifecycles, mutations or retries.
 */
export class Stream<T> implements ChannelListener {
  readonly #name: string;
  readonly #channelName: string;
  readonly #context: ModelContext;
  readonly #owner: StreamOwner<T>;
  readonly #applier: Applier<T>;
  #session: ChannelSession | undefined;
  /** Live messages since the running catch-up began; they go on top of what the history brings. */
  #arrived: ChannelMessage[] | undefined;
  /** Whether the track has seen every message up to now, so that the next one may be merged as it comes. */
  #isContinuous = false;
  #lostAt: number | undefined;
  /** What took the channel away while a catch-up was running. */
  #lostBy: ModelsError | undefined;

  constructor(identity: ModelIdentity, context: ModelContext, owner: StreamOwner<T>) {
    this.#name = identity.name;
    this.#channelName = identity.channelName;
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

  /**
   * Catches up with a new sync result. Listening and attaching start together with the call, so that nothing
   * falls between; a state that is live stays live meanwhile, and is replaced only by one at least as new.
   *
   * @throws ModelsError what the call throws; `capability-denied`, `channel-failed`, `insufficient-history`, `merge-failed`
   */
  async catchUpFromSync(call: () => Promise<SyncState<T>>, operation: Operation): Promise<void> {
    const { session, attached, arrived, attachPoints } = this.#listen();
    const result = await call();
    if (operation.isOvertaken()) return;
    const track = new Track(result.data, result.sequenceId, this.#context.clock);
    if (this.track === undefined) {
      // A true state, if not the latest: better on screen than nothing.
      this.#applier.track = track;
      this.#owner.changed();
    }
    await attached;
    if (operation.isOvertaken()) return;
    // Past that the result may be from a cache that is older than what the channel keeps.
    await this.#replay(track, { mustReach: 'unless-empty', session, arrived, attachPoints }, operation);
  }

  /**
   * Catches up from the last event that was merged.
   *
   * @throws ModelsError `capability-denied`, `channel-failed`, `insufficient-history`, `merge-failed`
   */
  async catchUpFromPosition(track: Track<T>, operation: Operation): Promise<void> {
    const { session, attached, arrived, attachPoints } = this.#listen();
    await attached;
    if (operation.isOvertaken()) return;
    // A message that was here a moment ago must be there. One from long ago, or from before the sync result,
    // need not: then all that the channel keeps is newer, and none of what was missed has expired yet.
    const mustReach =
      track.position.inChannel && this.#isRetained(this.#applier.mergedAt) ? 'always' : 'never';
    await this.#replay(track, { mustReach, session, arrived, attachPoints }, operation);
  }

  message(message: ChannelMessage): void {
    this.#arrived?.push(message);
    if (!this.#isContinuous) return;
    this.#applier.take(message);
    this.#owner.changed();
  }

  attached(gap: boolean): void {
    if (gap) this.#interrupt(undefined);
    else if (this.#isContinuous) this.#lostAt = undefined;
    this.#owner.changed();
  }

  away(): void {
    this.#owner.changed();
  }

  lost(error: ModelsError): void {
    this.#interrupt(error);
    this.#owner.changed();
  }

  /** The connection went: if messages turn out to be missing, they are missing from here on. */
  connectionLost(): void {
    if (this.#isContinuous) this.#lostAt ??= this.#context.clock.now();
    this.#owner.changed();
  }

  /** Whether the channel still keeps what was published at that time. */
  #isRetained(time: number | undefined): boolean {
    const { retention } = this.#context.settings;
    // Reading takes a while, and a dead connection is noticed late: what is about to expire is no longer there.
    const margin = Math.min(30_000, retention / 4);
    return time !== undefined && this.#context.clock.now() - time < retention - margin;
  }

  #listen(): Listening & { readonly attached: Promise<void> } {
    const session = (this.#session ??= this.#context.channels.open(this.#channelName, this));
    const arrived: ChannelMessage[] = (this.#arrived = []);
    this.#lostBy = undefined;
    const { attachPoints } = session;
    const attached = session.attach();
    // It may fail while the sync call is still awaited; it is looked at after that.
    attached.catch(() => undefined);
    return { session, attached, arrived, attachPoints };
  }

  async #replay(
    track: Track<T>,
    { mustReach, session, arrived, attachPoints }: Listening & { readonly mustReach: MustReach },
    operation: Operation,
  ): Promise<void> {
    const rewound = await this.#rewind(track, session, attachPoints, operation);
    if (rewound === undefined || operation.isOvertaken()) return;
    if (this.#lostBy) throw this.#lostBy;
    const live = new Set(arrived.map((message) => message.id));
    const isEmpty = rewound.messages.every((message) => live.has(message.id));
    if (!rewound.reached && (mustReach === 'always' || (mustReach === 'unless-empty' && !isEmpty))) {
      throw new ModelsError(
        'insufficient-history',
        `unable to catch up model "${this.#name}"; the history of channel "${this.#channelName}" ` +
          `(kept for ${this.#context.settings.retention / 1000} s) does not reach back to "${track.position.id}"`,
      );
    }
    const inHistory = new Set(rewound.messages.map((message) => message.id));
    const overlap = (message: ChannelMessage) => message.id !== undefined && inHistory.has(message.id);
    this.#applier.catchUp(track, [...rewound.messages, ...arrived.filter((message) => !overlap(message))]);
    this.#arrived = undefined;
    this.#isContinuous = true;
    this.#lostAt = undefined;
  }

  async #rewind(
    track: Track<T>,
    session: ChannelSession,
    attachPoints: number,
    operation: Operation,
  ): Promise<Rewound | undefined> {
    const { historyPageSize } = this.#context.settings;
    for (;;) {
      const readAt = session.attachPoints;
      const rewound = await rewind(
        // Only an attach point that came while we were listening is where live delivery began.
        () => session.history({ limit: historyPageSize, untilAttach: readAt > attachPoints }),
        { position: track.position, order: track.order, pending: this.#owner.pendingPositions() },
        historyPageSize,
        () => !operation.isOvertaken(),
      );
      // A new attach point while reading: between what was read and what arrives now may be a hole.
      if (operation.isOvertaken() || session.attachPoints === readAt) return rewound;
    }
  }

  /** A catch-up that runs sees to it by itself; otherwise the owner has to start one. */
  #interrupt(error: ModelsError | undefined): void {
    this.#loseTrack();
    if (this.#arrived) this.#lostBy = error;
    else this.#owner.interrupted(error);
  }

  #loseTrack(): void {
    if (!this.#isContinuous) return;
    this.#applier.drop();
    this.#isContinuous = false;
    this.#lostAt ??= this.#context.clock.now();
  }
}
