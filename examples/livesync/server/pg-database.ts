import { Client, Pool, type PoolConfig } from 'pg';
import type { Database, Queryable, Session } from './database.js';

/**
 * A Postgres, by its connection string, with a pool.
 *
 * @param options of the pool, such as `{ max: 20 }`.
 */
export function openPostgres(url: string, options: PoolConfig = {}): Promise<Database> {
  const pool = new Pool({ ...options, connectionString: url });
  // An idle connection that breaks is replaced at the next query; without a listener, it would end the process.
  pool.on('error', () => undefined);
  return Promise.resolve({
    ...queryable(pool),
    async transaction<Result>(run: (transaction: Queryable) => Promise<Result>) {
      const client = await pool.connect();
      let broken: unknown;
      let isOver = false;
      const connection = queryable(client);
      const own: Queryable = {
        query: (sql, values) =>
          // On a connection that is somebody else's by now, it would be part of nothing, or of another transaction.
          isOver
            ? Promise.reject(new Error('unable to query; the transaction is over'))
            : connection.query(sql, values),
      };
      // A connection that is ended between two statements (a timeout, a restart) says so here; unheard, it would end the
      // process.
      const noteBroken = (error: Error): void => void (broken = error);
      client.on('error', noteBroken);
      try {
        await client.query('BEGIN');
        const result = await run(own).finally(() => (isOver = true));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        // A connection that cannot even roll back is closed, which rolls back too.
        await client.query('ROLLBACK').catch((failure: unknown) => (broken = failure));
        throw error;
      } finally {
        client.off('error', noteBroken);
        client.release(broken !== undefined);
      }
    },
    connect: () => openSession(url),
    close: () => pool.end(),
  });
}

async function openSession(url: string): Promise<Session> {
  const client = new Client({ connectionString: url, keepAlive: true });
  const hearers = new Map<string, () => void>();
  client.on('notification', ({ channel }) => hearers.get(channel)?.());
  let isEnding = false;
  const lost = new Promise<Error>((resolve) => {
    client.on('error', resolve);
    client.on('end', () => {
      if (!isEnding) resolve(new Error('unable to go on; the connection to the database has ended'));
    });
  });
  await client.connect();
  // A client that has vanished keeps its locks until the server finds out: after two hours, where nothing is set.
  await client.query(
    `SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
            set_config('tcp_keepalives_count', '3', false)`,
  );
  return {
    ...queryable(client),
    lost,
    async tryLock(name) {
      const { rows } = await client.query<{ mine: boolean }>(
        'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS mine',
        [name],
      );
      return rows[0]?.mine === true;
    },
    async listen(channel, heard) {
      hearers.set(channel, heard);
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    },
    async end() {
      isEnding = true;
      await client.end();
    },
  };
}

function queryable(client: Pick<Client, 'query'>): Queryable {
  return {
    async query<Row>(sql: string, values: readonly unknown[] = []) {
      const { rows } = await client.query<object>(sql, values.map(asParameter));
      return rows as Row[];
    },
  };
}

/** The driver would write an array as a Postgres array, and an object as text; here both are JSON. */
const asParameter = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
