import type { Database } from '../server/database.js';

/** A committed row of the outbox. */
export interface LogRow {
  readonly sequenceId: number;
  /** Of the transaction that committed it. */
  readonly transactionId: number;
  readonly mutationId: string;
  readonly channel: string;
  readonly rejected: boolean;
}

/**
 * Has the database keep a copy of every row of the outbox, which is purged while the run goes on. The copy is written
 * in the writer's transaction: it holds what was committed, and nothing else.
 */
export async function keepLog(database: Database): Promise<void> {
  for (const statement of [
    `CREATE TABLE load_log (
       sequence_id BIGINT PRIMARY KEY, transaction_id BIGINT NOT NULL, mutation_id TEXT NOT NULL,
       channel TEXT NOT NULL, rejected BOOLEAN NOT NULL)`,
    'CREATE INDEX load_log_of_channel ON load_log (channel, sequence_id)',
    `CREATE FUNCTION keep_load_log() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       INSERT INTO load_log VALUES (NEW.sequence_id, pg_current_xact_id()::text::bigint, NEW.mutation_id,
                                    NEW.channel, NEW.rejected);
       RETURN NULL;
     END $$`,
    'CREATE TRIGGER load_log AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION keep_load_log()',
  ])
    await database.query(statement);
}

/** All of it, by channel, in the order of the numbers: within a channel, that of the commits. */
export async function readLog(database: Database): Promise<Map<string, LogRow[]>> {
  const rows = await database.query<Record<'sequenceId' | 'transactionId', string> & LogRow>(
    `SELECT sequence_id::text AS "sequenceId", transaction_id::text AS "transactionId",
            mutation_id AS "mutationId", channel, rejected
     FROM load_log ORDER BY sequence_id`,
  );
  const channels = new Map<string, LogRow[]>();
  for (const row of rows) {
    const own = channels.get(row.channel) ?? [];
    channels.set(row.channel, own);
    own.push({ ...row, sequenceId: Number(row.sequenceId), transactionId: Number(row.transactionId) });
  }
  return channels;
}

/**
 * Which transactions a statement saw, from its `pg_current_snapshot()`, which is `xmin:xmax:xip,xip…`: those below
 * `xmax` that were not under way.
 *
 * @see https://www.postgresql.org/docs/current/functions-info.html
 */
export function seenBy(snapshot: string): (transactionId: number) => boolean {
  const [, end = '0', underWay = ''] = snapshot.split(':');
  const open = new Set(underWay.split(',').filter(Boolean).map(Number));
  return (transactionId) => transactionId < Number(end) && !open.has(transactionId);
}
