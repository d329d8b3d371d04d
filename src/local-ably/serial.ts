const form = /^\d{14}-\d{6}@(\w+)$/;

/**
 * Gives out places in channels: `01700000000000-000042@f3k2`, that is time, a counter, and this server's name.
 * Text order is the order of issue, across all channels, also when the machine's clock is set back.
 */
export class SerialClock {
  readonly #seriesId: string;
  readonly #now: () => number;
  #timestamp = 0;
  #counter = 0;

  constructor(seriesId: string, now: () => number) {
    this.#seriesId = seriesId;
    this.#now = now;
  }

  next(): { serial: string; timestamp: number } {
    const now = Math.floor(this.#now());
    if (now > this.#timestamp) {
      this.#timestamp = now;
      this.#counter = 0;
    } else {
      this.#counter += 1;
    }
    const counter = String(this.#counter).padStart(6, '0');
    const serial = `${String(this.#timestamp).padStart(14, '0')}-${counter}@${this.#seriesId}`;
    return { serial, timestamp: this.#timestamp };
  }

  /** Another server's serials, or those of its last run, say nothing about places here. */
  issued(serial: string): boolean {
    return form.exec(serial)?.[1] === this.#seriesId;
  }
}

/** The serial of one message of a publication. */
export function messageSerial(channelSerial: string, index: number): string {
  return `${channelSerial}:${String(index).padStart(6, '0')}`;
}
