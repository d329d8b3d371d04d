import { ModelsError, reasonOf } from '../errors.js';
import type { ChannelListener, ChannelMessage, ChannelSession } from '../channel/port.js';
import { isCreation, mutationIdOf, toConfirmedEvent } from './change-message.js';
import type { ConfirmedEvent } from './event.js';
import { EventBuffer, orderById, sortDeliveries, type Delivery } from './event-buffer.js';
import type { Operation } from './operations.js';
import type { ModelContext, ModelIdentity } from './context.js';
import { rewind, type Rewound } from './rewind.js';
import { messageIdOf } from './sequence.js';
import type { SyncState } from './sync-call.js';
import { Track, type Position } from './track.js';

/** Whose confirmed state the stream keeps. */
export interface StreamOwner<T> {
  merge(state: T, event: ConfirmedEvent): T;
  /** The event answers its mutation, whether or not it is merged. */
  settle(event: ConfirmedEvent): void;
  /** Events were merged. @param at ms since the epoch */
  merged(at: number): void;
  pendingPositions(): ReadonlyMap<string, Position | undefined>;
  /** The confirmed state, or how fresh it is, changed. */
  changed(): void;
  /** A message was skipped because it is no change event. */
  skipped(error: ModelsError): void;
  /** Messages may have been missed, or none come any more: catch up again. */
  interrupted(error: ModelsError | undefined): void;
  /** The state cannot be carried on. */
  failed(error: ModelsError): void;
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
  readonly #eventBuffer: EventBuffer | undefined;
  #session: ChannelSession | undefined;
  #track: Track<T> | undefined;
  /** Live messages since the running catch-up began; they go on top of what the history brings. */
  #arrived: ChannelMessage[] | undefined;
  /** Whether the track has seen every message up to now, so that the next one may be merged as it comes. */
  #isContinuous = false;
  #lostAt: number | undefined;
  #mergedAt: number | undefined;
  /** What took the channel away while a catch-up was running. */
  #lostBy: ModelsError | undefined;

  constructor(identity: ModelIdentity, context: ModelContext, owner: StreamOwner<T>) {
    this.#name = identity.name;
    this.#channelName = identity.channelName;
    this.#context = context;
    this.#owner = owner;
    const { bufferMs } = context.settings;
    if (bufferMs > 0) {
      this.#eventBuffer = new EventBuffer(
        bufferMs,
        context.clock,
        (held) => this.#sort(held, this.#track as Track<T>),
        (due) => this.#guard(due),
      );
    }
  }

  get track(): Track<T> | undefined {
    return this.#track;
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
    return this.#track !== undefined && this.#isRetained(this.#lostAt);
  }

  /** Stops listening. What was heard is merged; what comes later is for a replay. */
  close(): Promise<void> {
    this.#loseTrack();
    this.#eventBuffer?.clear();
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
    if (this.#track === undefined) {
      // A true state, if not the latest: better on screen than nothing.
      this.#track = track;
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
    const mustReach = track.position.inChannel && this.#isRetained(this.#mergedAt) ? 'always' : 'never';
    await this.#replay(track, { mustReach, session, arrived, attachPoints }, operation);
  }

  message(message: ChannelMessage): void {
    this.#arrived?.push(message);
    if (!this.#isContinuous || !isCreation(message)) return;
    const delivery = this.#toDelivery(message);
    if (delivery) this.#take(delivery);
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
    this.#absorb(track, [...rewound.messages, ...arrived.filter((message) => !overlap(message))]);
    this.#track = track;
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

  /** Merges what stands after the track's position, and settles what stands before it. */
  #absorb(track: Track<T>, messages: readonly ChannelMessage[]): void {
    this.#eventBuffer?.clear();
    const deliveries = messages.filter(isCreation).flatMap((message) => this.#toDelivery(message) ?? []);
    const isAfter = track.seek(deliveries.map(({ event }) => event));
    const fresh: Delivery[] = [];
    for (const [index, delivery] of deliveries.entries()) {
      const admission = isAfter(index) ? track.admit(delivery.event) : 'covered';
      if (admission === 'new') fresh.push(delivery);
      else if (admission !== 'duplicate') this.#owner.settle(delivery.event);
      // The state has them: the result's own message came after them.
      if (admission === 'cut') for (const { event } of fresh.splice(0)) this.#owner.settle(event);
    }
    this.#merge(track, this.#eventBuffer ? this.#sort(fresh, track) : fresh);
  }

  /** One live event, in channel order. */
  #take(delivery: Delivery): void {
    const track = this.#track as Track<T>;
    const admission = track.admit(delivery.event);
    if (admission === 'covered' || admission === 'cut') this.#owner.settle(delivery.event);
    if (admission === 'cut')
      for (const { event } of this.#eventBuffer?.clear() ?? []) this.#owner.settle(event);
    if (admission !== 'new') return;
    if (!this.#eventBuffer) return this.#guard([delivery]);
    try {
      this.#eventBuffer.push(delivery);
    } catch (thrown) {
      this.#owner.failed(thrown as ModelsError);
    }
  }

  /** Outside a catch-up nobody awaits what is thrown: the owner is told. */
  #guard(deliveries: readonly Delivery[]): void {
    try {
      this.#merge(this.#track as Track<T>, deliveries);
    } catch (thrown) {
      this.#owner.failed(thrown as ModelsError);
    }
    this.#owner.changed();
  }

  #merge(track: Track<T>, deliveries: readonly Delivery[]): void {
    for (const { event } of deliveries) {
      if (!event.rejected) {
        try {
          track.state = this.#owner.merge(track.state, event);
        } catch (thrown) {
          throw new ModelsError(
            'merge-failed',
            `unable to merge event "${event.name}" (sequence id "${event.sequenceId}") ` +
              `into model "${this.#name}"; ${reasonOf(thrown)}`,
            { cause: thrown },
          );
        }
      }
      this.#owner.settle(event);
    }
    if (deliveries.length === 0) return;
    this.#mergedAt = this.#context.clock.now();
    this.#owner.merged(this.#mergedAt);
  }

  #toDelivery(message: ChannelMessage): Delivery | undefined {
    const id = messageIdOf(message.id) ?? '';
    const event = toConfirmedEvent(message, id);
    if (event) return { event, message };
    this.#owner.skipped(
      new ModelsError(
        'event-invalid',
        `unable to read message "${id}" on channel "${this.#channelName}" as a change event; it has no name` +
          (mutationIdOf(message) === undefined ? '' : ` (mutation "${String(mutationIdOf(message))}")`),
      ),
    );
    return undefined;
  }

  #sort(deliveries: Delivery[], track: Track<T>): Delivery[] {
    return sortDeliveries(deliveries, this.#context.settings.eventOrderer ?? orderById(track.order));
  }

  /** A catch-up that runs sees to it by itself; otherwise the owner has to start one. */
  #interrupt(error: ModelsError | undefined): void {
    this.#loseTrack();
    if (this.#arrived) this.#lostBy = error;
    else this.#owner.interrupted(error);
  }

  #loseTrack(): void {
    if (!this.#isContinuous) return;
    this.#eventBuffer?.flush();
    this.#isContinuous = false;
    this.#lostAt ??= this.#context.clock.now();
  }
}
