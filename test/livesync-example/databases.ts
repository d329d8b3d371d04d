import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, inject, onTestFinished } from 'vitest';
import type { Database, Queryable, Session } from '../../examples/livesync/server/database.js';
import { migrate } from '../../examples/livesync/server/migrate.js';
import { openPostgres } from '../../examples/livesync/server/pg-database.js';
import { openPglite } from '../../examples/livesync/server/pglite-database.js';
import { createDatabase } from '../../scripts/postgres.mjs';

export const migrations = fileURLToPath(
  new URL('../../examples/livesync/server/migrations', import.meta.url),
);

/** For stories with two connections: skipped on a machine without Postgres, which says so at the start. */
export const describeOnPostgres = describe.skipIf(inject('postgres') === null);

/** A Postgres with the tables, one a file, emptied before each test; projects `a` and `b` are there. */
export function setUpPostgres(): () => Database {
  return setUp(async () => {
    const { url, drop } = await emptyPostgres();
    const database = await openPostgres(url, { max: 20 });
    return { ...database, close: () => database.close().then(drop) };
  });
}

/** The same in this process, with one connection. It takes a second or more to start. */
export const setUpPglite = (): (() => Database) => setUp(openPglite);

/** For stories that one connection can tell: the faster of the two, where there is a choice. */
export const setUpDatabase = inject('postgres') === null ? setUpPglite : setUpPostgres;

/** A new database on the run's Postgres. */
export function emptyPostgres(): Promise<{ url: string; drop: () => Promise<void> }> {
  const postgres = inject('postgres');
  if (postgres === null) throw new Error('unable to make a database; this test is to be skipped');
  return createDatabase(postgres);
}

function setUp(open: () => Promise<Database>): () => Database {
  let database: Database | undefined;
  const current = (): Database => {
    if (database === undefined) throw new Error('unable to use the database; it is opened before the tests');
    return database;
  };
  beforeAll(async () => {
    database = await open();
    await migrate(database, migrations);
    // A whole Postgres starts: on a loaded machine that takes its time.
  }, 60_000);
  beforeEach(async () => {
    await current().query('TRUNCATE outbox, channel_positions, mutations, projects RESTART IDENTITY CASCADE');
    await current().query(`INSERT INTO projects (id, name) VALUES ('a', 'A'), ('b', 'B')`);
  });
  afterAll(() => database?.close());
  return current;
}

/** A transaction on a connection of its own that a test leads step by step; what is left open is rolled back. */
export async function openTransaction(
  database: Database,
): Promise<Queryable & { commit: () => Promise<void>; session: Session }> {
  const session = await database.connect();
  onTestFinished(() => session.end());
  await session.query('BEGIN');
  return {
    query: (sql, values) => session.query(sql, values),
    session,
    async commit() {
      await session.query('COMMIT');
    },
  };
}

/** How many statements wait for a lock of somebody else's. */
export async function countWaiting(database: Queryable): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return row?.count ?? 0;
}
