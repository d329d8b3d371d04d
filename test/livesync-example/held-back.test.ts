import type { Realtime } from 'ably';
import { describe, expect, it, vi } from 'vitest';
import { write } from '../../examples/livesync/server/write.js';
import { setUpDatabase } from './databases.js';
import {
  countUnprocessed,
  makeConnector,
  namesIn,
  openAbly,
  rename,
  untilAllPublished,
  until,
} from './stage.js';

const database = setUpDatabase();

/** May publish on project b's channel, and not on a's. */
const half = { key: 'local.half:secret', capability: { 'projects:b': ['*'] } };
const whole = { key: 'local.key:secret' };

const publishesOn = (ably: Realtime, channel: string) => vi.spyOn(ably.channels.get(channel), 'publish');

describe('a channel that Ably denies', () => {
  it('holds back itself, and no other', async () => {
    const ably = await openAbly({ keys: [whole, half] });
    const heard = await ably.hear('projects:b');
    const { connector, logged } = makeConnector(ably, database(), { ably: ably.connect({ key: half.key }) });
    await rename(database(), 'a', 'a1');
    await connector.start();
    for (const name of ['b1', 'b2', 'b3']) await rename(database(), 'b', name);
    await until(() => expect(namesIn(heard)).toEqual(['b1', 'b2', 'b3']));
    await until(async () => {
      const { held, lastError } = await connector.health();
      expect(held).toMatchObject([
        { channel: 'projects:a', error: expect.stringContaining('capability') as string },
      ]);
      expect(held[0]?.failures).toBeGreaterThan(1);
      expect(lastError).toContain('capability');
    });
    expect(await countUnprocessed(database())).toBe(1);
    expect(logged[0]).toMatchObject({ level: 'warn', details: { channel: 'projects:a', failures: 1 } });
  });

  it('makes health not ok once its rows have waited for too long', async () => {
    const ably = await openAbly({ keys: [whole, half] });
    const { connector } = makeConnector(ably, database(), {
      ably: ably.connect({ key: half.key }),
      alarmAfter: 1_000,
    });
    await rename(database(), 'a', 'a1');
    await connector.start();
    expect(await connector.health()).toMatchObject({ ok: true, waiting: 1 });
    await database().query(`UPDATE outbox SET created_at = now() - interval '2 s'`);
    expect(await connector.health()).toMatchObject({ ok: false, waiting: 1 });
  });
});

describe('a failed publish', () => {
  it('is tried again, ever later, and the rows after it stay behind it', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('projects:a');
    ably.server.local.failPublishes({ channel: 'projects:a', times: 3 });
    const backoff = vi.fn(() => 5);
    for (const name of ['a1', 'a2', 'a3']) await rename(database(), 'a', name);
    const { connector } = makeConnector(ably, database(), { backoff });
    await connector.start();
    await untilAllPublished(database());
    await until(() => expect(namesIn(heard)).toEqual(['a1', 'a2', 'a3']));
    expect(backoff.mock.calls).toEqual([[1], [2], [3]]);
    expect((await connector.health()).held).toEqual([]);
  });

  it('on a channel object that has failed for good is tried on a new one', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('projects:a');
    const realtime = ably.connect();
    await realtime.channels.get('projects:a').attach();
    ably.server.local.failChannel('projects:a', { connectionId: realtime.connection.id ?? '' });
    await until(() => expect(realtime.channels.get('projects:a').state).toBe('failed'));
    const refused = publishesOn(realtime, 'projects:a');
    const { connector } = makeConnector(ably, database(), { ably: realtime });
    await connector.start();
    await rename(database(), 'a', 'a1');
    await until(() => expect(namesIn(heard)).toEqual(['a1']));
    expect(refused).toHaveBeenCalledTimes(1);
  });

  it('is tried again at once when the connection is back, whatever there was to wait', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('projects:b');
    const realtime = ably.connect();
    // Each try may be on a channel object of its own.
    const get = vi.spyOn(realtime.channels, 'get');
    const { connector } = makeConnector(ably, database(), { ably: realtime, backoff: () => 600_000 });
    await realtime.connection.once('connected');
    ably.server.local.failPublishes({ channel: 'projects:a' });
    await connector.start();
    await rename(database(), 'a', 'a1');
    await until(async () => expect((await connector.health()).held).toHaveLength(1));
    // The others go on, and it is not tried with each of them.
    await rename(database(), 'b', 'b1');
    await until(() => expect(namesIn(heard)).toEqual(['b1']));
    // For the publish, and to let go of it.
    expect(get.mock.calls.filter(([channel]) => channel === 'projects:a')).toHaveLength(2);
    ably.server.local.dropConnections({ connectionId: realtime.connection.id ?? '' });
    await untilAllPublished(database());
  });
});

