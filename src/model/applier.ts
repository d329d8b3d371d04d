import { ModelsError } from '../errors.js';
import type { ChannelMessage } from '../channel/port.js';
import { isCreation, mutationIdOf, toConfirmedEvent } from './change-message.js';
import type { ModelContext, ModelIdentity } from './context.js';
import { toMergeError } from './describe-event.js';
import type { ConfirmedEvent } from './event.js';
import { EventBuffer, orderById, sortDeliveries, type Delivery } from './event-buffer.js';
import { messageIdOf } from './sequence.js';
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
  #mergedAt: number | undefined;

  constructor(identity: ModelIdentity, context: ModelContext, owner: StateOwner<T>) {
    this.#identity = identity;
    this.#context = context;
    this.#owner = owner;
    const { bufferMs } = context.settings;
    if (bufferMs === 0) return;
    this.#buffer = new EventBuffer(
      bufferMs,
      context.clock,
      (held) => this.#inOrder(held, this.track as Track<T>),
      (due) => this.#guard(() => this.#release(this.track as Track<T>, due)),
    );
  }

  /** When events were last merged, in ms since the epoch. */
  get mergedAt(): number | undefined {
    return this.#mergedAt;
  }

  /** The next live message of the channel. */
  take(message: ChannelMessage): void {
    const delivery = this.#toDelivery(message);
    if (delivery === undefined) return;
    const track = this.track as Track<T>;
    const admission = track.admit(delivery.event);
    if (admission === 'new') {
      if (this.#buffer?.holds(delivery)) return;
      this.#guard(() => {
        if (this.#buffer) this.#buffer.push(delivery);
        else this.#release(track, [delivery]);
      });
      return;
    }
    if (admission !== 'duplicate') track.see(delivery.event);
    this.#owner.settle(delivery.event);
  }

  /**
   * Shows a track, once it has what a stretch of the channel brings: what stands after its position is merged,
   * what stands before only settles mutations.
   *
   * @throws ModelsError `merge-failed`, `invalid-options`
   */
  catchUp(track: Track<T>, history: readonly ChannelMessage[], arrived: readonly Arrival[]): void {
    const older = this.track === track ? undefined : this.track;
    if (older) track.rememberCovered(older);
    const arrivals = new Map<Delivery, number>();
    const live = arrived.flatMap(({ message, at }) => {
      const delivery = this.#toDelivery(message);
      if (delivery) arrivals.set(delivery, at);
      return delivery ?? [];
    });
    // Who asks for an event buffer reckons with events that overtake each other on the way.
    const deliveries = [
      ...history.flatMap((message) => this.#toDelivery(message) ?? []),
      ...this.#inOrder(live, track),
    ];
    const isAfter = track.seek(deliveries.map(({ event }) => event));
    const fresh: Delivery[] = [];
    const isTwice = duplicateIds();
    for (const [index, delivery] of deliveries.entries()) {
      if (isTwice(delivery.event.sequenceId)) continue;
      const admission = isAfter(index) ? track.admit(delivery.event) : 'covered';
      // The state has them: the result's own message came after them.
      if (admission === 'cut') for (const { event } of fresh.splice(0)) this.#owner.settle(event);
      if (admission === 'new') fresh.push(delivery);
      else this.#owner.settle(delivery.event);
    }
    // What is held back is in the stretch too.
    this.#buffer?.clear();
    const ordered = this.#inOrder(fresh, track);
    const due = this.#countDue(ordered, arrivals);
    const held = ordered.slice(due);
    const heldIds = new Set(held.map(({ event }) => event.sequenceId));
    // In the order of the channel: a later sync result may have its cut between any two of them.
    for (const { event } of deliveries) if (!heldIds.has(event.sequenceId)) track.see(event);
    this.#release(track, ordered.slice(0, due));
    if (older) track.rememberAll(older);
    this.track = track;
    for (const delivery of held) this.#buffer?.push(delivery, arrivals.get(delivery));
  }

  /** Drops what is held back. It was not taken: a replay brings it again, with what should have come before it. */
  drop(): void {
    this.#buffer?.clear();
  }

  #release(track: Track<T>, deliveries: readonly Delivery[]): void {
    if (deliveries.length === 0) return;
    for (const { event } of deliveries) {
      try {
        if (!event.rejected) track.state = this.#mergeOne(track.state, event);
      } catch (thrown) {
        // It was here, whatever became of it: a later sync result stands on the order in which all were seen.
        track.see(event);
        throw thrown;
      }
      track.take(event);
      this.#owner.settle(event);
    }
    this.#mergedAt = this.#context.clock.now();
    this.#owner.merged(this.#mergedAt);
  }

  #mergeOne(state: T, event: ConfirmedEvent): T {
    try {
      return this.#owner.merge(state, event);
    } catch (thrown) {
      throw toMergeError(this.#identity.name, event, thrown);
    }
  }

  /** Outside a catch-up nobody awaits what is thrown: the owner is told. */
  #guard(apply: () => void): void {
    try {
      apply();
    } catch (thrown) {
      this.#owner.failed(thrown as ModelsError);
    }
    this.#owner.changed();
  }

  /** How many may be merged now; the others are so young that something may yet come before them. */
  #countDue(ordered: readonly Delivery[], arrivals: ReadonlyMap<Delivery, number>): number {
    if (!this.#buffer) return ordered.length;
    const heldSince = this.#context.clock.now() - this.#context.settings.bufferMs;
    const isYoung = (delivery: Delivery) => (arrivals.get(delivery) ?? -Infinity) > heldSince;
    let due = ordered.length;
    while (due > 0 && isYoung(ordered[due - 1] as Delivery)) due -= 1;
    return due;
  }

  #inOrder(deliveries: Delivery[], track: Track<T>): Delivery[] {
    if (!this.#buffer) return deliveries;
    return sortDeliveries(deliveries, this.#context.settings.eventOrderer ?? orderById(track.order));
  }

  #toDelivery(message: ChannelMessage): Delivery | undefined {
    if (!isCreation(message)) return undefined;
    const id = messageIdOf(message.id) ?? '';
    const event = toConfirmedEvent(message, id);
    if (event) return { event, message };
    const mutationId = mutationIdOf(message);
    this.#owner.skipped(
      new ModelsError(
        'event-invalid',
        `unable to read message "${id}" on channel "${this.#identity.channelName}" as a change event; ` +
          `it has no name${mutationId === undefined ? '' : ` (mutation "${mutationId}")`}`,
      ),
    );
    return undefined;
  }
}

/** Whether an id was asked for before. Having none is not having the same. */
function duplicateIds(): (id: string) => boolean {
  const ids = new Set<string>();
  return (id) => id !== '' && ids.size === ids.add(id).size;
}
