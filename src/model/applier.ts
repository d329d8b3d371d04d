import { ModelsError } from '../errors.js';
import type { ChannelMessage } from '../channel/port.js';
import { isCreation, mutationIdOf, toConfirmedEvent } from './change-message.js';
import type { ModelContext, ModelIdentity } from './context.js';
import { toMergeError } from './describe-event.js';
import type { ConfirmedEvent } from './event.js';
import { EventBuffer, orderById, sortDeliveries, type Delivery } from './event-buffer.js';
import { RecentIds } from './recent-ids.js';
import { messageIdOf } from './sequence.js';
import { shareStructure } from './share-structure.js';
import { Stretch } from './stretch.js';
import type { Track } from './track.js';

/** Whose state it is. */
export interface StateOwner<T> {
  merge(state: T, event: ConfirmedEvent): T;
  /** The event answers its mutation, whether or not it is merged. */
  settle(event: ConfirmedEvent): void;
  /** Events were merged. @param at ms since the epoch */
  merged(at: number): void;
  /** The confirmed state, or how fresh it is, changed. */
  changed(): void;
  /** A message was skipped because it is no change event. */
  skipped(error: ModelsError): void;
  /** The state cannot be carried on. */
  failed(error: ModelsError): void;
}

/** A live message that came during a catch-up. */
export interface Arrival {
  readonly message: ChannelMessage;
  /** ms since the epoch. */
  readonly at: number;
}

/** Turns messages into events and merges the new ones into the state of a track, in order. */
export class Applier<T> {
  /** The state that is shown, and its place in the channel. */
  track: Track<T> | undefined;
  readonly #identity: ModelIdentity;
  readonly #context: ModelContext;
  readonly #owner: StateOwner<T>;
  readonly #buffer: EventBuffer | undefined;
  /** What brought each event; only an event buffer asks for it. */
  readonly #deliveries = new WeakMap<ConfirmedEvent, Delivery>();
  /** When events were last merged, in ms since the epoch; before the first, long ago. */
  mergedAt = -Infinity;
  /** Whether `mergedAt` is of this task. */
  #hasTime = false;

