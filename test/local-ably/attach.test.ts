import { createLocalAbly } from 'ably-models-react/local-ably';
import type { StartOptions } from 'ably-models-react/local-ably/node';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { dataOf, fakeSocket, formats, listen, manualClock, range, startServer } from './local-server.js';
import { WAIT } from '../wait.js';

describe.each(formats)('attaching in $format', ({ useBinaryProtocol }) => {
  const start = (options?: StartOptions) => startServer(options, { useBinaryProtocol });

  it('counts who is attached, and lets go of who detaches or disconnects', async () => {
    const { connect, local } = await start();
    const [ada, bob] = [connect(), connect()];
    await Promise.all([ada.channels.get('posts').attach(), bob.channels.get('posts').attach()]);
    expect(local.attachments('posts')).toBe(2);
    expect(local.counters.attaches).toBe(2);

    await ada.channels.get('posts').detach();
    expect(local.attachments('posts')).toBe(1);
    bob.close();
    await vi.waitFor(() => expect(local.attachments('posts')).toBe(0), WAIT);
    expect(local.attachments('never heard of')).toBe(0);
  });

  it('is not resumed at first, nor after a detach', async () => {
    const { connect } = await start();
    const channel = connect().channels.get('posts');
    await expect(channel.attach()).resolves.toMatchObject({ resumed: false });
    await channel.detach();
    await expect(channel.attach()).resolves.toMatchObject({ resumed: false });
  });

  it('keeps channels apart', async () => {
    const { connect } = await start();
    const client = connect();
    const names = ['a', 'a:b', 'with / and % and é', 'a/b?c'];
    const heard = await Promise.all(names.map((name) => listen(client, name)));
    for (const name of names) await client.channels.get(name).publish('event', name);
    await vi.waitFor(() => expect(heard.map(dataOf)).toEqual(names.map((name) => [name])), WAIT);
    for (const name of names)
      expect(dataOf((await client.channels.get(name).history()).items)).toEqual([name]);
  });

  it('divides the channel at the attach serial: each message is in history or live, never both, never neither', async () => {
    const { connect, local } = await start({ latencyMs: 3 });
    const channel = connect().channels.get('posts');
    const live: unknown[] = [];
    let published = 0;
    const publishing = setInterval(() => local.publish('posts', { data: String(published++) }), 1);
    await vi.waitFor(() => expect(published).toBeGreaterThan(20), WAIT);
    await channel.subscribe(({ data }) => live.push(data));
    await vi.waitFor(() => expect(live.length).toBeGreaterThan(20), WAIT);
    clearInterval(publishing);

    const before: unknown[] = [];
    let page = await channel.history({ untilAttach: true, limit: 7 });
    for (;;) {
      before.unshift(...dataOf(page.items).reverse());
      const next = await page.next();
      if (next === null) break;
      page = next;
    }
    await vi.waitFor(() => expect(before.length + live.length).toBe(published), WAIT);
    expect([...before, ...live]).toEqual(range(0, published - 1).map(String));
  });

  it('changes modes without losing or repeating anything', async () => {
    const { connect, local } = await start();
    const client = connect();
    const messages = await listen(client, 'posts');
    local.publish('posts', { data: '1' });
    await client.channels.get('posts').setOptions({ modes: ['PUBLISH', 'SUBSCRIBE'] });
    local.publish('posts', { data: '2' });
    await vi.waitFor(() => expect(dataOf(messages)).toEqual(['1', '2']), WAIT);
    expect(client.channels.get('posts').modes).toEqual(['publish', 'subscribe']);

    await client.channels.get('posts').setOptions({ modes: ['PUBLISH'] });
    local.publish('posts', { data: '3' });
    await client.channels.get('posts').publish('event', '4');
    await client.connection.ping();
    expect(dataOf(messages)).toEqual(['1', '2']);
  });

  it('lets a client do no more than the modes that it attached with: 40160', async () => {
    const { connect } = await start();
    const client = connect({ clientId: 'ada' });
    const channel = client.channels.get('posts', { modes: ['SUBSCRIBE'] });
    await expect(channel.publish('event', 'not attached yet')).resolves.toBeDefined();
    await channel.attach();
    await expect(channel.publish('event', 'data')).rejects.toMatchObject({ code: 40160 });
    await expect(channel.presence.enter()).rejects.toMatchObject({ code: 40160 });
  });

  it('tells a client that comes back too late that messages are lost: not resumed, 90003', async () => {
    const clock = manualClock();
    const { connect, local } = await start({ retentionMs: 1000, now: clock.now });
    const client = connect();
    await listen(client, 'busy');
    await listen(client, 'silent');
    const id = client.connection.id;
    const changes = ['busy', 'silent'].map((name) => client.channels.get(name).once('attached'));

    local.refuseConnections(true);
    local.dropConnections();
    await client.connection.whenState('disconnected');
    local.publish('busy', { data: 'missed' });
    clock.advance(1001);
    local.refuseConnections(false);
    client.connect();

    const [busy, silent] = await Promise.all(changes);
    expect(client.connection.id).toBe(id);
    expect(busy).toMatchObject({ resumed: false, reason: { code: 90003 } });
    // Nothing was published there, so nothing was lost.
    expect(silent).toMatchObject({ resumed: true });
  });

  it('moves the client’s place only with the messages that it missed, lest they be lost with the socket', () => {
    const local = createLocalAbly();
    onTestFinished(() => local.close());
    const socket = fakeSocket();
    const events = local.accept(new URLSearchParams({ key: local.key }), socket);
    const places = [1, 2, 3].map((data) => local.publish('posts', { data: String(data) })[0]?.split(':')[0]);
    events.message(JSON.stringify({ action: 10, channel: 'posts', channelSerial: places[0] }));
    expect(socket.frames.slice(1).map(({ action, channelSerial }) => [action, channelSerial])).toEqual([
      [11, places[0]],
      [15, places[1]],
      [15, places[2]],
    ]);
  });

  it.each(['', ':posts', '[meta]posts', ' posts'])('refuses the channel name "%s"', async (name) => {
    const { connect } = await start();
    await expect(connect().channels.get(name).attach()).rejects.toMatchObject({ code: 40010 });
  });
});

