import type { PGlite } from '@electric-sql/pglite';
import { listChannelOf, taskChannelOf, type Task, type TaskList } from './task.js';

interface Answer<Data> {
  readonly data: Data;
  /** The newest of the model's own channel, read in the same statement as the data. */
  readonly sequenceId: string;
}

export async function readList(database: PGlite, id: string): Promise<Answer<TaskList>> {
  const { rows } = await database.query<Answer<TaskList['tasks']>>(
    `SELECT COALESCE(json_agg(json_build_object('id', id, 'title', title) ORDER BY place), '[]') AS "data",
       COALESCE((SELECT max(sequence_id) FROM outbox WHERE channel = $2), 0)::text AS "sequenceId"
     FROM tasks WHERE list_id = $1`,
    [id, listChannelOf(id)],
  );
  const { data: tasks = [], sequenceId = '0' } = rows[0] ?? {};
  return { data: { id, tasks }, sequenceId };
}

/** `undefined` where there is no such task. */
export async function readTask(database: PGlite, id: string): Promise<Answer<Task> | undefined> {
  const { rows } = await database.query<Answer<Task>>(
    `SELECT json_build_object('id', id, 'title', title, 'done', done) AS "data",
       COALESCE((SELECT max(sequence_id) FROM outbox WHERE channel = $2), 0)::text AS "sequenceId"
     FROM tasks WHERE id = $1`,
    [id, taskChannelOf(id)],
  );
  return rows[0];
}
