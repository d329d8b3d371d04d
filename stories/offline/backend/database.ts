import { PGlite } from '@electric-sql/pglite';
import { outboxSchema } from '../../live-sync/backend/schema.js';
import type { TaskList } from './task.js';

const schema = `
  CREATE TABLE tasks (
    id      TEXT PRIMARY KEY,
    list_id TEXT NOT NULL,
    place   INT GENERATED ALWAYS AS IDENTITY,
    title   TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    done    BOOLEAN NOT NULL DEFAULT false
  );

  -- For the audience: how often each change was asked for.
  CREATE TABLE requests (mutation_id TEXT NOT NULL);

  ${outboxSchema}
`;

/** Postgres in the page, with a list to begin with. The caller closes it. */
export async function openDatabase({ id, tasks }: TaskList): Promise<PGlite> {
  const database = await PGlite.create();
  await database.exec(schema);
  for (const task of tasks) {
    await database.query('INSERT INTO tasks (id, list_id, title) VALUES ($1, $2, $3)', [
      task.id,
      id,
      task.title,
    ]);
  }
  return database;
}
