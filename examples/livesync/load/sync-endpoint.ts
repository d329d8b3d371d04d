import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { serve } from '@hono/node-server';
import { createApi } from '../server/api.js';
import type { Database } from '../server/database.js';
import type { Project } from '../shared/tracker.js';

/** What the sync endpoint answers in a run: what it always does, and what its statement saw. */
export interface SyncAnswer {
  readonly data: Project;
  readonly sequenceId: string;
  /** `pg_current_snapshot()` of the statement that read `data`. */
  readonly snapshot: string;
}

/** Reads with another statement than the example's. @param sql the example's */
export type Reading = <Row>(database: Database, sql: string, values?: readonly unknown[]) => Promise<Row[]>;

/** The column that says which transactions a statement sees; a subquery is part of the same statement. */
export const withSnapshot = (sql: string): string =>
  `SELECT answer.*, pg_current_snapshot()::text AS snapshot FROM (${sql}) answer`;

const asItIs: Reading = (database, sql, values) => database.query(withSnapshot(sql), values);

/** The example's API, on a port of 127.0.0.1. */
export async function serveSync(database: Database, read: Reading = asItIs) {
  const api = createApi({
    database: {
      ...database,
      query: (sql, values) =>
        sql.includes('"sequenceId"') ? read(database, sql, values) : database.query(sql, values),
    },
    issueToken: () => Promise.resolve(undefined),
    ablyOptions: {},
    health: () => Promise.resolve({ ok: true }),
  });
  const server = serve({ fetch: api.fetch, port: 0, hostname: '127.0.0.1' });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    sync: async (projectId: string, signal: AbortSignal): Promise<SyncAnswer> => {
      const response = await fetch(`http://127.0.0.1:${port}/api/projects/${projectId}`, { signal });
      if (!response.ok) throw new Error(`the sync endpoint answered ${response.status}`);
      return (await response.json()) as SyncAnswer;
    },
    close: async (): Promise<void> => {
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
