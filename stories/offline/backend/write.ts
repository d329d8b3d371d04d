import type { PGlite, Transaction } from '@electric-sql/pglite';
import { listChannelOf, taskChannelOf, type ListEvent, type TaskEvent } from './task.js';

/** What is asked of the backend. */
export interface Command {
  readonly listId: string;
  readonly mutationId: string;
  readonly event: ListEvent | TaskEvent;
}

/** As HTTP has it: 200, or 404 where it will never work. */
export interface Response {
  readonly status: number;
  readonly reason?: string;
}

/**
 * Makes a change and writes its outbox row, in one transaction. Safe to call again with the same mutation id: an outbox of
 * a browser sends again whatever it does not know the end of.
 */
export async function write(database: PGlite, command: Command): Promise<Response> {
  const { mutationId, event } = command;
  await database.query('INSERT INTO requests (mutation_id) VALUES ($1)', [mutationId]);
  return database.transaction(async (transaction) => {
    // Writers of one channel take turns, so that the ids of its outbox rows become visible in their order.
    await transaction.query('SELECT pg_advisory_xact_lock(hashtext($1))', [channelOf(command)]);
    const known = await transaction.query('SELECT FROM outbox WHERE mutation_id = $1', [mutationId]);
    if (known.rows.length > 0) return { status: 200 };
    const affectedRows = await change(transaction, command);
    if (affectedRows === 0) return { status: 404, reason: 'The task has been deleted' };
    await transaction.query('INSERT INTO outbox (mutation_id, channel, name, data) VALUES ($1, $2, $3, $4)', [
      mutationId,
      channelOf(command),
      event.name,
      event.data,
    ]);
    return { status: 200 };
  });
}

async function change(transaction: Transaction, { listId, event }: Command): Promise<number | undefined> {
  const run = async (sql: string, values: unknown[]) => (await transaction.query(sql, values)).affectedRows;
  const { id, title } = event.data;
  switch (event.name) {
    case 'task.added':
      return run('INSERT INTO tasks (id, list_id, title) VALUES ($1, $2, $3)', [id, listId, title]);
    case 'task.deleted':
      return run('DELETE FROM tasks WHERE id = $1', [id]);
    case 'task.renamed':
      return run('UPDATE tasks SET title = $2 WHERE id = $1', [id, title]);
    case 'task.done-set':
      return run('UPDATE tasks SET done = $2 WHERE id = $1', [id, event.data.done]);
  }
}

function channelOf({ listId, event }: Command): string {
  const isOfList = event.name === 'task.added' || event.name === 'task.deleted';
  return isOfList ? listChannelOf(listId) : taskChannelOf(event.data.id);
}
