import { encode } from '@msgpack/msgpack';
import { createLocalAbly } from 'ably-models-react/local-ably';
import type { StartOptions } from 'ably-models-react/local-ably/node';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ServerFrame } from '../../src/local-ably/protocol.js';
import { dataOf, fakeSocket, formats, listen, manualClock, startServer } from './local-server.js';
import { WAIT } from '../wait.js';

describe.each(formats)('publishing in $format', ({ useBinaryProtocol }) => {
  const start = (options?: StartOptions) => startServer(options, { useBinaryProtocol });

  it.each([
    ['text', 'hello'],
    ['empty text', ''],
    ['an object', { nested: { list: [1, null, 'é'] } }],
    ['an array', [1, 2, 3]],
    ['bytes', Buffer.from([0, 1, 254, 255])],
  ])('carries %s there and back', async (_what, data) => {
    const { connect, rest } = await start();
    const client = connect();
    const messages = await listen(client, 'posts');
    await client.channels.get('posts').publish('event', data);
    await rest().channels.get('posts').publish('event', data);
    await vi.waitFor(() => expect(dataOf(messages)).toEqual([data, data]), WAIT);
    expect(dataOf((await client.channels.get('posts').history()).items)).toEqual([data, data]);
  });

  it('carries to clients of the other format what was published in this one', async () => {
    const { connect, rest, local } = await start();
    const other = connect({ useBinaryProtocol: !useBinaryProtocol });
    const heard = await listen(other, 'posts');
    const data = ['text', { a: [1] }, Buffer.from([0, 255, 128])];
    for (const each of data)
      await connect()
        .channels.get('posts')
        .publish({ id: `id ${heard.length}`, data: each });
    local.publish('posts', { data: new Uint8Array([7, 8]) });
    await vi.waitFor(() => expect(dataOf(heard)).toEqual([...data, Buffer.from([7, 8])]), WAIT);
    const { items } = await rest({ useBinaryProtocol: !useBinaryProtocol }).channels.get('posts').history();
    expect(dataOf(items).reverse()).toEqual(dataOf(heard));
  });

  it('hands on data that only claims to be base64', async () => {
    const { connect } = await start();
    const heard = await listen(connect(), 'posts');
    const claim = { data: '§', encoding: 'base64' };
    await connect({ useBinaryProtocol: false }).channels.get('posts').publish(claim);
    await vi.waitFor(() => expect(heard).toHaveLength(1), WAIT);
  });

  it('counts bytes as bytes, whatever the format', async () => {
    const { connect } = await start({ maxMessageSize: 100 });
    const channel = connect().channels.get('posts');
    await expect(channel.publish('', Buffer.alloc(100))).resolves.toBeDefined();
  });

  it('carries name, headers and nothing at all', async () => {
    const { connect } = await start();
    const client = connect({ clientId: 'ada' });
    const messages = await listen(client, 'posts');
    const extras = { headers: { 'x-ably-models-event-uuid': 'uuid-1' } };
    await client.channels.get('posts').publish({ id: '17', name: 'comment.added', extras });
    await client.channels.get('posts').publish({});

    await vi.waitFor(() => expect(messages).toHaveLength(2), WAIT);
    const connectionId = client.connection.id;
    expect(messages[0]).toMatchObject({
      id: '17',
      name: 'comment.added',
      clientId: 'ada',
      extras,
      connectionId,
      action: 'message.create',
    });
    expect(messages[0]?.timestamp).toBeCloseTo(Date.now(), -4);
    expect(messages[1]).not.toHaveProperty('name');
    expect(messages[1]?.id).toBe(`${connectionId}:1:0`);
  });

  it('acknowledges with the serials that the messages then have', async () => {
    const { connect, rest } = await start();
    const client = connect();
    const messages = await listen(client, 'posts');
    const channel = client.channels.get('posts');
    const results = [
      await channel.publish('event', 'one'),
      await channel.publish([{ data: 'two' }, { data: 'three' }]),
      await rest().channels.get('posts').publish('event', 'four'),
    ];
    await vi.waitFor(() => expect(messages).toHaveLength(4), WAIT);
    const serials = messages.map(({ serial }) => serial);
    expect(results.flatMap((result) => result.serials)).toEqual(serials);
    expect([...serials].sort()).toEqual(serials);
  });

  it('does not echo to a client that wants none', async () => {
    const { connect } = await start();
    const [ada, bob] = [connect({ echoMessages: false }), connect()];
    const heardByAda = await listen(ada, 'posts');
    const heardByBob = await listen(bob, 'posts');
    await ada.channels.get('posts').publish('event', 'mine');
    await bob.channels.get('posts').publish('event', 'yours');
    await vi.waitFor(() => expect(dataOf(heardByBob)).toEqual(['mine', 'yours']), WAIT);
    await vi.waitFor(() => expect(dataOf(heardByAda)).toEqual(['yours']), WAIT);
  });

  it('takes a message id once within two minutes, and acknowledges each time', async () => {
    const clock = manualClock();
    const { connect, rest, local } = await start({ now: clock.now, retentionMs: 600_000 });
    const client = connect();
    const channel = client.channels.get('posts');
    const first = await channel.publish({ id: '17', data: 'first' });
    await expect(channel.publish({ id: '17', data: 'again' })).resolves.toEqual(first);
    await expect(rest().channels.get('posts').publish({ id: '17', data: 'again' })).resolves.toEqual(first);
    expect(local.publish('posts', { id: '17', data: 'again' })).toEqual(first.serials);
    await channel.publish([
      { id: 'batch:0', data: 'a' },
      { id: 'batch:1', data: 'b' },
    ]);
    await channel.publish([
      { id: 'batch:0', data: 'a' },
      { id: 'batch:1', data: 'b' },
    ]);
    expect(dataOf((await channel.history({ direction: 'forwards' })).items)).toEqual(['first', 'a', 'b']);

    clock.advance(120_001);
    await channel.publish({ id: '17', data: 'much later' });
    expect(dataOf((await channel.history({ limit: 1 })).items)).toEqual(['much later']);
  });

  it('takes an id once within two minutes of when it last came, also as one of several', async () => {
    const clock = manualClock();
    const { local, rest } = await start({ now: clock.now, retentionMs: 600_000 });
    const publish = (...ids: string[]) =>
      local.publish(
        'posts',
        ids.map((id) => ({ id, data: id })),
      );
    publish('a:1');
    publish('b');
    clock.advance(60_000);
    const both = publish('a:0', 'a:1');
    clock.advance(60_000);
    expect(publish('a:1')).toEqual(both);
    publish('b');
    clock.advance(60_000);
    publish('a:1');
    const { items } = await rest().channels.get('posts').history({ direction: 'forwards' });
    expect(dataOf(items)).toEqual(['a:1', 'b', 'a:0', 'a:1', 'b', 'a:1']);
  });

  it.each([
    ['ids without a common base', [{ id: 'a:0' }, { id: 'b:1' }]],
    ['ids without an index', [{ id: 'a' }, { id: 'b' }]],
    ['an id on only some of them', [{ id: 'a:0' }, {}]],
  ])('refuses several messages with %s: 40031', async (_what, messages) => {
    const { connect, rest } = await start();
    await expect(connect().channels.get('posts').publish(messages)).rejects.toMatchObject({ code: 40031 });
    await expect(rest().channels.get('posts').publish(messages)).rejects.toMatchObject({ code: 40031 });
  });

  it('refuses what is too large: 40009, and goes on', async () => {
    const { connect, rest } = await start({ maxMessageSize: 100 });
    const client = connect();
    await client.connection.whenState('connected');
    // The limit as the client has heard it would stop it before the server can.
    (client as unknown as { options: { maxMessageSize: number } }).options.maxMessageSize = 1_000_000;
    const channel = client.channels.get('posts');
    await expect(channel.publish('event', 'x'.repeat(101))).rejects.toMatchObject({ code: 40009 });
    await expect(rest().channels.get('posts').publish('event', 'x'.repeat(101))).rejects.toMatchObject({
      code: 40009,
    });
    await expect(channel.publish('event', 'short')).resolves.toBeDefined();
  });

  it('refuses a client id that is not the client’s: 40012', async () => {
    const { connect, rest } = await start();
    const message = { clientId: 'eve', data: 'x' };
    await expect(connect({ clientId: 'ada' }).channels.get('posts').publish(message)).rejects.toMatchObject({
      code: 40012,
    });
    await expect(rest({ clientId: 'ada' }).channels.get('posts').publish(message)).rejects.toMatchObject({
      code: 40012,
    });
    await rest({ clientId: 'zoë' }).channels.get('posts').publish('event', 'mine');
    const { items } = await rest().channels.get('posts').history();
    expect(items).toMatchObject([{ clientId: 'zoë' }]);
  });

  it('publishes from the backend’s side, as one step when several', async () => {
    const { connect, local } = await start();
    const messages = await listen(connect(), 'posts');
    const serials = local.publish('posts', [{ name: 'a', data: { n: 1 } }, { name: 'b' }]);
    await vi.waitFor(() => expect(messages.map(({ serial }) => serial)).toEqual(serials), WAIT);
    expect(messages[0]).toMatchObject({ name: 'a', data: { n: 1 } });
    expect(() => local.publish('posts', [])).toThrow('unable to publish');
    expect(() => local.publish(':posts', {})).toThrow('unable to use the channel');
  });
});

