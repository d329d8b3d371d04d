import type { Database, Queryable } from './database.js';
import { inWords } from './refusals.js';
import { within } from './wait.js';

/** A change is not to be: it is undone, and the channel tells whoever waits for it. */
export class WriteRefused extends Error {
  override readonly name = 'WriteRefused';
}

/** The id is that of a mutation on another channel: told that it was applied, its sender would wait for ever. */
export class MutationIdTaken extends Error {
  override readonly name = 'MutationIdTaken';
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
 * @throws MutationIdTaken, which no further try will change; or what the database throws, when nothing was decided.
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
    if (added.length === 0) return decisionOf(transaction, mutationId, channel);

    // Before the change, not only before the row: a change that reads what it changes sees all that came before it.
    await transaction.query('SELECT lock_channel($1)', [channel]);
    const { json, reason } = await attempt(transaction, change, timeout);
    const rejected = reason !== null;
    const rows = await transaction.query<{ sequenceId: string }>(
      `INSERT INTO outbox (mutation_id, channel, name, rejected, data) VALUES ($1, $2, $3, $4, $5)
       RETURNING sequence_id::text AS "sequenceId"`,
      [mutationId, channel, name, rejected, json],
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
): Promise<{ json: string; reason: string | null }> {
  await transaction.query('SAVEPOINT before_change');
  try {
    const json = JSON.stringify(await within(timeout, change(transaction), 'make the change'));
    if (Buffer.byteLength(json) > mostBytes) throw new WriteRefused('the change is too large');
    // Half an emoji fits a text and no `jsonb`: asked here, it is refused; at the row, it would fail as often as it is sent.
    if (json.includes('\\u')) await transaction.query('SELECT $1::jsonb', [json]);
    return { json, reason: null };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await transaction.query('ROLLBACK TO SAVEPOINT before_change');
    const reason = inWords(error);
    return { json: JSON.stringify({ reason }), reason };
  }
}

async function decisionOf(transaction: Queryable, mutationId: string, channel: string): Promise<Decision> {
  const [known] = await transaction.query<Decision & { channel: string }>(
    `SELECT sequence_id::text AS "sequenceId", rejected, reason, channel FROM mutations WHERE mutation_id = $1`,
    [mutationId],
  );
  if (known === undefined) throw new Error(`unable to decide mutation ${mutationId}; its record is gone`);
  if (known.channel !== channel)
    throw new MutationIdTaken(`unable to decide mutation ${mutationId}; its id was used on another channel`);
  const { sequenceId, rejected, reason } = known;
  return { sequenceId, rejected, reason };
}

/** Postgres' error codes of class 22 and 23 are data that cannot be, and violated constraints: trying again is no use. */
function isRefusal(error: unknown): error is Error {
  if (error instanceof WriteRefused) return true;
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code));
}
