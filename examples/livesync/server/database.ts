/** Takes SQL with `$1`, `$2`…; answers the rows. BIGINT comes as text where the SQL says `::text`, and should. */
export interface Queryable {
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** What the application needs of a database: a Postgres with a pool, or PGlite with its one connection. */
export interface Database extends Queryable {
  /** Rolls back when `run` rejects. Read committed, as Postgres has it by default. */
  transaction<Result>(run: (transaction: Queryable) => Promise<Result>): Promise<Result>;
  /** A connection of one's own, for what lives as long as it does: LISTEN, advisory locks. */
  connect(): Promise<Session>;
  close(): Promise<void>;
}

export interface Session extends Queryable {
  /** Takes a lock of that name, unless another session has it. It is never waited for, and freed with the session. */
  tryLock(name: string): Promise<boolean>;
  /** `LISTEN`, until the session ends. */
  listen(channel: string, heard: () => void): Promise<void>;
  /** Resolves with the reason when the connection is gone without `end()`; what it locked is then free. */
  readonly lost: Promise<Error>;
  /** Frees what it locked and heard. */
  end(): Promise<void>;
}

/**
 * Opens the Postgres of `DATABASE_URL`, or one in memory. The driver of the other is not loaded.
 *
 * @throws what the driver throws where there is nothing to reach.
 */
export async function openDatabase(url: string | undefined = process.env['DATABASE_URL']): Promise<Database> {
  if (url === undefined || url === '') return (await import('./pglite-database.js')).openPglite();
  return (await import('./pg-database.js')).openPostgres(url);
}
