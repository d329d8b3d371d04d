import { decode } from '@msgpack/msgpack';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startServer } from './local-server.js';
import { WAIT } from '../wait.js';

/** A socket without a client, for what no client would send. */
async function openSocket(url: string, query: Record<string, string> = {}) {
  const params = new URLSearchParams({ key: 'local.key:secret', format: 'json', v: '6', ...query });
  const socket = new WebSocket(`${url.replace('http', 'ws')}/?${params.toString()}`);
  onTestFinished(() => socket.terminate());
  const frames: Record<string, unknown>[] = [];
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    const frame: unknown = isBinary ? decode(data) : JSON.parse(data.toString());
    frames.push(frame as Record<string, unknown>);
  });
  socket.on('error', () => undefined);
  await once(socket, 'open');
  await vi.waitFor(() => expect(frames).toHaveLength(1), WAIT);
  return { socket, frames };
}

describe('a client that sends nonsense', () => {
  it.each([
    ['text that is not JSON', 'nonsense'],
    ['JSON that is no object', '[1, 2]'],
    ['a frame without an action', '{}'],
    ['an action that is not a number', '{"action":"attach"}'],
    ['an action that does not exist', '{"action":99}'],
    ['a publish without msgSerial', '{"action":15,"channel":"posts","messages":[{}]}'],
    ['an AUTH without a token', '{"action":17,"auth":{"accessToken":7}}'],
    ['bytes', Buffer.from([0x82, 0xa6])],
  ])('loses its connection for %s: 40000', async (_what, data) => {
    const { server, local, connect } = await startServer();
    const { socket, frames } = await openSocket(server.url);
    const closed = once(socket, 'close');
    socket.send(data);
    await closed;
    expect(frames[1]).toMatchObject({ action: 9, error: { code: 40000 } });
    expect(frames[1]).not.toHaveProperty('channel');
    expect(local.connections).toEqual([]);
    await connect().connection.whenState('connected');
  });

  it.each([
    ['text', 'nonsense'],
    ['bytes that are no msgpack', Buffer.from([0xc1])],
    ['msgpack that is no object', Buffer.from([0x07])],
    ['a frame without an action', Buffer.from([0x80])],
  ])('loses its connection for %s where it speaks msgpack: 40000', async (_what, data) => {
    const { server, local } = await startServer();
    const { socket } = await openSocket(server.url, { format: 'msgpack' });
    const closed = once(socket, 'close');
    const answered = once(socket, 'message');
    socket.send(data);
    const [answer] = (await answered) as [Buffer];
    expect(decode(answer)).toMatchObject({ action: 9, error: { code: 40000 } });
    await closed;
    expect(local.connections).toEqual([]);
  });

  it.each([
    ['a channel that is no name', { action: 10, channel: 7 }, { action: 9, error: { code: 40010 } }],
    ['a channel that is missing', { action: 12 }, { action: 9, error: { code: 40010 } }],
    [
      'no messages',
      { action: 15, msgSerial: 0, channel: 'a' },
      { action: 2, msgSerial: 0, error: { code: 40000 } },
    ],
    [
      'a message that is none',
      { action: 15, msgSerial: 3, channel: 'a', messages: [7] },
      { action: 2, msgSerial: 3 },
    ],
    [
      'a serial from elsewhere',
      { action: 10, channel: 'a', channelSerial: 'x' },
      { action: 11, error: { code: 90003 } },
    ],
    [
      'an annotation, which it does not know',
      { action: 21, msgSerial: 0, channel: 'a' },
      { action: 2, error: { code: 40000 } },
    ],
    ['presence of nobody', { action: 14, msgSerial: 0, channel: 'a' }, { action: 2, error: { code: 40000 } }],
    [
      'presence that is none',
      { action: 14, msgSerial: 0, channel: 'a', presence: [7] },
      { action: 2, error: { code: 40000 } },
    ],
    [
      'presence that neither enters nor leaves',
      { action: 14, msgSerial: 0, channel: 'a', presence: [{ action: 1, clientId: 'ada' }] },
      { action: 2, error: { code: 40000 } },
    ],
    [
      'presence without a client id',
      { action: 14, msgSerial: 0, channel: 'a', presence: [{ action: 2 }] },
      { action: 2, error: { code: 40012 } },
    ],
    ['params that are none', { action: 10, channel: 'a', params: 'all' }, { action: 11 }],
    [
      'a rewind that is none',
      { action: 10, channel: 'a', params: { rewind: '-1' } },
      { action: 9, channel: 'a', error: { code: 40003 } },
    ],
    [
      'a mode that is none',
      { action: 10, channel: 'a', params: { modes: 'subscribe,shout' } },
      { action: 9, channel: 'a', error: { code: 40003 } },
    ],
    ['flags that are none', { action: 10, channel: 'a', flags: 'all' }, { action: 11 }],
  ])('is told, and stays connected, for %s', async (_what, frame, answer) => {
    const { server } = await startServer();
    const { socket, frames } = await openSocket(server.url);
    socket.send(JSON.stringify(frame));
    socket.send(JSON.stringify({ action: 0, id: 'still there' }));
    await vi.waitFor(() => expect(frames).toHaveLength(3), WAIT);
    expect(frames[1]).toMatchObject(answer);
    expect(frames[2]).toEqual({ action: 0, id: 'still there' });
  });

  it('is cut off when a frame is too large, and nobody else is', async () => {
    const { server, connect } = await startServer();
    const other = connect();
    await other.connection.whenState('connected');
    const { socket } = await openSocket(server.url);
    const closed = once(socket, 'close');
    socket.send('x'.repeat(600_000));
    await expect(closed).resolves.toContain(1009);
    await expect(other.connection.ping()).resolves.toBeDefined();
  });

  it.each(['//', '/%E0%A4%A', '/?key=%', '*'])(
    'is not let in for the path "%s", and the server goes on',
    async (path) => {
      const { server, connect } = await startServer();
      for (const upgrade of ['', 'Connection: Upgrade\r\nUpgrade: websocket\r\n']) {
        const socket = createConnection({ port: server.port, host: '127.0.0.1' });
        onTestFinished(() => void socket.destroy());
        socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n`);
        const [answer] = (await once(socket, 'data')) as [Buffer];
        expect(answer.toString()).toMatch(/^HTTP\/1.1 4\d\d /);
      }
      await connect().connection.whenState('connected');
    },
  );

  it('cannot resume with a key that is none: 80018', async () => {
    const { server } = await startServer();
    const { frames } = await openSocket(server.url, { resume: 'nonsense' });
    expect(frames[0]).toMatchObject({ action: 4, error: { code: 80018 } });
  });
});

describe('a client that cannot see pings', () => {
  it('gets heartbeats', async () => {
    const { server } = await startServer({ maxIdleInterval: 20 });
    const { frames } = await openSocket(server.url, { heartbeats: 'true' });
    await vi.waitFor(
      () => expect(frames.filter(({ action }) => action === 0).length).toBeGreaterThan(2),
      WAIT,
    );
  });
});

it('disconnects a client that asks for it, and lets it resume', async () => {
  const { server, local } = await startServer();
  const { socket, frames } = await openSocket(server.url);
  const closed = once(socket, 'close');
  socket.send(JSON.stringify({ action: 5 }));
  await closed;
  expect(frames[1]).toEqual({ action: 6 });
  expect(local.connections).toMatchObject([{ isConnected: false }]);
});
