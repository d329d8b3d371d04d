import type { Realtime } from 'ably';
import type { Database } from '../database.js';
import { consoleLogger, type ConnectorLogger } from './logger.js';

export interface ConnectorOptions {
  readonly database: Database;
  /** May publish on every channel, and is the connector's own: channels that are done with are released. Not closed here. */
  readonly ably: Realtime;
  /** How many channels are published on at once. Default 32. */
  readonly concurrency?: number;
  /** How many rows of a channel are read at once; times `concurrency`, they are what is in memory. Default 50. */
  readonly pageSize?: number;
  /** Publishes a second at most, over all channels. Ably takes 50 a connection. Default: no limit. */
  readonly maxRate?: number;
  /** How often to look without being notified, and to ask for the lead, in ms. Default 1,000. */
  readonly pollInterval?: number;
  /** How long to wait after so many failures in a row, in ms. Default: a second at first, half a minute at last. */
  readonly backoff?: (failures: number) => number;
  /** How long `stop()` waits for the ACKs of the rows in hand, in ms. Default 10,000. */
  readonly stopTimeout?: number;
  /** How long the database may take to answer a read, in ms; then the session is taken for lost. Default 15,000. */
  readonly answerTimeout?: number;
  readonly retention?: Partial<Retention>;
  /** From which age of the oldest waiting row on `health()` is not ok, in ms. Default 60,000. */
  readonly alarmAfter?: number;
  /** Default: warnings and errors go to the console. */
  readonly logger?: ConnectorLogger;
}

/** All in ms. */
export interface Retention {
  /** How long a published row stays, to be looked at. Nothing needs it any more. Default an hour. */
  readonly outbox: number;
  /** How long a second send of a mutation is known: longer than a browser may be away with one in doubt. Default a week. */
  readonly mutations: number;
  /** How often to look. Default a minute. */
  readonly interval: number;
}

export type Settings = Required<Omit<ConnectorOptions, 'retention'>> & { readonly retention: Retention };

const minute = 60_000;

export function settingsOf({ retention, ...options }: ConnectorOptions): Settings {
  return {
    concurrency: 32,
    pageSize: 50,
    maxRate: Infinity,
    pollInterval: 1_000,
    backoff: backoffWithJitter,
    stopTimeout: 10_000,
    answerTimeout: 15_000,
    alarmAfter: minute,
    logger: consoleLogger,
    ...options,
    retention: { outbox: 60 * minute, mutations: 7 * 24 * 60 * minute, interval: minute, ...retention },
  };
}

/** Doubles up to half a minute. Half of it is chance: what failed together must not come back together. */
export function backoffWithJitter(failures: number): number {
  const longest = Math.min(30_000, 1_000 * 2 ** (failures - 1));
  return longest / 2 + (Math.random() * longest) / 2;
}