describe('a row that Ably will never take', () => {
  it('is set aside, and says so, instead of holding its channel back for ever', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('projects:a');
    await database().query(
      `INSERT INTO outbox (mutation_id, channel, name, data)
       VALUES ('m1', 'projects:a', 'project.renamed', jsonb_build_object('name', repeat('x', 70000)))`,
    );
    await rename(database(), 'a', 'a2');
    const { connector, logged } = makeConnector(ably, database());
    await connector.start();
    await untilAllPublished(database());
    const kept = await database().query(
      'SELECT mutation_id, unpublishable FROM outbox WHERE unpublishable IS NOT NULL',
    );
    expect(kept).toEqual([{ mutation_id: 'm1', unpublishable: expect.stringMatching(/^40009 /) as string }]);
    expect(logged).toMatchObject([{ level: 'error', message: 'unable to publish a row; set aside' }]);
    expect(await connector.health()).toMatchObject({ ok: false, unpublishable: 1, waiting: 0 });

    // In its place goes a message without data: whoever needs the data notices that it is not there.
    await until(() => expect(heard).toHaveLength(2));
    expect(heard[0]).toMatchObject({
      name: 'project.renamed',
      extras: { headers: { 'x-ably-models-event-uuid': 'm1', 'x-outbox-unpublishable': 'true' } },
    });
    expect(heard[0]?.data ?? null).toBeNull();
    expect(heard[1]?.data).toEqual({ name: 'a2' });
  });

  it('of a data type that Ably does not know is set aside too', async () => {
    const ably = await openAbly();
    await database().query(
      `INSERT INTO outbox (mutation_id, channel, name, data) VALUES ('m1', 'c', 'n', '7')`,
    );
    const { connector } = makeConnector(ably, database());
    await connector.start();
    await untilAllPublished(database());
    expect(await connector.health()).toMatchObject({ unpublishable: 1 });
  });

  it('on a channel that cannot be is set aside without a stand-in, which nobody could hear', async () => {
    const ably = await openAbly();
    ably.server.local.failPublishes({ channel: '[bad', code: 40010, times: Infinity });
    await database().query(`INSERT INTO outbox (mutation_id, channel, name) VALUES ('m1', '[bad', 'n')`);
    const { connector } = makeConnector(ably, database());
    await connector.start();
    await untilAllPublished(database());
    expect(await connector.health()).toMatchObject({ unpublishable: 1, held: [] });
  });

  it('holds its channel where its stand-in is not taken either, since nobody would notice that it is gone', async () => {
    const ably = await openAbly();
    ably.server.local.failPublishes({ channel: 'c', code: 40016, times: Infinity });
    await database().query(`INSERT INTO outbox (mutation_id, channel, name) VALUES ('m1', 'c', 'n')`);
    const { connector } = makeConnector(ably, database());
    await connector.start();
    await until(async () => expect((await connector.health()).held[0]?.failures).toBeGreaterThan(1));
    expect(await countUnprocessed(database())).toBe(1);
  });

  it('waits, like any other, where its stand-in fails for another reason', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('c');
    ably.server.local.failPublishes({ channel: 'c', code: 40009 });
    ably.server.local.failPublishes({ channel: 'c', code: 50000 });
    await database().query(
      `INSERT INTO outbox (mutation_id, channel, name, data) VALUES ('m1', 'c', 'n', '{}')`,
    );
    const { connector } = makeConnector(ably, database());
    await connector.start();
    await untilAllPublished(database());
    // What failed once is asked again from the beginning, and this time it was taken.
    await until(() => expect(heard).toMatchObject([{ data: {} }]));
  });
});

it('a write that is too large is refused where it is made, so that nothing of the kind gets into the outbox', async () => {
  const decision = await write(database(), {
    mutationId: 'm1',
    channel: 'projects:a',
    name: 'x',
    change: () => Promise.resolve({ text: 'x'.repeat(60_000) }),
  });
  expect(decision).toMatchObject({ rejected: true, reason: 'the change is too large' });
});
