import { Realtime, type ClientOptions } from 'ably';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { runInThisContext } from 'node:vm';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createLocalAbly } from 'ably-models-react/local-ably';
import { startLocalAbly } from 'ably-models-react/local-ably/node';
import { runLocalAbly } from '../../src/local-ably/cli.js';
import { fakeSocket, listen, manualClock, startServer } from './local-server.js';
import { WAIT } from '../wait.js';

describe('the server', () => {
  it('frees its port and cuts every connection when it is closed', async () => {
    const { server, connect } = await startServer();
    const client = connect();
    await client.connection.whenState('connected');
    const lost = client.connection.once('disconnected');
    await server.close();
    await server.close();
    await lost;
    const socket = createConnection({ port: server.port, host: '127.0.0.1' });
    await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('leaves no timer and no request behind when it is closed', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const local = createLocalAbly({ latencyMs: 60_000 });
    const [socket, cut] = [fakeSocket(), fakeSocket()];
    const query = new URLSearchParams({ key: local.key, clientId: 'cut' });
    const events = local.accept(query, cut);
    local.dropConnections({ clientId: 'cut' });
    events.message('{"action":0}');
    events.closed();
    expect(timers()).toBe(before);
    local.accept(new URLSearchParams({ key: local.key }), socket).message('{"action":0}');
    const response = local.fetch(new Request('http://localhost/time'));
    local.dropConnections({ clientId: 'nobody', refuseFor: 60_000 });
    expect(timers()).toBeGreaterThan(before);

    local.close();
    await expect(response).resolves.toMatchObject({ status: 200 });
    await vi.waitFor(() => expect(timers()).toBe(before), WAIT);
    expect(socket.terminate).toHaveBeenCalledOnce();
    expect(socket.frames).toEqual([]);
    expect(local.refuses(new URLSearchParams())).toBe(true);
  });

  it.each(['127.0.0.1', '0.0.0.0', 'localhost'])(
    'is reached at what it says when it listens on %s',
    async (host) => {
      const server = await startLocalAbly({ host });
      onTestFinished(() => server.close());
      const client = new Realtime({ ...server.clientOptions(), logLevel: 0 });
      onTestFinished(() => client.close());
      await client.connection.whenState('connected');
      await expect(client.time()).resolves.toBeDefined();
    },
  );

  it('forgets channels that nobody could miss, and no others', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const clock = manualClock();
    const { connect, local } = await startServer({ now: clock.now });
    await listen(connect(), 'attached');
    local.publish('published', { data: 'x' });
    await connect().channels.get('only read').history();
    expect(local.channels).toEqual(['attached', 'published', 'only read']);
    clock.advance(100_000);
    vi.advanceTimersByTime(30_000);
    expect(local.channels).toEqual(['attached', 'published', 'only read']);
    clock.advance(20_001);
    vi.advanceTimersByTime(30_000);
    expect(local.channels).toEqual(['attached']);
  });

  it.each([
    [{ keys: [] }, 'keys is empty'],
    [{ keys: [{ key: 'nonsense' }] }, 'does not look like "appId.keyId:secret"'],
    [{ retentionMs: -1 }, 'unable to set retentionMs; -1 is not a number of 0 or more'],
    [{ retentionRules: { 'posts:': Number.NaN } }, 'unable to set posts:'],
    [{ connectionStateTtl: Infinity }, 'unable to set connectionStateTtl'],
  ])('refuses the options %o', (options, message) => {
    expect(() => createLocalAbly(options)).toThrow(message);
  });
});

