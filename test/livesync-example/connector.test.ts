import type { Realtime } from 'ably';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { execute } from '../../examples/livesync/server/commands.js';
import type { Database } from '../../examples/livesync/server/database.js';
import { setUpPglite } from './databases.js';
import {
  countUnprocessed,
  makeConnector,
  nameOf,
  namesIn,
  openAbly,
  rename,
  startConnector,
  untilAllPublished,
} from './stage.js';

const database = setUpPglite();

const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index + 1}`);

async function renameAll(count: number, project = 'a'): Promise<void> {
  for (const name of names(count))
    await rename(database(), project, project === 'a' ? name : `${project} ${name}`);
}

/** The database, and how many rows each read of the leader's has brought. */
function countPages() {
  const pages: number[] = [];
  const counting: Database = {
    ...database(),
    async connect() {
      const session = await database().connect();
      return {
        ...session,
        async query<Row>(sql: string, values?: readonly unknown[]) {
          const rows = await session.query<Row>(sql, values);
          pages.push(rows.length);
          return rows;
        },
      };
    },
  };
  return { counting, pages };
}

describe('a row', () => {
  it('is published with its number as message id, and its mutation’s id in a header', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('projects:a');
    await startConnector(ably, database());
    const { sequenceId } = await rename(database(), 'a', 'n1');
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(heard[0]).toMatchObject({
      id: sequenceId,
      name: 'project.renamed',
      data: { name: 'n1' },
      extras: { headers: { 'x-ably-models-event-uuid': 'n1' } },
    });
  });

  it('says of a refused mutation that it is rejected, and why', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('projects:a');
    await startConnector(ably, database());
    await execute(database(), 'a', 'm1', { name: 'issue.changed', data: { id: 'gone', title: 'x' } });
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(heard[0]?.data).toEqual({ reason: 'the issue is gone' });
    expect(heard[0]?.extras).toEqual({
      headers: { 'x-ably-models-event-uuid': 'm1', 'x-ably-models-reject': 'true' },
    });
  });

  it('brings the headers of its own', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('projects:a');
    await startConnector(ably, database());
    await database().query(
      `INSERT INTO outbox (mutation_id, channel, name, headers) VALUES ('m1', 'projects:a', 'x', '{"by":"ada"}')`,
    );
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(heard[0]?.extras).toEqual({ headers: { by: 'ada', 'x-ably-models-event-uuid': 'm1' } });
  });
});

describe('a backlog', () => {
  it('is published in order, a page at a time', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('projects:a');
    await renameAll(25);
    const { counting, pages } = countPages();
    await startConnector(ably, counting, { pageSize: 10 });
    await untilAllPublished(database());
    await vi.waitFor(() => expect(namesIn(heard)).toEqual(names(25)));
    expect(Math.max(...pages)).toBe(10);
  });

  it('of one channel does not keep the others waiting', async () => {
    const ably = await openAbly();
    const client = ably.connect();
    const heard: string[] = [];
    for (const channel of ['projects:a', 'projects:b'])
      await client.channels.get(channel).subscribe(() => heard.push(channel));
    await renameAll(40);
    await renameAll(1, 'b');
    await startConnector(ably, database(), { pageSize: 5 });
    await vi.waitFor(() => expect(heard).toHaveLength(41), { timeout: 5_000 });
    expect(heard.indexOf('projects:b')).toBeLessThan(10);
  });

  it('of many channels is published with no more than so many at once, and no channel twice', async () => {
    const ably = await openAbly();
    await database().query(
      `INSERT INTO outbox (mutation_id, channel, name) SELECT 'm' || n, 'c:' || n % 20, 'x' FROM generate_series(1, 60) n`,
    );
    const underWay: string[] = [];
    let most = 0;
    const publish = async (channel: string) => {
      // The same channel twice at once would be two rows in any order.
      expect(underWay).not.toContain(channel);
      underWay.push(channel);
      most = Math.max(most, underWay.length);
      await new Promise(setImmediate);
      underWay.splice(underWay.indexOf(channel), 1);
    };
    const counting = {
      channels: {
        get: (name: string) => ({ state: 'initialized', publish: () => publish(name) }),
        release: () => undefined,
      },
      connection: { on: () => undefined, off: () => undefined },
    } as unknown as Realtime;
    const connector = await startConnector(ably, database(), { ably: counting, concurrency: 4 });
    await untilAllPublished(database());
    expect(most).toBe(4);
    expect((await connector.health()).published).toBe(60);
  });
});

describe('a stop', () => {
  it('waits for the row in hand and marks it, and leaves the rest to the next start', async () => {
    const ably = await openAbly({ latencyMs: 60 });
    const heard = await ably.hear('projects:a');
    await renameAll(3);
    const connector = await startConnector(ably, database());
    // It has arrived, and its ACK is on the way.
    await vi.waitFor(() => expect(ably.server.local.counters.publishes).toBe(1), { interval: 5 });
    await connector.stop();
    expect(ably.server.local.counters.publishes).toBe(1);
    expect(await countUnprocessed(database())).toBe(2);
    ably.server.local.latencyMs = 0;
    await connector.start();
    await untilAllPublished(database());
    await vi.waitFor(() => expect(namesIn(heard)).toEqual(names(3)));
    expect(ably.server.local.counters.publishes).toBe(3);
  });

  it('that is not through yet is waited for by the next start', async () => {
    const ably = await openAbly();
    const connector = await startConnector(ably, database());
    const stopped = connector.stop();
    await connector.start();
    expect(await connector.health()).toMatchObject({ ok: true, leading: true });
    await stopped;
  });

  it('does not wait for ever for an Ably that is away', async () => {
    const ably = await openAbly();
    const realtime = ably.connect();
    await realtime.connection.once('connected');
    ably.server.local.refuseConnections(true);
    ably.server.local.dropConnections();
    const publish = vi.spyOn(realtime.channels.get('projects:a'), 'publish');
    await rename(database(), 'a', 'n1');
    const { connector, logged } = makeConnector(ably, database(), { ably: realtime, stopTimeout: 30 });
    await connector.start();
    await vi.waitFor(() => expect(publish).toHaveBeenCalled());
    await connector.stop();
    expect(await countUnprocessed(database())).toBe(1);
    expect(logged.map(({ message }) => message)).toEqual(['unable to wait any longer; rows stay in doubt']);
  });

  it('loses and repeats nothing over many restarts, whatever is being written', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('projects:a');
    const { connector } = makeConnector(ably, database());
    const writing = renameAll(30);
    for (let restart = 0; restart < 8; restart++) {
      await connector.start();
      // Not awaited every time: a start may come while the last stop is under way.
      const stopped = connector.stop();
      if (restart % 2 === 0) await stopped;
    }
    await writing;
    await connector.start();
    await untilAllPublished(database());
    await vi.waitFor(() => expect(namesIn(heard)).toEqual(names(30)));
  });
});

describe('a notification', () => {
  it('brings a row out at once', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('projects:a');
    await startConnector(ably, database(), { pollInterval: 600_000 });
    await rename(database(), 'a', 'n1');
    await vi.waitFor(() => expect(heard).toHaveLength(1));
  });

  it('that is lost costs the time until the next look, and no more', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('projects:a');
    await database().query('ALTER TABLE outbox DISABLE TRIGGER outbox_notify');
    onTestFinished(async () => {
      await database().query('ALTER TABLE outbox ENABLE TRIGGER outbox_notify');
    });
    const { counting, pages } = countPages();
    await startConnector(ably, counting);
    // What is written before the first look needs no notification.
    await vi.waitFor(() => expect(pages).not.toEqual([]));
    await rename(database(), 'a', 'n1');
    await vi.waitFor(() => expect(heard).toHaveLength(1));
  });
});

describe('two instances', () => {
  it('are one that publishes, and one that takes over when it stops', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('projects:a');
    const first = await startConnector(ably, database());
    const second = await startConnector(ably, database());
    expect(await first.health()).toMatchObject({ ok: true, leading: true });
    expect(await second.health()).toMatchObject({ ok: true, leading: false });
    await rename(database(), 'a', 'n1');
    await untilAllPublished(database());
    expect((await second.health()).published).toBe(0);
    await first.stop();
    await rename(database(), 'a', 'n2');
    await vi.waitFor(() => expect(namesIn(heard)).toEqual(['n1', 'n2']));
    expect(await second.health()).toMatchObject({ leading: true, published: 1 });
    expect(await nameOf(database(), 'a')).toBe('n2');
  });
});
