import { ModelsError, toModelsError } from '../errors.js';
import type { ChannelMessage } from '../channel/port.js';
import type { Clock } from './clock.js';
import type { ConfirmedEvent } from './event.js';
import { belongsTo, compareIds, type IdOrder } from './sequence.js';

/**
 * Which of two events comes first: negative, zero or positive, as `Array.prototype.sort` wants it. `NaN` is an error.
 */
export type EventOrderer = (
  idA: string,
  idB: string,
  messageA: ChannelMessage,
  messageB: ChannelMessage,
) => number;

/** An event with the message that brought it. */
export interface Delivery {
  readonly event: ConfirmedEvent;
  readonly message: ChannelMessage;
  /** When it came, in ms since the epoch; of what was read from the history, long ago. */
  readonly arrivedAt: number;
}

/** By sequence id; ids that did not come from the outbox stay where they were. */
export function orderById(order: IdOrder): EventOrderer {
  return (a, b) => (belongsTo(order, a) && belongsTo(order, b) ? compareIds(order, a, b) : 0);
}

/** @throws ModelsError `invalid-options` when the orderer throws, or answers `NaN` or no number */
export function sortDeliveries(deliveries: Delivery[], orderer: EventOrderer): Delivery[] {
  return deliveries.sort((a, b) => {
    const [idA, idB] = [a.event.sequenceId, b.event.sequenceId];
    const doing = () => `order events "${idA}" and "${idB}"`;
    let result: unknown;
    try {
      result = orderer(idA, idB, a.message, b.message);
    } catch (thrown) {
      throw toModelsError('invalid-options', doing(), thrown, 'eventOrderer threw: ');
    }
    if (typeof result === 'number' && !Number.isNaN(result)) return result;
    const why = `eventOrderer answered ${String(result)} instead of a number`;
    throw new ModelsError('invalid-options', `unable to ${doing()}; ${why}`);
  });
}

/** Holds each delivery for a while, so that one that overtook another on the way is put back in order. */
export class EventBuffer {
  readonly #holdMs: number;
  readonly #clock: Clock;
  readonly #release: (deliveries: readonly Delivery[]) => void;
  readonly #sort: (deliveries: Delivery[]) => Delivery[];
  #held: Delivery[] = [];
  readonly #timers = new Set<() => void>();

  constructor(
    holdMs: number,
    clock: Clock,
    sort: (deliveries: Delivery[]) => Delivery[],
    release: (deliveries: readonly Delivery[]) => void,
  ) {
    this.#holdMs = holdMs;
    this.#clock = clock;
    this.#sort = sort;
    this.#release = release;
  }

  /**
   * Its time runs from when it arrived.
   *
   * @throws ModelsError `invalid-options` from the orderer
   */
  push(delivery: Delivery): void {
    this.#held = this.#sort([...this.#held, delivery]);
    const left = delivery.arrivedAt + this.#holdMs - this.#clock.now();
    const cancel = this.#clock.after(Math.max(0, left), () => {
      this.#timers.delete(cancel);
      // Its time is over, and so is that of all that come before it.
      const due = this.#held.splice(0, this.#held.indexOf(delivery) + 1);
      if (due.length > 0) this.#release(due);
    });
    this.#timers.add(cancel);
  }

  holds({ sequenceId }: ConfirmedEvent): boolean {
    return sequenceId !== '' && this.#held.some((held) => held.event.sequenceId === sequenceId);
  }

  clear(): void {
    this.#held = [];
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }
}
