import type { Conditions } from './delivery.js';

/** A message as it is on the wire: its data are text, so that nobody shares an object with whoever published it. */
interface LoggedMessage {
  readonly id: string;
  readonly name: string;
  readonly json: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestamp: number;
}

/** As Ably delivers it; each time anew. */
export interface DeliveredMessage {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
  readonly extras: { readonly headers: Readonly<Record<string, string>> };
  readonly timestamp: number;
  readonly action: 'message.create';
}

export interface PublishedMessage {
  /** Default: one more than the highest before. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

const INTEGER = /^\d+$/;

/** A channel as the server keeps it: each message in its place, for as long as the retention says. */
export class ChannelLog {
  readonly conditions: Conditions = { delay: 0, swaps: 0 };
  readonly #messages: LoggedMessage[] = [];
  readonly #retention: number;
  #expiredUpTo = 0;
  #highest = 0n;

  /** @param retention ms for which messages are kept */
  constructor(retention: number) {
    this.#retention = retention;
  }

  get length(): number {
    return this.#messages.length;
  }

  /** Index of the oldest message that is still kept. */
  get oldest(): number {
    const keptSince = Date.now() - this.#retention;
    while ((this.#messages[this.#expiredUpTo]?.timestamp ?? Infinity) < keptSince) this.#expiredUpTo += 1;
    return this.#expiredUpTo;
  }

  /** The newest id; `'0'` is before the first. */
  get lastId(): string {
    return this.#messages.at(-1)?.id ?? String(this.#highest);
  }

  /** Lets ids begin after this one, which a sync call has answered: what stands below it would not be merged. */
  startAfter(id: string): void {
    if (INTEGER.test(id) && BigInt(id) > this.#highest) this.#highest = BigInt(id);
  }

  /** @returns whether it is new: Ably drops a second message of the same id */
  publish({ id = String(this.#highest + 1n), name, data, headers }: PublishedMessage): boolean {
    if (this.#messages.some((message) => message.id === id)) return false;
    this.startAfter(id);
    // What is no JSON (a function, `undefined`) is no data.
    const json = JSON.stringify(data) as string | undefined;
    this.#messages.push({ id, name, json, headers, timestamp: Date.now() });
    return true;
  }

  expire(): void {
    this.#expiredUpTo = this.#messages.length;
  }

  /** Also of what has expired: a backend knows what it committed. */
  read(from: number, to: number): DeliveredMessage[] {
    return this.#messages.slice(from, to).map(({ json, headers, ...message }) => ({
      ...message,
      data: json === undefined ? undefined : (JSON.parse(json) as unknown),
      extras: { headers },
      action: 'message.create',
    }));
  }
}
