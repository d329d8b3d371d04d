import type { PGlite, Transaction } from '@electric-sql/pglite';
import { channelOf } from './post.js';

/** A command said no: the change is undone, and the outbox tells who waits for it. */
export class WriteRefused extends Error {
  override readonly name = 'WriteRefused';
}

/** A mutation as a browser sends it, and the change that it makes. */
export interface Write {
  readonly mutationId: string;
  readonly postId: string;
  /** The name of the change event. */
  readonly name: string;
  /** Makes the change, and answers the event's data. @throws WriteRefused, or a violated constraint */
  readonly change: (transaction: Transaction) => Promise<unknown>;
}

/**
 * Makes a change and writes its outbox row, in one transaction: both are there, or neither.
 * A change that is refused leaves a row that says so, and nothing else.
 *
 * Safe to call again with the same mutation id: what was decided once stays decided.
 */
export async function write(database: PGlite, { mutationId, postId, name, change }: Write): Promise<void> {
  await database.transaction(async (transaction) => {
    // Writers of one post take turns. The sequence id is drawn after the turn has come, so the ids of one
    // channel become visible in their order, and "the newest id" of a sync never hides an older one.
    const { rows } = await transaction.query<{ locked: boolean }>(
      'SELECT locked FROM posts WHERE id = $1 FOR UPDATE',
      [postId],
    );
    const post = rows[0];
    if (post === undefined) throw new Error(`unable to write to post ${postId}; there is no such post`);

    const known = await transaction.query('SELECT FROM outbox WHERE mutation_id = $1', [mutationId]);
    if (known.rows.length > 0) return;

    await transaction.exec('SAVEPOINT before_change');
    let data: unknown;
    let rejected = false;
    try {
      if (post.locked) throw new WriteRefused('the post is locked');
      data = await change(transaction);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await transaction.exec('ROLLBACK TO SAVEPOINT before_change');
      data = { reason: error.message };
      rejected = true;
    }

    await transaction.query(
      'INSERT INTO outbox (mutation_id, channel, name, rejected, data) VALUES ($1, $2, $3, $4, $5)',
      [mutationId, channelOf(postId), name, rejected, data],
    );
  });
}

/** Postgres' error codes of class 23 are violated constraints: the data is at fault, not the server. */
function isRefusal(error: unknown): error is Error {
  if (error instanceof WriteRefused) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('23');
}
