import type { Trap } from './traps.js';

export interface LoadOptions {
  /** Of a Postgres' empty database, which is the run's own. */
  readonly databaseUrl: string;
  readonly seed: number;
  readonly transactions: number;
  /** How many write at once; each has a connection. */
  readonly writers: number;
  readonly clients: number;
  readonly projects: number;
  /** How many projects a client follows. */
  readonly models: number;
  /** How often the connector that leads is killed. */
  readonly kills: number;
  /** How often a client loses its connection. */
  readonly drops: number;
  /** How often a client reads a project anew. */
  readonly resyncs: number;
  /** ms without any progress after which the run is at its end. */
  readonly stalledAfter: number;
  /** Which fix is removed. */
  readonly trap?: Trap | undefined;
  /** Told how many transactions are done. */
  readonly onProgress?: (done: number) => void;
}

export const fullLoad = {
  transactions: 20_000,
  writers: 50,
  clients: 20,
  projects: 20,
  models: 5,
  kills: 30,
  drops: 40,
  resyncs: 40,
  stalledAfter: 30_000,
} as const;

/** Enough for each of the traps to show. */
export const shortLoad = {
  transactions: 2_000,
  writers: 30,
  clients: 6,
  projects: 6,
  models: 3,
  kills: 6,
  drops: 6,
  resyncs: 12,
  stalledAfter: 3_000,
} as const;