  constructor(identity: ModelIdentity, context: ModelContext, owner: StateOwner<T>) {
    this.#identity = identity;
    this.#context = context;
    this.#owner = owner;
    const { bufferMs } = context.settings;
    if (bufferMs === 0) return;
    this.#buffer = new EventBuffer(
      bufferMs,
      context.clock,
      (held) => this.#sort(held, this.track as Track<T>),
      (due) => this.#releaseAll(due),
    );
  }

  /** @param mergedAt when an event was last merged into its state, in ms since the epoch */
  begin(track: Track<T>, mergedAt = -Infinity): void {
    this.track = track;
    this.mergedAt = mergedAt;
  }

  /** The next live message of the channel. Nobody awaits what it throws: the owner is told. */
  take(message: ChannelMessage): void {
    try {
      this.#take(message);
    } catch (thrown) {
      this.#owner.failed(thrown as ModelsError);
    }
    this.#owner.changed();
  }

  /**
   * What a stretch of the channel brings to a track: what stands after its position is new, what stands before only
   * settles mutations.
   *
   * @throws ModelsError `invalid-options` from the orderer
   */
  stretch(track: Track<T>, history: readonly ChannelMessage[], arrived: readonly Arrival[]): Stretch<T> {
    if (this.track && this.track !== track) track.rememberCovered(this.track);
    const events: ConfirmedEvent[] = [];
    for (const message of history) {
      const event = this.#toEvent(message, -Infinity);
      if (event) events.push(event);
    }
    const live: ConfirmedEvent[] = [];
    for (const { message, at } of arrived) {
      const event = this.#toEvent(message, at);
      if (event) live.push(event);
    }
    // Who asks for an event buffer reckons with events that overtake each other on the way.
    for (const event of this.#inOrder(live, track)) events.push(event);
    const isAfter = track.seek(events);
    let fresh: ConfirmedEvent[] = [];
    const known = new RecentIds(this.#context.clock);
    for (let index = 0; index < events.length; index += 1) {
      const event = events[index] as ConfirmedEvent;
      const id = event.sequenceId;
      // Having none is not having the same.
      if (id !== '' && known.has(id)) continue;
      known.add(id);
      if (!isAfter(index)) continue;
      const admission = track.admit(event);
      // The state has them: the result's own message came after them.
      if (admission === 'cut') fresh = [];
      if (admission === 'new') fresh.push(event);
    }
    const due = this.#inOrder(fresh, track);
    const held = due.splice(this.#countDue(due));
    // A second copy of it too: what is held back may be dropped, and must not be known then.
    const isHeld = new Set(held.map((event) => event.sequenceId || event));
    const seen =
      held.length === 0 ? events : events.filter((event) => !isHeld.has(event.sequenceId || event));
    return new Stretch(track, seen, due, held, (state, event) => this.#mergeOne(state, event));
  }

  /**
   * Shows a track, with what was merged of a stretch.
   *
   * @param later live messages that came while it was merged
   * @throws ModelsError `merge-failed`, `invalid-options`
   */
  catchUp(stretch: Stretch<T>, later: readonly Arrival[]): void {
    const { track, held } = stretch;
    const older = this.track === track ? undefined : this.track;
    // What is held back is in the stretch too.
    this.drop();
    if (stretch.takeIn((event) => this.#owner.settle(event)) > 0) this.#noteMerged();
    if (older) track.state = shareStructure(older.state, track.state);
    this.track = track;
    for (const event of held) this.#hold(event);
    try {
      for (const { message } of later) this.#take(message);
    } finally {
      // After those: the older track may have heard them live, and they would count as known.
      if (older) track.rememberAll(older);
    }
  }

  /** Drops what is held back. It was not taken: a replay brings it again, with what should have come before it. */
  drop(): void {
    this.#buffer?.clear();
  }

  #take(message: ChannelMessage): void {
    const event = this.#toEvent(message, this.#buffer && this.#context.clock.now());
    if (event === undefined) return;
    const track = this.track as Track<T>;
    const admission = track.admit(event);
    if (admission !== 'new') {
      if (admission !== 'duplicate') track.see(event);
      return this.#owner.settle(event);
    }
    if (this.#buffer === undefined) return this.#release(track, event);
    if (!this.#buffer.holds(event)) this.#hold(event);
  }

  #hold(event: ConfirmedEvent): void {
    const delivery = this.#deliveries.get(event);
    if (delivery) this.#buffer?.push(delivery);
  }

  #release(track: Track<T>, event: ConfirmedEvent): void {
    // It was here, whatever becomes of it: a later sync result stands on the order in which all were seen.
    track.see(event);
    if (!event.rejected) track.state = this.#mergeOne(track.state, event);
    track.advance(event);
    this.#owner.settle(event);
    this.#noteMerged();
  }

  /** What is merged in one task has one time: a look at the clock for each event of a burst would cost as much as its dedupe. */
  #noteMerged(): void {
    if (!this.#hasTime) {
      this.#hasTime = true;
      this.mergedAt = this.#context.clock.now();
      queueMicrotask(this.#forgetTime);
    }
    this.#owner.merged(this.mergedAt);
  }

  readonly #forgetTime = (): void => {
    this.#hasTime = false;
  };

  #mergeOne(state: T, event: ConfirmedEvent): T {
    try {
      return this.#owner.merge(state, event);
    } catch (thrown) {
      throw toMergeError(this.#identity.name, event, thrown);
    }
  }

  #releaseAll(due: readonly Delivery[]): void {
    try {
      for (const { event } of due) this.#release(this.track as Track<T>, event);
    } catch (thrown) {
      this.#owner.failed(thrown as ModelsError);
    }
    this.#owner.changed();
  }

  /** How many may be merged now; the others are so young that something may yet come before them. */
  #countDue(ordered: readonly ConfirmedEvent[]): number {
    if (!this.#buffer) return ordered.length;
    const heldSince = this.#context.clock.now() - this.#context.settings.bufferMs;
    const isYoung = (event: ConfirmedEvent) => (this.#deliveries.get(event)?.arrivedAt ?? 0) > heldSince;
    let due = ordered.length;
    while (due > 0 && isYoung(ordered[due - 1] as ConfirmedEvent)) due -= 1;
    return due;
  }

  #inOrder(events: ConfirmedEvent[], track: Track<T>): ConfirmedEvent[] {
    if (!this.#buffer) return events;
    const deliveries = events.flatMap((event) => this.#deliveries.get(event) ?? []);
    return this.#sort(deliveries, track).map(({ event }) => event);
  }

  #sort(deliveries: Delivery[], track: Track<T>): Delivery[] {
    return sortDeliveries(deliveries, this.#context.settings.eventOrderer ?? orderById(track.order));
  }

  /** @param arrivedAt ms since the epoch; needed for an event buffer only, and of what was read from the history long ago */
  #toEvent(message: ChannelMessage, arrivedAt = 0): ConfirmedEvent | undefined {
    if (!isCreation(message)) return undefined;
    const id = messageIdOf(message.id) ?? '';
    const event = toConfirmedEvent(message, id);
    if (event === undefined) this.#owner.skipped(this.#nameless(id, message));
    else if (this.#buffer) this.#deliveries.set(event, { event, message, arrivedAt });
    return event;
  }

  #nameless(id: string, message: ChannelMessage): ModelsError {
    const mutationId = mutationIdOf(message);
    return new ModelsError(
      'event-invalid',
      `unable to read message "${id}" on channel "${this.#identity.channelName}" as a change event; ` +
        `it has no name${mutationId === undefined ? '' : ` (mutation "${mutationId}")`}`,
    );
  }
}
