// This import first: it installs the interception, which has to be there before ably takes hold of WebSocket.
import {
  clientOptions,
  local,
  nativeFetch,
  nativeWebSocket,
  nativeXhr,
  uninstall,
} from './in-page-server.js';
import { Realtime, Rest, type ClientOptions, type InboundMessage } from 'ably';
import { createLocalAbly, installInPage } from 'ably-models-react/local-ably';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WAIT } from '../wait.js';

const origin = globalThis.location.origin;

function connect(options: Partial<ClientOptions> = {}): Realtime {
  const client = new Realtime({ ...clientOptions(), logLevel: 0, ...options });
  onTestFinished(() => client.close());
  return client;
}

async function listen(client: Realtime, name: string): Promise<InboundMessage[]> {
  const messages: InboundMessage[] = [];
  await client.channels.get(name).subscribe((message) => messages.push(message));
  return messages;
}

const dataOf = (messages: readonly InboundMessage[]) => messages.map(({ data }): unknown => data);

describe('a local Ably in the page', () => {
  it.each([false, true])('joins two clients, without any server (binary: %s)', async (useBinaryProtocol) => {
    const options = { useBinaryProtocol };
    const [ada, bob] = [connect({ clientId: 'ada', ...options }), connect({ clientId: 'bob', ...options })];
    const heard = await listen(bob, `joined ${useBinaryProtocol}`);
    const data = [{ nested: ['é'] }, 'text', new Uint8Array([0, 255]).buffer];
    for (const each of data)
      await ada.channels
        .get(`joined ${useBinaryProtocol}`)
        .publish({ data: each, extras: { headers: { a: '1' } } });
    await vi.waitFor(() => expect(dataOf(heard)).toEqual(data), WAIT);
    expect(heard[0]).toMatchObject({ clientId: 'ada', extras: { headers: { a: '1' } } });
  });

  it.each([false, true])(
    'answers requests: pages of history, publishes, the time (binary: %s)',
    async (useBinaryProtocol) => {
      const name = `paged ${useBinaryProtocol}`;
      for (const data of ['1', '2', '3']) local.publish(name, { data });
      const client = connect({ useBinaryProtocol });
      const channel = client.channels.get(name);
      await channel.attach();
      local.publish(name, { data: '4' });
      const first = await channel.history({ untilAttach: true, limit: 2 });
      const second = await first.next();
      expect([first, second].map((page) => dataOf(page?.items ?? []))).toEqual([['3', '2'], ['1']]);
      expect(second?.isLast()).toBe(true);
      await new Rest({ ...clientOptions(), useBinaryProtocol }).channels.get(name).publish('event', '5');
      await expect(channel.history({ limit: 1 })).resolves.toMatchObject({ items: [{ data: '5' }] });
      expect(await client.time()).toBeCloseTo(Date.now(), -4);
    },
  );

  it('tells of refused requests with Ably’s codes', async () => {
    const client = connect({ key: 'local.key:wrong' });
    await client.connection.whenState('failed');
    expect(client.connection.errorReason).toMatchObject({ code: 40101 });
    await expect(client.channels.get('denied').history()).rejects.toMatchObject({
      code: 40101,
      statusCode: 401,
    });
  });

  it('issues tokens, and takes them', async () => {
    const rest = new Rest(clientOptions());
    const client = connect({
      key: '',
      authCallback: (_params, give) =>
        void rest.auth.createTokenRequest({ clientId: 'ada' }).then((request) => give(null, request)),
    });
    await client.connection.whenState('connected');
    expect(client.auth.clientId).toBe('ada');
    await expect(client.channels.get('tokens').history()).resolves.toMatchObject({ items: [] });
  });

  it('cuts off one client and not the other, which then resumes without loss', async () => {
    const [ada, bob] = [connect({ clientId: 'ada' }), connect({ clientId: 'bob' })];
    const heard = await Promise.all([listen(ada, 'lossy'), listen(bob, 'lossy')]);
    const id = ada.connection.id;
    const bobsStates: string[] = [];
    bob.connection.on(({ current }) => bobsStates.push(current));

    local.refuseConnections(true, { clientId: 'ada' });
    expect(local.dropConnections({ clientId: 'ada' })).toBe(1);
    await ada.connection.whenState('disconnected');
    await bob.channels.get('lossy').publish('event', 'meanwhile');
    ada.connect();
    await ada.connection.once('disconnected');
    local.refuseConnections(false);
    ada.connect();
    await ada.connection.whenState('connected');

    await vi.waitFor(() => expect(heard.map(dataOf)).toEqual([['meanwhile'], ['meanwhile']]), WAIT);
    expect(ada.connection.id).toBe(id);
    expect(bobsStates).toEqual([]);
  });

  it('keeps an idle connection alive by heartbeats', async () => {
    const quick = createLocalAbly({ maxIdleInterval: 100 });
    const other = installInPage(quick, { host: 'idle.invalid' });
    onTestFinished(() => {
      other.uninstall();
      quick.close();
    });
    const client = connect({
      ...other.clientOptions(),
      realtimeRequestTimeout: 1_300,
    });
    const states: string[] = [];
    client.connection.on(({ current }) => states.push(current));
    await client.connection.whenState('connected');
    const connectedAt = performance.now();
    await vi.waitFor(() => expect(performance.now() - connectedAt).toBeGreaterThan(1_700), {
      timeout: 3_000,
    });

    expect(states).toEqual(['connecting', 'connected']);
    expect(quick.counters.connects).toBe(1);
    expect(local.connections.some(({ connectionId }) => connectionId === client.connection.id)).toBe(false);
  });

  it('leaves every other host alone', async () => {
    const response = await fetch(`${origin}/package.json`);
    await expect(response.json()).resolves.toMatchObject({ name: 'ably-models-react' });

    const text = await new Promise<string>((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('GET', `${origin}/package.json`);
      request.onload = () => resolve(request.responseText);
      request.onerror = reject;
      request.send();
    });
    expect(text).toContain('ably-models-react');

    const socket = new WebSocket(`${origin.replace('http', 'ws')}/`, 'vite-ping');
    expect(Object.getPrototypeOf(socket)).toBe(nativeWebSocket.prototype);
    expect(socket).toBeInstanceOf(WebSocket);
    socket.close();
  });

  it('is told of what is no ProtocolMessage, and goes on', async () => {
    const socket = new WebSocket(`wss://${clientOptions().endpoint}/?key=${local.key}&format=json`);
    const frames: unknown[] = [];
    socket.onmessage = ({ data }) => frames.push(JSON.parse(String(data)));
    socket.onopen = () => socket.send('nonsense');
    await new Promise((resolve) => (socket.onclose = resolve));
    expect(frames).toMatchObject([{ action: 4 }, { action: 9, error: { code: 40000 } }]);
    await connect().connection.whenState('connected');
  });

  it('refuses to lead one host to two servers', () => {
    expect(() => installInPage(createLocalAbly())).toThrow('"local-ably.invalid" leads to another one');
  });

  it('gives the page its own WebSocket, fetch and XMLHttpRequest back', () => {
    expect(globalThis.WebSocket).not.toBe(nativeWebSocket);
    uninstall();
    uninstall();
    expect(globalThis.WebSocket).toBe(nativeWebSocket);
    expect(globalThis.fetch).toBe(nativeFetch);
    expect(globalThis.XMLHttpRequest).toBe(nativeXhr);
  });
});
