import { matches, type Client, type ConnectionFilter } from './connection.js';
import { AblyError } from './errors.js';

/** Which requests fail, and how. */
export interface FailureOptions extends ConnectionFilter {
  /** Default: on every channel. */
  channel?: string;
  /** How many of them. Default 1; `Infinity` is until `endFaults()`. */
  times?: number;
  /** How many pass before. Default 0. */
  after?: number;
  /** Ably's error code. */
  code?: number;
  /** HTTP status. Default: that of the code. */
  status?: number;
}

interface Failure {
  readonly clients: ConnectionFilter;
  readonly channel: string | undefined;
  readonly error: AblyError;
  after: number;
  times: number;
}

/** The requests of one kind that are to fail. */
export class Failures {
  readonly #doing: string;
  readonly #code: number;
  readonly #failures = new Set<Failure>();

  /** `code` is that of a failure that was ordered without one. */
  constructor(doing: string, code: number) {
    this.#doing = doing;
    this.#code = code;
  }

  /** Several for the same requests strike one after the other. Throws a RangeError for a number that is none. */
  order({ channel, times = 1, after = 0, code, status, ...clients }: FailureOptions): void {
    assertCount('times', times, 1);
    assertCount('after', after, 0);
    const error = new AblyError(
      code ?? (status === undefined ? this.#code : status * 100),
      `unable to ${this.#doing}; it was asked to fail`,
      status,
    );
    this.#failures.add({ clients, channel, error, after, times });
  }

  /** A request has come: throws if it is one that has to fail. */
  strike(channel: string, client: Client): void {
    for (const failure of this.#failures) {
      if (!matches(failure.clients, client) || (failure.channel ?? channel) !== channel) continue;
      if (failure.after > 0) {
        failure.after -= 1;
        return;
      }
      failure.times -= 1;
      if (failure.times === 0) this.#failures.delete(failure);
      throw failure.error;
    }
  }

  clear(): void {
    this.#failures.clear();
  }
}

/** One for each kind of request that can be made to fail. */
export interface RequestFailures {
  readonly attaches: Failures;
  readonly publishes: Failures;
  readonly history: Failures;
}

export const noFailures = (): RequestFailures => ({
  attaches: new Failures('attach', 90000),
  publishes: new Failures('publish', 42911),
  history: new Failures('read the history', 50000),
});

/** Throws a RangeError for what is no whole number, or not within the bounds. `Infinity` is one if they allow it. */
export function assertCount(name: string, count: number, least: number, most = Infinity): void {
  if ((Number.isInteger(count) || count === Infinity) && count >= least && count <= most) return;
  throw new RangeError(`unable to set ${name}; ${count} is not a whole number within ${least} and ${most}`);
}
