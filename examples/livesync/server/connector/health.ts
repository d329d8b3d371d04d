import type { Queryable } from '../database.js';
import type { HeldChannel } from './held-channels.js';

/** What a connector says of itself. */
export interface ConnectorHealth {
  /** False while somebody should look: rows wait too long, were set aside, or the database cannot be reached. */
  readonly ok: boolean;
  /** Whether this is the instance that publishes; `ok` with false is one that waits to take over. */
  readonly leading: boolean;
  /** How many rows are to be published, counted up to 10,000; null where the database does not say. */
  readonly waiting: number | null;
  /** For how long the oldest of them has been waiting, in ms; 0 when there is none. */
  readonly oldestWaitingMs: number | null;
  /** How many rows were set aside, up to 10,000: `SELECT * FROM outbox WHERE unpublishable IS NOT NULL`. */
  readonly unpublishable: number | null;
  /** The channels that are held back by an error of their own, 20 of them at most. */
  readonly held: readonly HeldChannel[];
  /** How many rows this instance has published since it was made. */
  readonly published: number;
  /** The newest of this instance, also when it has passed. */
  readonly lastError: string | null;
}

/** What the database knows, whoever leads. It must stay cheap with a million rows waiting. */
export async function readBacklog(
  database: Queryable,
): Promise<Pick<ConnectorHealth, 'waiting' | 'oldestWaitingMs' | 'unpublishable'>> {
  const [backlog] = await database.query<{ waiting: number; oldestWaitingMs: number; unpublishable: number }>(
    `SELECT
       (SELECT count(*)::int FROM (SELECT FROM outbox WHERE NOT processed LIMIT 10000) a) AS waiting,
       COALESCE((
         SELECT extract(epoch FROM clock_timestamp() - created_at) * 1000
         FROM outbox WHERE NOT processed ORDER BY sequence_id LIMIT 1
       ), 0)::float8 AS "oldestWaitingMs",
       (SELECT count(*)::int FROM (SELECT FROM outbox WHERE unpublishable IS NOT NULL LIMIT 10000) b)
         AS unpublishable`,
  );
  return backlog ?? { waiting: 0, oldestWaitingMs: 0, unpublishable: 0 };
}