describe('the sandbox', () => {
  const post = (url: string, body: unknown) =>
    fetch(`${url}/apps`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

  it('gives a test suite an application of its own, with keys, until it is deleted', async () => {
    const { server, connect, local } = await startServer();
    const keys = [{}, { capability: '{"posts":["subscribe"]}' }];
    const response = await post(server.url, { keys, namespaces: [{ id: 'persisted' }] });
    expect(response.status).toBe(201);
    const app = (await response.json()) as { appId: string; keys: { keyName: string; keyStr: string }[] };
    expect(app).toMatchObject({
      namespaces: [{ id: 'persisted' }],
      endpoint: '127.0.0.1',
      port: server.port,
      tls: false,
    });
    const [all, some] = app.keys.map(({ keyStr }) => connect({ key: keyStr }));
    await expect(all?.channels.get('posts').publish('event', 'data')).resolves.toBeDefined();
    await expect(some?.channels.get('posts').publish('event', 'data')).rejects.toMatchObject({ code: 40160 });
    expect(local.connections[0]?.keyName).toBe(app.keys[0]?.keyName);
    expect((await fetch(`${server.url}/stats`, { method: 'POST', body: '[]' })).status).toBe(201);

    const deleted = await fetch(`${server.url}/apps/${app.appId}`, { method: 'DELETE' });
    expect(deleted.status).toBe(204);
    const late = connect({ key: app.keys[0]?.keyStr ?? '' });
    await late.connection.whenState('failed');
    expect(late.connection.errorReason).toMatchObject({ code: 40400 });
    await connect().connection.whenState('connected');
  });

  it.each([
    ['what is not JSON', 'nonsense', '40000'],
    ['a capability that is none', { keys: [{ capability: 'all' }] }, '40003'],
  ])('refuses %s', async (_what, body, code) => {
    const { server } = await startServer();
    const response = await post(server.url, body);
    expect(response.headers.get('x-ably-errorcode')).toBe(code);
  });
});

describe('the command', () => {
  async function run(...args: string[]) {
    const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const once = vi.spyOn(process, 'once');
    onTestFinished(() => void vi.restoreAllMocks());
    const code = await runLocalAbly(args);
    const stop = once.mock.calls.find(([signal]) => signal === 'SIGINT')?.[1];
    return { code, stop, out: stdout.mock.calls.join(''), err: stderr.mock.calls.join('') };
  }

  it('prints its address and a client that works when pasted, and stops when interrupted', async () => {
    const { code, stop, out } = await run('--port', '0', '--key', 'app.key:s3cret', '--latency', '1');
    expect(code).toBeUndefined();
    const snippet = /new Ably\.Realtime\((\{.*?\})\)/s.exec(out)?.[1] ?? '';
    const options = runInThisContext(`(${snippet})`) as ClientOptions;
    const client = new Realtime({ ...options, logLevel: 0 });
    onTestFinished(() => client.close());
    await client.connection.whenState('connected');
    expect(out).toContain(`http://127.0.0.1:`);
    expect(out).toContain("key: 'app.key:s3cret'");

    const lost = client.connection.once('disconnected');
    stop?.();
    await lost;
  });

  it('shows its help', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toContain('--retention <ms>');
  });

  it.each([
    [['--prot', '1'], "Unknown option '--prot'"],
    [['8080'], "Unexpected argument '8080'"],
    [['--port', 'http'], 'unable to use --port http; it is not a whole number'],
    [['--port', '70000'], 'ports end at 65535'],
    [['--latency', '-5'], "'--latency' argument is ambiguous"],
    [['--retention', '2m'], 'unable to use --retention 2m'],
    [['--key', 'nonsense'], 'does not look like "appId.keyId:secret"'],
    [['--host', '203.0.113.1', '--port', '0'], 'this machine has no such address'],
  ])('ends with code 1 for %j', async (args, message) => {
    const { code, err } = await run(...args);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  it('ends with code 1 when the port is in use, and says what to do', async () => {
    const { server } = await startServer();
    const { code, err } = await run('--port', String(server.port));
    expect(code).toBe(1);
    expect(err).toBe(
      `unable to listen on 127.0.0.1:${server.port}; the port is in use, so choose another one with --port\n`,
    );
  });
});