describe('capabilities', () => {
  const keys = [
    { key: 'app.reader:s', capability: { 'posts:*': ['subscribe', 'history'], news: ['subscribe'] } },
    { key: 'app.writer:s', capability: { '*': ['publish'] } },
  ];

  it('allow what they name, on the channels that they name', async () => {
    const { connect } = await startServer({ keys });
    const [reader, writer] = [connect(), connect({ key: 'app.writer:s' })];
    const messages = await listen(reader, 'posts:1');
    await writer.channels.get('posts:1').publish('event', 'hello');
    await vi.waitFor(() => expect(dataOf(messages)).toEqual(['hello']), WAIT);
    await expect(reader.channels.get('posts:1').history()).resolves.toMatchObject({ items: { length: 1 } });
    await expect(reader.channels.get('news').attach()).resolves.toMatchObject({ current: 'attached' });
  });

  it('refuse the rest with 40160: attach, publish and history, and the connection goes on', async () => {
    const { connect, rest } = await startServer({ keys });
    const [reader, writer] = [connect(), connect({ key: 'app.writer:s' })];
    const denied = { code: 40160, statusCode: 401 };
    await expect(reader.channels.get('posts').attach()).rejects.toMatchObject(denied);
    expect(reader.channels.get('posts').state).toBe('failed');
    await expect(reader.channels.get('posts:1').publish('event', 'data')).rejects.toMatchObject(denied);
    await expect(rest().channels.get('posts:1').publish('event', 'data')).rejects.toMatchObject(denied);
    await expect(reader.channels.get('news').history()).rejects.toMatchObject(denied);
    await expect(writer.channels.get('news').history()).rejects.toThrow('"history" on channel "news"');
    expect(reader.connection.state).toBe('connected');
  });

  it('leave an attachment with the modes that they allow', async () => {
    const { connect } = await startServer({ keys });
    const [reader, writer] = [connect(), connect({ key: 'app.writer:s' })];
    await reader.channels.get('news').attach();
    await writer.channels.get('news').attach();
    expect(reader.channels.get('news').modes).toEqual(['subscribe', 'presence_subscribe']);
    expect(writer.channels.get('news').modes).toEqual(['publish']);
  });
});
