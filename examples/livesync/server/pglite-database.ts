import { PGlite, type Transaction } from '@electric-sql/pglite';
import type { Database, Queryable, Session } from './database.js';

/** Postgres in memory, in this process. It has one connection, so transactions run one after the other. */
export async function openPglite(): Promise<Database> {
  const pglite = await PGlite.create();
  const locks = new Map<string, Session>();
  return {
    ...queryable(pglite),
    transaction: <Result>(run: (transaction: Queryable) => Promise<Result>) =>
      pglite.transaction((transaction) => run(queryable(transaction))),
    connect: () => Promise.resolve(openSession(pglite, locks)),
    close: () => pglite.close(),
  };
}

/** @param locks by name, of all sessions. They share one connection, so an advisory lock would keep none of them out. */
function openSession(pglite: PGlite, locks: Map<string, Session>): Session {
  const unlisten: (() => Promise<void>)[] = [];
  const session: Session = {
    ...queryable(pglite),
    // It is in this process: there is no connection that could be lost.
    lost: new Promise<Error>(() => undefined),
    tryLock(name) {
      const holder = locks.get(name) ?? session;
      locks.set(name, holder);
      return Promise.resolve(holder === session);
    },
    async listen(channel, heard) {
      unlisten.push(await pglite.listen(channel, heard));
    },
    async end() {
      for (const stop of unlisten.splice(0)) await stop();
      for (const [name, holder] of locks) if (holder === session) locks.delete(name);
    },
  };
  return session;
}

function queryable(pglite: PGlite | Transaction): Queryable {
  return {
    async query<Row>(sql: string, values: readonly unknown[] = []) {
      const { rows } = await pglite.query<Row>(sql, [...values]);
      return rows;
    },
  };
}
