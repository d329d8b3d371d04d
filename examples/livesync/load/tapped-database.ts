import type { Database, Queryable } from '../server/database.js';

/** What happens around each statement, on the connection that it runs on. What it throws, the statement throws. */
export interface Tap {
  readonly before?: (sql: string, connection: Queryable) => Promise<void> | void;
  readonly after?: (sql: string, connection: Queryable) => Promise<void> | void;
}

/** The same database, with something done around its statements: the code under load is the example's own, unchanged. */
export function tapped(database: Database, { before, after }: Tap): Database {
  const tap = (connection: Queryable): Queryable => ({
    async query<Row>(sql: string, values?: readonly unknown[]) {
      await before?.(sql, connection);
      const rows = await connection.query<Row>(sql, values);
      await after?.(sql, connection);
      return rows;
    },
  });
  return {
    ...database,
    ...tap(database),
    transaction: (run) => database.transaction((transaction) => run(tap(transaction))),
    async connect() {
      const session = await database.connect();
      return { ...session, ...tap(session) };
    },
  };
}
