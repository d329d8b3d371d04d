import type { Database, Queryable } from './database.js';
import { inWords } from './refusals.js';
import { within } from './wait.js';

/** A change is not to be: it is undone, and the channel tells whoever waits for it. */
export class WriteRefused extends Error {
  override readonly name = 'WriteRefused';
}

export interface Write {
  /** Of the browser; with the same one again, nothing happens again. */
  readonly mutationId: string;
  readonly channel: string;
  /** The name of the change event. */
  readonly name: string;
  /** Makes the change, and answers the event's data. @throws WriteRefused, or a violated constraint */
  readonly change: (transaction: Queryable) => Promise<unknown>;
}

export interface Decision {
  readonly sequenceId: string;
  readonly rejected: boolean;
  readonly reason: string | null;
}

/** Bytes of an event's data as JSON. Ably takes 64 KiB a message, with its name and headers: what it refuses, nobody hears. */
export const mostBytes = 60_000;

/** Ms that a write may wait for its turn, or hold the others up: an endless transaction would hold its channel back. */
export const writeTimeout = 5_000;

/**
 * Makes a change and writes its outbox row in one transaction: both are there, or neither. A change that is refused
 * leaves a row that says so, and nothing else.
 *
 * Safe to call again with the same mutation id: what was decided once stays decided. Any other failure (a lost
 * connection, a timeout) decides nothing, so the caller may try again.
 *
 * @throws what the database throws, when nothing was decided.
 */
export function write(
  database: Database,
  { mutationId, channel, name, change }: Write,
  timeout = writeTimeout,
): Promise<Decision> {
  return database.transaction(async (transaction) => {
    const ms = String(timeout);
    await transaction.query(
      `SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', $1, true),
              set_config('idle_in_transaction_session_timeout', $1, true)`,
      [ms],
    );
    // The first attempt may be under way: this waits for it.
    const added = await transaction.query(
      'INSERT INTO mutations (mutation_id, channel) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1',
      [mutationId, channel],
    );
    if (added.length === 0) return decisionOf(transaction, mutationId);

    // Before the change, not only before the row: a change that reads what it changes sees all that came before it.
    await transaction.query('SELECT lock_channel($1)', [channel]);
    const { data, reason } = await attempt(transaction, change, timeout);
    const rejected = reason !== null;
    const rows = await transaction.query<{ sequenceId: string }>(
      `INSERT INTO outbox (mutation_id, channel, name, rejected, data) VALUES ($1, $2, $3, $4, $5)
       RETURNING sequence_id::text AS "sequenceId"`,
      [mutationId, channel, name, rejected, data],
    );
    const sequenceId = rows[0]?.sequenceId ?? '0';
    await transaction.query(
      'UPDATE mutations SET sequence_id = $2, rejected = $3, reason = $4 WHERE mutation_id = $1',
      [mutationId, sequenceId, rejected, reason],
    );
    return { sequenceId, rejected, reason };
  });
}

async function attempt(
  transaction: Queryable,
  change: Write['change'],
  timeout: number,
): Promise<{ data: unknown; reason: string | null }> {
  await transaction.query('SAVEPOINT before_change');
  try {
    const data = await within(timeout, change(transaction), 'make the change');
    if (Buffer.byteLength(JSON.stringify(data)) > mostBytes)
      throw new WriteRefused('the change is too large');
    return { data, reason: null };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await transaction.query('ROLLBACK TO SAVEPOINT before_change');
    const reason = inWords(error);
    return { data: { reason }, reason };
  }
}

async function decisionOf(transaction: Queryable, mutationId: string): Promise<Decision> {
  const [decision] = await transaction.query<Decision>(
    `SELECT sequence_id::text AS "sequenceId", rejected, reason FROM mutations WHERE mutation_id = $1`,
    [mutationId],
  );
  if (decision === undefined) throw new Error(`unable to decide mutation ${mutationId}; its record is gone`);
  return decision;
}

/** Postgres' error codes of class 22 and 23 are data that cannot be, and violated constraints: trying again is no use. */
function isRefusal(error: unknown): error is Error {
  if (error instanceof WriteRefused) return true;
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code));
}
