import { ExpiringLog } from './expiring-log.js';
import { Fanout, type Subscriber } from './fanout.js';
import type { Draft } from './messages.js';
import { Presence } from './presence.js';
import type { Publication, WireMessage } from './protocol.js';
import { messageSerial, type SerialClock } from './serial.js';

/** Within this time a message id counts once, in ms. */
const idempotencyMs = 120_000;

/** What a publish came to: also what a repeated one is told. */
export interface Receipt {
  messageId: string;
  serials: string[];
}

/** A receipt, for as long as these ids count once. */
interface KeptReceipt extends Receipt {
  readonly timestamp: number;
  readonly ids: readonly string[];
}

export interface Origin {
  /** The id of the publication where its messages bring none. */
  id: string;
  connectionId?: string;
}

/**
 * One channel: its messages in order, as far as they are retained, and who hears new ones.
 * Taking a message and telling it, and attaching, are each one step, so that a message stands either at or
 * before a subscriber's attach serial or is delivered to it: never both, never neither.
 */
export class Channel {
  readonly name: string;
  readonly fanout = new Fanout();
  readonly presence: Presence;
  readonly #clock: SerialClock;
  readonly #retentionMs: number;
  readonly #now: () => number;
  readonly #receipts = new ExpiringLog<KeptReceipt>(idempotencyMs);
  /** By message id. */
  readonly #receiptOf = new Map<string, KeptReceipt>();
  #publications: ExpiringLog<Publication>;
  /** The newest place: everything up to here is in `#publications`, or was. */
  #tip: string;
  /** From here on nothing has been forgotten. */
  #continuousFrom: string;
  #usedAt: number;

  constructor(name: string, clock: SerialClock, retentionMs: number, now: () => number) {
    this.name = name;
    this.#clock = clock;
    this.#retentionMs = retentionMs;
    this.#publications = new ExpiringLog(retentionMs);
    this.#now = now;
    this.#tip = this.#continuousFrom = clock.next().serial;
    this.#usedAt = now();
    this.presence = new Presence(now);
  }

  /** The serial that a client attaches at: history reaches up to and with it, live messages begin after it. */
  get tip(): string {
    return this.#tip;
  }

  get subscriberCount(): number {
    return this.fanout.size;
  }

  publish(drafts: readonly Draft[], origin: Origin): Receipt {
    this.purge();
    const repeated = this.#receiptOf.get(drafts[0]?.id ?? `${origin.id}:0`);
    if (repeated !== undefined) return repeated;

    const { serial: channelSerial, timestamp } = this.#clock.next();
    const messages = drafts.map((draft, index) => ({
      ...draft,
      id: draft.id ?? `${origin.id}:${index}`,
      serial: messageSerial(channelSerial, index),
      timestamp,
      action: 0 as const,
      ...(origin.connectionId !== undefined && { connectionId: origin.connectionId }),
    }));
    const publication: Publication = {
      channelSerial,
      timestamp,
      id: drafts.length === 1 ? (drafts[0]?.id ?? origin.id) : origin.id,
      ...(origin.connectionId !== undefined && { connectionId: origin.connectionId }),
      messages,
    };
    const receipt = {
      messageId: publication.id,
      serials: messages.map(({ serial }) => serial),
      timestamp,
      ids: messages.map(({ id }) => id),
    };
    this.#receipts.push(receipt);
    for (const id of receipt.ids) this.#receiptOf.set(id, receipt);
    this.#publications.push(publication);
    this.#tip = channelSerial;
    this.fanout.send(publication);
    return receipt;
  }

  subscribe(subscriber: Subscriber): () => void {
    const remove = this.fanout.add(subscriber);
    return () => {
      remove();
      this.#usedAt = this.#now();
    };
  }

  /** What was published after that place, or undefined where some of it is forgotten, or the place is unknown. */
  since(serial: string): readonly Publication[] | undefined {
    this.purge();
    if (!this.#clock.issued(serial) || serial < this.#continuousFrom || serial > this.#tip) return undefined;
    return this.#publications.entries().filter(({ channelSerial }) => channelSerial > serial);
  }

  /** Everything that is retained, oldest first. */
  publications(): readonly Publication[] {
    this.purge();
    return this.#publications.entries();
  }

  /** Forgets messages now, oldest first: as many as that, or those before the serial. */
  expire(upTo: number | string): void {
    let count = 0;
    const isExpired = ({ serial }: WireMessage) =>
      typeof upTo === 'string' ? serial < upTo : ++count <= upTo;
    const kept: Publication[] = [];
    for (const publication of this.publications()) {
      const messages = publication.messages.filter((message) => !isExpired(message));
      if (messages.length < publication.messages.length) this.#continuousFrom = publication.channelSerial;
      if (messages.length > 0) kept.push({ ...publication, messages });
    }
    this.#publications = new ExpiringLog(this.#retentionMs, kept);
  }

  /** Forgets what is older than the retention. */
  purge(): void {
    const now = this.#now();
    for (const receipt of this.#receipts.expire(now)) {
      for (const id of receipt.ids) {
        // An id that came again among other messages counts from then on.
        if (this.#receiptOf.get(id) === receipt) this.#receiptOf.delete(id);
      }
    }
    const newestExpired = this.#publications.expire(now).at(-1);
    if (newestExpired !== undefined) this.#continuousFrom = newestExpired.channelSerial;
  }

  /** Whether forgetting the whole channel would change nothing for anybody. */
  isIdleSince(time: number): boolean {
    return (
      this.fanout.size === 0 &&
      !this.fanout.isDisturbed &&
      this.presence.size === 0 &&
      this.#publications.size === 0 &&
      this.#receipts.size === 0 &&
      this.#usedAt < time
    );
  }
}
