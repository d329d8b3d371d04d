import { PGlite } from '@electric-sql/pglite';
import { schema } from './schema.js';

/** Postgres in memory: in the page, or in Node. The caller closes it. */
export async function openDatabase(): Promise<PGlite> {
  const database = await PGlite.create();
  await database.exec(schema);
  return database;
}

/** A post to begin with. It is no change that anybody waits for, so it needs no outbox row. */
export async function createPost(
  database: PGlite,
  post: { readonly id: string; readonly title: string },
): Promise<void> {
  await database.query('INSERT INTO posts (id, title) VALUES ($1, $2)', [post.id, post.title]);
}

/** From now on every write to the post is refused, or no longer. */
export async function lockPost(database: PGlite, postId: string, locked: boolean): Promise<void> {
  await database.query('UPDATE posts SET locked = $2 WHERE id = $1', [postId, locked]);
}
