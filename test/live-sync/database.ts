import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createPost, openDatabase } from '../../stories/live-sync/backend/database.js';

/** One Postgres a test file (each takes a second to start), emptied before each test; posts 1 and 2 are there. */
export function setUpDatabase(): () => PGlite {
  let database: PGlite;
  beforeAll(async () => {
    database = await openDatabase();
    // A whole Postgres starts: on a loaded machine that takes its time.
  }, 60_000);
  beforeEach(async () => {
    await database.exec('TRUNCATE posts, likes, comments, outbox RESTART IDENTITY');
    await createPost(database, { id: '1', title: 'First' });
    await createPost(database, { id: '2', title: 'Second' });
  });
  afterAll(() => database.close());
  return () => database;
}
