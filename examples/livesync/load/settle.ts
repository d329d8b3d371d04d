import type { Database } from '../server/database.js';
import { readLog } from './committed-log.js';
import type { LoadClient } from './load-client.js';
import { waitUntil } from './wait.js';

export interface Settling {
  readonly database: Database;
  readonly clients: readonly LoadClient[];
  /** ms without progress after which what is waited for is given up. */
  readonly stalledAfter: number;
}

/**
 * Waits until the outbox is published, every model is at the end of its channel, and the outbox is empty.
 *
 * @returns what was given up, in words
 */
export async function settle({ database, clients, stalledAfter }: Settling): Promise<string[]> {
  const stalled: string[] = [];
  const heard = () => clients.reduce((sum, client) => sum + client.heard, 0);
  let left = 0;
  const hasNone = (which: string) => async () => {
    const sql = `SELECT count(*)::int AS rows FROM outbox WHERE ${which}`;
    left = (await database.query<{ rows: number }>(sql))[0]?.rows ?? 0;
    return left === 0;
  };
  const progress = () => `${left} ${heard()}`;
  if (!(await waitUntil(hasNone('NOT processed'), progress, stalledAfter)))
    stalled.push(`${left} rows of the outbox are not published`);

  const log = await readLog(database);
  const ends = new Map([...log].map(([channel, rows]) => [channel, String(rows.at(-1)?.sequenceId)]));
  const isCaughtUp = () => clients.every((client) => client.hasCaughtUp(ends));
  if (!(await waitUntil(isCaughtUp, heard, stalledAfter)))
    stalled.push('not every model came to the end of its channel');

  if (!(await waitUntil(hasNone('processed'), progress, stalledAfter)))
    stalled.push(`${left} rows of the outbox are published and not purged`);
  return stalled;
}
