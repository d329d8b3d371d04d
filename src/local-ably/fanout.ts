import { matches, type Client, type ConnectionFilter } from './connection.js';
import type { Publication } from './protocol.js';

/** Who hears a channel. */
export interface Subscriber {
  readonly client: Client;
  /** It hears what stands after this place, and nothing else. */
  readonly since: string;
  deliver(publication: Publication): void;
}

/** What becomes of the next publications of a channel on their way to some of its subscribers. */
export interface Disturbance {
  readonly clients: ConnectionFilter;
  /** How many it takes at a time, of those for which `where` holds. */
  readonly take: number;
  /** Which of them are delivered, in this order: positions from 0. */
  readonly order: readonly number[];
  /** How often. */
  readonly times: number;
  readonly where: (publication: Publication) => boolean;
}

interface Running extends Disturbance {
  times: number;
  taken: Publication[];
  /** How many positions of `order` have been dealt with. */
  done: number;
}

/** Tells subscribers what was published: all of it in order, unless it was asked to be disturbed. */
export class Fanout {
  readonly #subscribers = new Set<Subscriber>();
  #disturbances: Running[] = [];

  get size(): number {
    return this.#subscribers.size;
  }

  get isDisturbed(): boolean {
    return this.#disturbances.length > 0;
  }

  add(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
    };
  }

  disturb(disturbance: Disturbance): void {
    this.#disturbances.push({ ...disturbance, taken: [], done: 0 });
  }

  send(publication: Publication): void {
    const taking = this.#taking(publication).map((running) => ({
      clients: running.clients,
      due: take(running, publication),
    }));
    this.#disturbances = this.#disturbances.filter(({ times }) => times > 0);
    for (const subscriber of this.#subscribers) {
      const disturbed = taking.find(({ clients }) => matches(clients, subscriber.client));
      tell(subscriber, disturbed?.due ?? [publication]);
    }
  }

  /** Ends the disturbances; what they hold back is delivered. */
  settle(): void {
    const ended = this.#disturbances.splice(0);
    for (const running of ended) {
      const held = running.order.slice(running.done).flatMap((position) => running.taken[position] ?? []);
      for (const subscriber of this.#subscribers) {
        if (matches(running.clients, subscriber.client)) tell(subscriber, held);
      }
    }
  }

  /** Those for the same clients take one after the other, those for different clients side by side. */
  #taking(publication: Publication): Running[] {
    const taking: Running[] = [];
    for (const running of this.#disturbances) {
      const waits = taking.some(({ clients }) => areSame(clients, running.clients));
      if (!waits && running.where(publication)) taking.push(running);
    }
    return taking;
  }
}

/** What can be delivered now: up to the first position whose publication is yet to come. */
function take(running: Running, publication: Publication): Publication[] {
  running.taken.push(publication);
  const due: Publication[] = [];
  for (;;) {
    const next = running.taken[running.order[running.done] ?? Infinity];
    if (next === undefined) break;
    due.push(next);
    running.done += 1;
  }
  if (running.taken.length === running.take) {
    running.times -= 1;
    running.taken = [];
    running.done = 0;
  }
  return due;
}

/** Not what the subscriber has by its history: a publication may have been held back while it attached. */
function tell(subscriber: Subscriber, publications: readonly Publication[]): void {
  for (const publication of publications) {
    if (publication.channelSerial > subscriber.since) subscriber.deliver(publication);
  }
}

function areSame(one: ConnectionFilter, other: ConnectionFilter): boolean {
  return (
    one.clientId === other.clientId &&
    one.connectionId === other.connectionId &&
    one.keyName === other.keyName
  );
}
