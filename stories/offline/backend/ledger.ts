import type { PGlite } from '@electric-sql/pglite';
import type { ListEvent, TaskEvent } from './task.js';

/** A change that Postgres has, and how often it was asked for. */
export interface LedgerRow {
  readonly mutationId: string;
  readonly event: ListEvent | TaskEvent;
  readonly requests: number;
}

/** All that was changed, oldest first. */
export async function readLedger(database: PGlite): Promise<readonly LedgerRow[]> {
  const { rows } = await database.query<LedgerRow>(
    `SELECT mutation_id AS "mutationId", json_build_object('name', name, 'data', data) AS "event",
       (SELECT count(*)::int FROM requests WHERE requests.mutation_id = outbox.mutation_id) AS "requests"
     FROM outbox ORDER BY sequence_id`,
  );
  return rows;
}

/** How often anything was asked for. */
export async function countRequests(database: PGlite): Promise<number> {
  const { rows } = await database.query<{ count: number }>('SELECT count(*)::int AS "count" FROM requests');
  return rows[0]?.count ?? 0;
}
