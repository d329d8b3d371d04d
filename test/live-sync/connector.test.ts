import { startLocalAbly, type LocalAblyServer } from 'ably-models-react/local-ably/node';
import { Realtime, type InboundMessage } from 'ably';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { addComment, editTitle } from '../../stories/live-sync/backend/commands.js';
import { Connector } from '../../stories/live-sync/backend/connector.js';
import { setUpDatabase } from './database.js';
import { WAIT } from '../wait.js';

const database = setUpDatabase();

let server: LocalAblyServer;
beforeEach(async () => {
  server = await startLocalAbly();
});
afterEach(() => server.close());

function connect(): Realtime {
  const ably = new Realtime(server.clientOptions());
  onTestFinished(() => ably.close());
  return ably;
}

/** A connector that is stopped with its test. */
function connector(ably = connect()): Connector {
  const made = new Connector(database(), ably);
  onTestFinished(() => made.stop());
  return made;
}

/** What a browser hears of post 1. */
async function hear(): Promise<InboundMessage[]> {
  const heard: InboundMessage[] = [];
  await connect()
    .channels.get('posts:1')
    .subscribe((message) => heard.push(message));
  return heard;
}

const comment = (n: number) =>
  addComment(database(), { postId: '1', mutationId: `m${n}`, id: `c${n}`, author: 'Ada', text: `${n}` });

const idsUpTo = (last: number) => Array.from({ length: last }, (_, index) => `${index + 1}`);

const unprocessed = async () =>
  (await database().query('SELECT sequence_id FROM outbox WHERE NOT processed')).rows.length;

describe('the connector', () => {
  it('publishes a row with its sequence id as message id, and its mutation id as header', async () => {
    const heard = await hear();
    await connector().start();
    await comment(1);
    await vi.waitFor(() => expect(heard).toHaveLength(1), WAIT);
    expect(heard[0]).toMatchObject({
      id: '1',
      name: 'comment.added',
      data: { id: 'c1', author: 'Ada', text: '1' },
      extras: { headers: { 'x-ably-models-event-uuid': 'm1' } },
    });
  });

  it('says of a refused write that it is rejected', async () => {
    const heard = await hear();
    await connector().start();
    await editTitle(database(), { postId: '1', mutationId: 'm1', title: '' });
    await vi.waitFor(() => expect(heard).toHaveLength(1), WAIT);
    expect(heard[0]?.extras).toEqual({
      headers: { 'x-ably-models-event-uuid': 'm1', 'x-ably-models-reject': 'true' },
    });
  });

  it('publishes nothing while it is stopped, and everything, in order, when it is started', async () => {
    const heard = await hear();
    await comment(1);
    await comment(2);
    expect(heard).toEqual([]);
    expect(await unprocessed()).toBe(2);
    await connector().start();
    await comment(3);
    await vi.waitFor(() => expect(heard.map(({ id }) => id)).toEqual(idsUpTo(3)), WAIT);
  });

  it('publishes nothing after a stop', async () => {
    const heard = await hear();
    const first = connector();
    await first.start();
    await comment(1);
    await vi.waitFor(() => expect(heard).toHaveLength(1), WAIT);
    await first.stop();
    await comment(2);
    // A second connector speaks for the silence of the first: what it publishes would have come later.
    await database().query(`UPDATE outbox SET name = 'by the second' WHERE sequence_id = 2`);
    await connector().start();
    await vi.waitFor(
      () => expect(heard.map(({ name }) => name)).toEqual(['comment.added', 'by the second']),
      WAIT,
    );
  });

  it('marks what it has published', async () => {
    await connector().start();
    await comment(1);
    await vi.waitFor(async () => expect(await unprocessed()).toBe(0), WAIT);
  });

  it('publishes each row once and in order across restarts, whatever is being written', async () => {
    const heard = await hear();
    const restarted = connector();
    const writing = (async () => {
      for (let n = 1; n <= 30; n++) await comment(n);
    })();
    for (let restart = 0; restart < 10; restart++) {
      await restarted.start();
      await restarted.stop();
    }
    await writing;
    await restarted.start();
    await vi.waitFor(async () => expect(await unprocessed()).toBe(0), WAIT);
    await vi.waitFor(() => expect(heard.length).toBeGreaterThanOrEqual(30), WAIT);
    expect(heard.map(({ id }) => id)).toEqual(idsUpTo(30));
  });

  it('is heard once when it crashed between the publish and the mark', async () => {
    const heard = await hear();
    const crashed = connector();
    await crashed.start();
    await comment(1);
    await vi.waitFor(async () => expect(await unprocessed()).toBe(0), WAIT);
    await crashed.stop();
    await database().exec('UPDATE outbox SET processed = false');
    await comment(2);
    await connector().start();
    await vi.waitFor(async () => expect(await unprocessed()).toBe(0), WAIT);
    await vi.waitFor(() => expect(heard.length).toBeGreaterThanOrEqual(2), WAIT);
    expect(heard.map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('goes on after its connection was lost', async () => {
    const heard = await hear();
    const ably = connect();
    await connector(ably).start();
    await ably.connection.once('connected');
    server.local.dropConnections({ connectionId: ably.connection.id ?? '' });
    await comment(1);
    await vi.waitFor(() => expect(heard.map(({ id }) => id)).toEqual(['1']), { timeout: 5_000 });
  });

  it('tries again when a publish was refused', async () => {
    const heard = await hear();
    const ably = connect();
    const publish = vi
      .spyOn(ably.channels.get('posts:1'), 'publish')
      .mockRejectedValueOnce(new Error('refused'));
    await connector(ably).start();
    await comment(1);
    await vi.waitFor(() => expect(heard.map(({ id }) => id)).toEqual(['1']), { timeout: 5_000 });
    expect(publish).toHaveBeenCalledTimes(2);
  });

  it('may be started twice', async () => {
    const heard = await hear();
    const twice = connector();
    await Promise.all([twice.start(), twice.start()]);
    await comment(1);
    await comment(2);
    await vi.waitFor(() => expect(heard.map(({ id }) => id)).toEqual(['1', '2']), WAIT);
  });
});
