import type { Queryable } from '../database.js';
import { describe } from './logger.js';
import type { Retention, Settings } from './options.js';
import { wait } from '../wait.js';

/** Rows a statement: a delete of a million holds its locks, and its transaction open, for as long as it takes. */
const batch = 5_000;

/** Deletes what nobody needs any more, again and again. Positions have a table of their own, and stay. */
export async function keepClean(
  { database, retention, logger }: Settings,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await clean(database, retention, signal).catch((error: unknown) =>
      logger.warn({ error: describe(error) }, 'unable to delete old rows; trying again'),
    );
    await wait(retention.interval, signal);
  }
}

/** Rows that were set aside stay, until somebody has looked at them. */
async function clean(
  database: Queryable,
  { outbox, mutations }: Retention,
  signal: AbortSignal,
): Promise<void> {
  await inBatches(
    () =>
      database.query(
        `DELETE FROM outbox WHERE sequence_id IN (
           SELECT sequence_id FROM outbox
           WHERE processed AND unpublishable IS NULL AND created_at < now() - $1 * interval '1 ms'
           ORDER BY created_at LIMIT ${batch}
         ) RETURNING 1`,
        [outbox],
      ),
    signal,
  );
  await inBatches(
    () =>
      database.query(
        `DELETE FROM mutations WHERE mutation_id IN (
           SELECT mutation_id FROM mutations
           WHERE created_at < now() - $1 * interval '1 ms' ORDER BY created_at LIMIT ${batch}
         ) RETURNING 1`,
        [mutations],
      ),
    signal,
  );
}

async function inBatches(remove: () => Promise<unknown[]>, signal: AbortSignal): Promise<void> {
  let count = batch;
  while (count === batch && !signal.aborted) count = (await remove()).length;
}
