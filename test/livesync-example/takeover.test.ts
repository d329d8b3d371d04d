import { expect, it, vi } from 'vitest';
import type { Connector } from '../../examples/livesync/server/connector/connector.js';
import type { Database, Session } from '../../examples/livesync/server/database.js';
import { describeOnPostgres, setUpPostgres } from './databases.js';
import {
  countUnprocessed,
  hearNames,
  makeConnector,
  openAbly,
  rename,
  startConnector,
  untilAllPublished,
} from './stage.js';

const isLeading = (connector: Connector) =>
  vi.waitFor(async () => expect((await connector.health()).leading).toBe(true));

/** Ends the session that leads, as a restart of the server, or a firewall, does. */
const endLeader = (database: Database) =>
  database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );

describeOnPostgres('when the leader’s session is lost', () => {
  const database = setUpPostgres();

  it('the other instance takes over, and goes on where the first has stopped', async () => {
    const ably = await openAbly();
    const heard = await hearNames(ably, 'a');
    const first = await startConnector(ably, database(), { backoff: () => 600_000 });
    const second = await startConnector(ably, database());
    await rename(database(), 'a', 'A1');
    await untilAllPublished(database());
    await endLeader(database());
    await isLeading(second);
    expect(await first.health()).toMatchObject({ ok: false, leading: false });
    await rename(database(), 'a', 'A2');
    await vi.waitFor(() => expect(heard).toEqual(['A1', 'A2']));
    expect((await first.health()).published).toBe(1);
  });

  it('it publishes nothing more of what it has already read', async () => {
    const ably = await openAbly({ latencyMs: 30 });
    for (const name of ['A1', 'A2', 'A3', 'A4', 'A5']) await rename(database(), 'a', name);
    // It is the session that says so, not the next look.
    const seldom = { backoff: () => 600_000, pollInterval: 600_000 };
    const { connector } = makeConnector(ably, database(), seldom);
    await connector.start();
    await vi.waitFor(() => expect(ably.server.local.counters.publishes).toBe(1), { interval: 5 });
    await endLeader(database());
    await vi.waitFor(async () => expect((await connector.health()).leading).toBe(false));
    // The row in hand is published and marked, and the four or three after it are somebody else's.
    const published = ably.server.local.counters.publishes;
    expect(published).toBeLessThan(5);
    expect(await countUnprocessed(database())).toBe(5 - published);
    await connector.stop();
    expect(ably.server.local.counters.publishes).toBe(published);
  });

  it('alone, it connects again and leads again', async () => {
    const ably = await openAbly();
    const heard = await hearNames(ably, 'a');
    const { connector, logged } = makeConnector(ably, database());
    await connector.start();
    await endLeader(database());
    await rename(database(), 'a', 'A1');
    await vi.waitFor(() => expect(heard).toEqual(['A1']));
    expect(await connector.health()).toMatchObject({ ok: true, leading: true });
    expect(logged[0]).toMatchObject({ level: 'warn', message: 'unable to go on; connecting again' });
  });

  it('and nobody says so, it finds out by itself', async () => {
    const ably = await openAbly();
    const sessions: Session[] = [];
    let isDeaf = false;
    const partitioned: Database = {
      ...database(),
      async connect() {
        const session = await database().connect();
        sessions.push(session);
        return {
          ...session,
          query: (sql, values) => (isDeaf ? new Promise(() => undefined) : session.query(sql, values)),
        };
      },
    };
    const { connector } = makeConnector(ably, partitioned, { answerTimeout: 50 });
    await connector.start();
    isDeaf = true;
    await vi.waitFor(() => expect(sessions).toHaveLength(2));
    isDeaf = false;
    await rename(database(), 'a', 'A1');
    await untilAllPublished(database());
    expect(await connector.health()).toMatchObject({ ok: true, leading: true });
  });
});

describeOnPostgres('a database that cannot be reached', () => {
  const database = setUpPostgres();

  it('is tried again, and health says why nothing goes on', async () => {
    const ably = await openAbly();
    let isAway = true;
    const away = <T>(run: () => Promise<T>): Promise<T> =>
      isAway ? Promise.reject(new Error('connection refused')) : run();
    const flaky: Database = {
      ...database(),
      query: (sql, values) => away(() => database().query(sql, values)),
      connect: () => away(() => database().connect()),
    };
    const { connector } = makeConnector(ably, flaky);
    await connector.start();
    expect(await connector.health()).toEqual({
      ok: false,
      leading: false,
      waiting: null,
      oldestWaitingMs: null,
      unpublishable: null,
      held: [],
      published: 0,
      lastError: 'connection refused',
    });
    await rename(database(), 'a', 'A1');
    isAway = false;
    await untilAllPublished(database());
  });
});
