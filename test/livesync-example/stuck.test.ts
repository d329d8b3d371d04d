import { describe, expect, it } from 'vitest';
import { write } from '../../examples/livesync/server/write.js';
import type { Database } from '../../examples/livesync/server/database.js';
import { describeOnPostgres, openTransaction, setUpDatabase, setUpPostgres } from './databases.js';
import { hearNames, makeConnector, nameOf, openAbly, rename, until, untilAllPublished } from './stage.js';

const never = new Promise<never>(() => undefined);

describe('an outage', () => {
  const database = setUpDatabase();

  it('of more channels than are held at once ends when the connection is back', async () => {
    const ably = await openAbly();
    const realtime = ably.connect();
    await realtime.connection.once('connected');
    await database().query(
      `INSERT INTO outbox (mutation_id, channel, name)
       SELECT 'm' || n, 'c' || n, 'n' FROM generate_series(1, 1100) n`,
    );
    ably.server.local.failPublishes({ times: 1_000 });
    const { connector, logged } = makeConnector(ably, database(), {
      ably: realtime,
      backoff: () => 600_000,
    });
    await connector.start();
    await until(() => expect(logged).toHaveLength(1_000));
    ably.server.local.dropConnections({ connectionId: realtime.connection.id ?? '' });
    await untilAllPublished(database());
  }, 30_000);
});

describe('a database that does not answer', () => {
  const database = setUpDatabase();

  it('the first time that the connector connects is asked again', async () => {
    const ably = await openAbly();
    const heard = await hearNames(ably, 'a');
    let isSilent = true;
    const silentOnce: Database = {
      ...database(),
      connect() {
        const connecting = isSilent ? never : database().connect();
        isSilent = false;
        return connecting;
      },
    };
    const { connector } = makeConnector(ably, silentOnce, { answerTimeout: 100 });
    await connector.start();
    await rename(database(), 'a', 'A1');
    await until(() => expect(heard).toEqual(['A1']));
  });

  it('while old rows are deleted does not keep the connector from stopping', async () => {
    const ably = await openAbly();
    let asked = false;
    const silent: Database = {
      ...database(),
      query: <Row>(sql: string, values?: readonly unknown[]) => {
        if (!sql.includes('DELETE')) return database().query<Row>(sql, values);
        asked = true;
        return never;
      },
    };
    const { connector } = makeConnector(ably, silent, { answerTimeout: 100 });
    await connector.start();
    await until(() => expect(asked).toBe(true));
    await connector.stop();
  });

  it('to the marks of some rows keeps no others from being marked', async () => {
    const ably = await openAbly();
    let isSilent = true;
    const silentOnce: Database = {
      ...database(),
      query: <Row>(sql: string, values?: readonly unknown[]) => {
        if (!isSilent || !sql.includes('SET processed')) return database().query<Row>(sql, values);
        isSilent = false;
        return never;
      },
    };
    await rename(database(), 'a', 'A1');
    await rename(database(), 'b', 'B1');
    const { connector } = makeConnector(ably, silentOnce, { answerTimeout: 100 });
    await connector.start();
    await untilAllPublished(database());
    expect(ably.server.local.counters.publishes).toBeGreaterThan(2);
  });
});

describeOnPostgres('a row that somebody else has locked', () => {
  const database = setUpPostgres();

  it('waits to be marked, and no other row waits for it', async () => {
    const ably = await openAbly();
    const heard = await hearNames(ably, 'a');
    await rename(database(), 'a', 'A1');
    const somebody = await openTransaction(database());
    await somebody.query(`SELECT 1 FROM outbox WHERE channel = 'projects:a' FOR UPDATE`);
    const { connector } = makeConnector(ably, database());
    await connector.start();
    await until(() => expect(heard).toEqual(['A1']));
    await rename(database(), 'b', 'B1');
    const unprocessed = () =>
      database().query<{ channel: string }>('SELECT channel FROM outbox WHERE NOT processed');
    await until(async () => expect(await unprocessed()).toEqual([{ channel: 'projects:a' }]));
    await somebody.commit();
    await untilAllPublished(database());
    expect(heard).toEqual(['A1']);
  });
});

describe('a change that goes on after it was given up', () => {
  const database = setUpDatabase();

  it('can do nothing any more: nobody would be told of it', async () => {
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    let late: Promise<unknown> = never;
    const given = write(
      database(),
      {
        mutationId: 'm1',
        channel: 'projects:a',
        name: 'x',
        change: (transaction) =>
          (late = (async () => {
            // Not idle for long enough to be ended by the database.
            await new Promise((resolve) => setTimeout(resolve, 200));
            await transaction.query('SELECT 1');
            await gate;
            await transaction.query(`UPDATE projects SET name = 'late' WHERE id = 'a'`);
          })()),
      },
      300,
    );
    await expect(given).rejects.toThrow('no answer within 300 ms');
    goOn();
    await expect(late).rejects.toThrow();
    expect(await nameOf(database(), 'a')).toBe('A');
  });
});