it('sends bytes as bytes in msgpack, and as base64 in JSON', () => {
  const local = createLocalAbly();
  onTestFinished(() => local.close());
  const hear = (format: string) => {
    const socket = fakeSocket();
    const query = new URLSearchParams({ key: local.key, clientId: 'ada', format });
    const events = local.accept(query, socket);
    const send = (frame: object) => events.message(format === 'json' ? JSON.stringify(frame) : encode(frame));
    send({ action: 10, channel: 'posts' });
    send({
      action: 14,
      channel: 'posts',
      msgSerial: 0,
      presence: [{ action: 2, data: 'AP8=', encoding: 'base64' }],
    });
    return socket.frames;
  };
  const [json, msgpack] = [hear('json'), hear('msgpack')];
  local.publish('posts', { data: new Uint8Array([0, 255]) });
  const payloads = (frames: readonly ServerFrame[]) =>
    frames
      .flatMap(({ messages = [], presence = [] }): { data?: unknown; encoding?: string }[] => [
        ...presence,
        ...messages,
      ])
      .map(({ data, encoding }) => [data, encoding]);
  const bytes: unknown[] = [new Uint8Array([0, 255]), undefined];
  const text: unknown[] = ['AP8=', 'base64'];
  // Ada twice as a member, and then the message.
  expect(payloads(json)).toEqual([text, text, text]);
  expect(payloads(msgpack)).toEqual([bytes, bytes, bytes]);
});
