import { PGlite } from '@electric-sql/pglite';
import type { Change, Database } from './database.js';

interface Row {
  readonly id: number;
  readonly mutation_id: string;
  readonly data: string;
  readonly rejected: boolean;
}

/** What the table says of itself: how many rows there are for one thing that a user typed. */
const DOUBLES = `
  SELECT typed, count(*)::int AS times FROM changes, string_to_table(data, '+') AS typed
  WHERE NOT rejected GROUP BY typed HAVING count(*) > 1`;

/** A table in a Postgres of its own, emptied for each run. */
export async function openPostgres() {
  const database = await PGlite.create();
  await database.exec(`CREATE TABLE changes (
    id integer PRIMARY KEY, mutation_id text NOT NULL UNIQUE, data text NOT NULL, rejected boolean NOT NULL)`);

  const toChange = ({ mutation_id, ...row }: Row): Change => ({ ...row, mutationId: mutation_id });
  const connection: Database = {
    async commit({ mutationId, data, rejected }) {
      // Without gaps, so that the simulated connector can tell what comes next; nobody else writes.
      const { rows } = await database.query<Row>(
        `INSERT INTO changes SELECT coalesce(max(id), 0) + 1, $1, $2, $3 FROM changes
         ON CONFLICT (mutation_id) DO NOTHING RETURNING *`,
        [mutationId, data, rejected],
      );
      return rows.map(toChange)[0];
    },
    async read() {
      return (await database.query<Row>('SELECT * FROM changes ORDER BY id')).rows.map(toChange);
    },
  };

  return {
    /** The same table, empty. */
    async empty(): Promise<Database> {
      await database.exec('TRUNCATE changes');
      return connection;
    },
    doubles: async () => (await database.query<{ typed: string; times: number }>(DOUBLES)).rows,
    close: () => database.close(),
  };
}
