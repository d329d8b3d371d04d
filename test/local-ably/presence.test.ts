import { Realtime, type PresenceMessage } from 'ably';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { formats, manualClock, startServer } from './local-server.js';
import { WAIT } from '../wait.js';

const members = async (client: Realtime): Promise<string[]> =>
  (await client.channels.get('posts').presence.get()).map(
    ({ clientId, data }) => `${clientId}: ${String(data)}`,
  );

async function watch(client: Realtime): Promise<string[]> {
  const events: string[] = [];
  const tell = ({ action, clientId, data }: PresenceMessage) =>
    events.push(`${clientId} ${action} ${String(data)}`);
  await client.channels.get('posts').presence.subscribe(tell);
  return events;
}

describe.each(formats)('presence in $format', ({ useBinaryProtocol }) => {
  it('is told to everybody who is attached, and to who attaches later', async () => {
    const { connect } = await startServer({}, { useBinaryProtocol });
    const [ada, bob] = [connect({ clientId: 'ada' }), connect({ clientId: 'bob' })];
    const events = await watch(bob);
    const { presence } = ada.channels.get('posts');
    await presence.enter('here');
    await presence.update('busy');
    await vi.waitFor(() => expect(events).toEqual(['ada enter here', 'ada update busy']), WAIT);
    await expect(members(bob)).resolves.toEqual(['ada: busy']);

    const eve = connect();
    await expect(members(eve)).resolves.toEqual(['ada: busy']);
    await presence.leave();
    await vi.waitFor(() => expect(events).toHaveLength(3), WAIT);
    expect(events[2]).toMatch(/^ada leave/);
    await vi.waitFor(async () => expect(await members(eve)).toEqual([]), WAIT);
  });

  it('carries bytes and headers', async () => {
    const { connect, rest } = await startServer({}, { useBinaryProtocol });
    const ada = connect({ clientId: 'ada' });
    const extras = { headers: { key: 'value' } };
    await ada.channels
      .get('posts')
      .presence.enter(Realtime.PresenceMessage.fromValues({ data: Buffer.from([0, 255]), extras }));
    await vi.waitFor(
      async () =>
        expect(await connect().channels.get('posts').presence.get()).toMatchObject([
          { data: Buffer.from([0, 255]) },
        ]),
      WAIT,
    );
    const { items } = await rest().channels.get('posts').presence.get();
    expect(items).toMatchObject([
      { clientId: 'ada', action: 'present', data: Buffer.from([0, 255]), extras },
    ]);
  });
});

describe('a member', () => {
  it('leaves when it closes or detaches', async () => {
    const { connect } = await startServer();
    const [ada, bob, eve] = [connect({ clientId: 'ada' }), connect({ clientId: 'bob' }), connect()];
    const events = await watch(eve);
    await ada.channels.get('posts').presence.enter();
    await bob.channels.get('posts').presence.enter();
    ada.close();
    await vi.waitFor(() => expect(events).toContainEqual(expect.stringMatching(/^ada leave/)), WAIT);
    await bob.channels.get('posts').detach();
    await vi.waitFor(() => expect(events).toContainEqual(expect.stringMatching(/^bob leave/)), WAIT);
    await expect(members(eve)).resolves.toEqual([]);
  });

  it('stays while its connection can be resumed, and leaves with it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const clock = manualClock(Date.now());
    const { connect, local } = await startServer({ now: clock.now, connectionStateTtl: 1000 });
    const [ada, bob] = [connect({ clientId: 'ada' }), connect()];
    const events = await watch(bob);
    await ada.channels.get('posts').presence.enter('x');
    local.dropConnections({ clientId: 'ada' });
    await ada.connection.once('connected');
    await expect(members(bob)).resolves.toEqual(['ada: x']);

    local.refuseConnections(true, { clientId: 'ada' });
    local.dropConnections({ clientId: 'ada' });
    clock.advance(1001);
    vi.advanceTimersByTime(30_000);
    await vi.waitFor(() => expect(events.at(-1)).toMatch(/^ada leave/), WAIT);
    await expect(members(bob)).resolves.toEqual([]);
    expect(local.channels).toEqual(['posts']);
  });

  it('is still there for a client that lost continuity', async () => {
    const { connect, local } = await startServer();
    const [ada, bob] = [connect({ clientId: 'ada' }), connect()];
    await ada.channels.get('posts').presence.enter('x');
    await expect(members(bob)).resolves.toEqual(['ada: x']);
    const updated = bob.channels.get('posts').once('update');
    local.loseContinuity('posts');
    await updated;
    await expect(members(bob)).resolves.toEqual(['ada: x']);
  });

  it('needs the capability, and a client id of its own', async () => {
    const keys = [{ key: 'app.key:s', capability: { posts: ['subscribe'] } }];
    const { connect } = await startServer({ keys });
    const ada = connect({ clientId: 'ada' });
    await ada.channels.get('posts').attach();
    await expect(ada.channels.get('posts').presence.enter()).rejects.toMatchObject({ code: 40160 });
    const { connect: connectWithAllRights } = await startServer();
    const eve = connectWithAllRights({ clientId: 'eve' });
    const foreign = eve.channels.get('posts').presence.enterClient('ada');
    await expect(foreign).rejects.toMatchObject({ code: 40012 });
    const many = connectWithAllRights();
    await many.channels.get('posts').presence.enterClient('bob', 'by proxy');
    await expect(members(many)).resolves.toEqual(['bob: by proxy']);
  });
});
