import { ModelsError, reasonOf } from '../errors.js';
import type { ChannelMessage } from '../channel/port.js';
import { isCreation, mutationIdOf, toConfirmedEvent } from './change-message.js';
import type { ModelContext, ModelIdentity } from './context.js';
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
      (held) => this.#sort(held, this.track as Track<T>),
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
    if (admission === 'cut') this.#settle(this.#buffer?.clear());
    if (admission !== 'duplicate') this.#owner.settle(delivery.event);
  }

  /**
   * Shows another track, once it has what a stretch of the channel brings: what stands after its position is
   * merged, what stands before only settles mutations.
   *
   * @throws ModelsError `merge-failed`, `invalid-options`
   */
  catchUp(track: Track<T>, messages: readonly ChannelMessage[]): void {
    // They are in the stretch too.
    this.#buffer?.clear();
    const deliveries = messages.flatMap((message) => this.#toDelivery(message) ?? []);
    const isAfter = track.seek(deliveries.map(({ event }) => event));
    const fresh: Delivery[] = [];
    for (const [index, delivery] of deliveries.entries()) {
      const admission = isAfter(index) ? track.admit(delivery.event) : 'covered';
      // The state has them: the result's own message came after them.
      if (admission === 'cut') this.#settle(fresh.splice(0));
      if (admission === 'new') {
        track.take(delivery.event);
        fresh.push(delivery);
      } else if (admission !== 'duplicate') this.#owner.settle(delivery.event);
    }
    this.#merge(track, this.#buffer ? this.#sort(fresh, track) : fresh);
    this.track = track;
  }

  /** Drops what is held back. It was not taken: a replay brings it again, with what should have come before it. */
  drop(): void {
    this.#buffer?.clear();
  }

  #release(track: Track<T>, deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      this.#merge(track, [delivery]);
      track.take(delivery.event);
    }
  }

  #merge(track: Track<T>, deliveries: readonly Delivery[]): void {
    for (const { event } of deliveries) {
      if (!event.rejected) track.state = this.#mergeOne(track.state, event);
      this.#owner.settle(event);
    }
    if (deliveries.length === 0) return;
    this.#mergedAt = this.#context.clock.now();
    this.#owner.merged(this.#mergedAt);
  }

  #mergeOne(state: T, event: ConfirmedEvent): T {
    try {
      return this.#owner.merge(state, event);
    } catch (thrown) {
      throw new ModelsError(
        'merge-failed',
        `unable to merge event "${event.name}" (sequence id "${event.sequenceId}") ` +
          `into model "${this.#identity.name}"; ${reasonOf(thrown)}`,
        { cause: thrown },
      );
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

  #settle(deliveries: readonly Delivery[] = []): void {
    for (const { event } of deliveries) this.#owner.settle(event);
  }

  #sort(deliveries: Delivery[], track: Track<T>): Delivery[] {
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
