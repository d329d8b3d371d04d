import { PGlite, type Transaction } from '@electric-sql/pglite';
import type { Database, Queryable, Session } from './database.js';

/** Postgres in memory, in this process. It has one connection, so transactions run one after the other. */
export async function openPglite(): Promise<Database> {
  const pglite = await PGlite.create();
  return {
    ...queryable(pglite),
    transaction: <Result>(run: (transaction: Queryable) => Promise<Result>) =>
      pglite.transaction((transaction) => run(queryable(transaction))),
    connect: () => Promise.resolve(openSession(pglite)),
    close: () => pglite.close(),
  };
}

function openSession(pglite: PGlite): Session {
  const unlisten: (() => Promise<void>)[] = [];
  return {
    ...queryable(pglite),
    // It is in this process: there is no connection that could be lost.
    lost: new Promise<Error>(() => undefined),
    async listen(channel, heard) {
      unlisten.push(await pglite.listen(channel, heard));
    },
    async end() {
      for (const stop of unlisten.splice(0)) await stop();
      await pglite.query('SELECT pg_advisory_unlock_all()');
    },
  };
}

function queryable(pglite: PGlite | Transaction): Queryable {
  return {
    async query<Row>(sql: string, values: readonly unknown[] = []) {
      const { rows } = await pglite.query<Row>(sql, [...values]);
      return rows;
    },
  };
}
