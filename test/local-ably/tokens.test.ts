import type { ErrorInfo, TokenDetails, TokenParams, TokenRequest } from 'ably';
import { createHmac } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { dataOf, listen, manualClock, startServer } from './local-server.js';
import { WAIT } from '../wait.js';

const base64Url = (value: object | Buffer): string =>
  (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString('base64url');

const inAMinute = () => Math.floor(Date.now() / 1000) + 60;

/** A JWT, as an application's own server would write it. */
function jwt(claims: object = {}, { secret = 'secret', ...header }: Record<string, string> = {}): string {
  const text = [
    { typ: 'JWT', alg: 'HS256', kid: 'local.key', ...header },
    { exp: inAMinute(), ...claims },
  ]
    .map(base64Url)
    .join('.');
  return `${text}.${base64Url(createHmac('sha256', secret).update(text).digest())}`;
}

const caught = (promise: Promise<unknown>): Promise<ErrorInfo> =>
  promise.then(
    () => Promise.reject(new Error('it is not refused')),
    (error: unknown) => error as ErrorInfo,
  );

describe.each([
  ['issued for a signed request', 'request'],
  ['issued for a key', 'details'],
  ['JWT', 'jwt'],
] as const)('a token, %s,', (_what, kind) => {
  /** A server, and what a backend would answer to its client. */
  async function start() {
    const started = await startServer();
    const { auth } = started.rest();
    const authCallback = vi.fn(
      (_params: TokenParams, give: (error: null, token: TokenRequest | TokenDetails | string) => void) => {
        const params = { clientId: 'ada', ttl: 60_000 };
        if (kind === 'jwt') give(null, jwt({ 'x-ably-clientId': 'ada' }));
        else if (kind === 'request')
          void auth.createTokenRequest(params).then((request) => give(null, request));
        else void auth.requestToken(params).then((details) => give(null, details));
      },
    );
    return { ...started, authCallback };
  }

  it('connects, publishes and reads as the client that it names', async () => {
    const { connect, local, authCallback } = await start();
    const client = connect({ key: '', authCallback });
    const messages = await listen(client, 'posts');
    expect(client.auth.clientId).toBe('ada');
    expect(local.connections).toMatchObject([{ clientId: 'ada', keyName: 'local.key' }]);
    await client.channels.get('posts').publish('event', 'mine');
    await vi.waitFor(() => expect(messages).toMatchObject([{ data: 'mine', clientId: 'ada' }]), WAIT);
    await expect(client.channels.get('posts').history()).resolves.toMatchObject({ items: { length: 1 } });
    expect(authCallback).toHaveBeenCalledOnce();
  });

  it('is renewed when the server says that it has expired, and nothing is lost', async () => {
    const { connect, local, authCallback } = await start();
    const client = connect({ key: '', authCallback });
    const messages = await listen(client, 'posts');
    const { id } = client.connection;
    const lost = client.connection.once('disconnected');
    local.disconnectConnections({ code: 40142 });
    local.publish('posts', { data: 'meanwhile' });
    await expect(lost).resolves.toMatchObject({ reason: { code: 40142 } });
    await vi.waitFor(() => expect(dataOf(messages)).toEqual(['meanwhile']), WAIT);
    expect(client.connection.id).toBe(id);
    expect(authCallback).toHaveBeenCalledTimes(2);
  });

  it('is renewed by a request that is told so', async () => {
    const { rest, local, authCallback } = await start();
    const client = rest({ key: '', authCallback });
    local.publish('posts', { data: 'there' });
    await client.channels.get('posts').history();
    local.failHistory({ code: 40142 });
    await expect(client.channels.get('posts').history()).resolves.toMatchObject({
      items: [{ data: 'there' }],
    });
    expect(authCallback).toHaveBeenCalledTimes(2);
  });

  it('can be changed on a live connection', async () => {
    const { connect, local, authCallback } = await start();
    const client = connect({ key: '', authCallback });
    const messages = await listen(client, 'posts');
    const states: string[] = [];
    client.connection.on(({ current, previous }) => states.push(`${previous} → ${current}`));
    await client.auth.authorize();
    local.publish('posts', { data: 'still there' });
    await vi.waitFor(() => expect(dataOf(messages)).toEqual(['still there']), WAIT);
    expect(states).toEqual(['connected → connected']);
    expect(local.counters.connects).toBe(1);
    expect(authCallback).toHaveBeenCalledTimes(2);
  });
});

it('keeps a client out that says only in its token who it is', async () => {
  const { connect, local } = await startServer();
  const client = connect({ key: '', token: jwt({ 'x-ably-clientId': 'ada' }) });
  await client.connection.whenState('connected');
  local.refuseConnections(true, { clientId: 'ada' });
  local.dropConnections();
  await client.connection.whenState('disconnected');
  client.connect();
  await client.connection.once('disconnected');
  local.refuseConnections(false, { keyName: 'local.key' });
  local.refuseConnections(false, { clientId: 'ada' });
  client.connect();
  await client.connection.whenState('connected');
});

describe('the life of a token', () => {
  it('ends at its time: 40142, then a new one, and the connection resumes', async () => {
    const { connect, rest, local } = await startServer();
    const { auth } = rest();
    const client = connect({
      key: '',
      authCallback: (_params, give) =>
        void auth.requestToken({ ttl: 80 }).then((details) => give(null, details)),
    });
    const lost = await client.connection.once('disconnected');
    expect(lost.reason).toMatchObject({ code: 40142, statusCode: 401 });
    await client.connection.whenState('connected');
    expect(local.counters.resumes).toBeGreaterThan(0);
    expect(local.counters.connects).toBe(1);
  });

  it('ends the connection where it cannot be renewed: 40171', async () => {
    const { connect, rest } = await startServer();
    const { token } = await rest().auth.requestToken({ ttl: 50 });
    const client = connect({ key: '', token });
    await client.connection.whenState('failed');
    expect(client.connection.errorReason).toMatchObject({ code: 40171 });
  });

  it('is over for requests too: 401 and 40142', async () => {
    const clock = manualClock(Date.now());
    const { rest, server } = await startServer({ now: clock.now });
    const { token, issued, expires } = await rest().auth.requestToken({ ttl: 5000 });
    expect([issued, expires]).toEqual([clock.now(), clock.now() + 5000]);
    const headers = { Authorization: `Bearer ${token}` };
    const read = () => fetch(`${server.url}/channels/posts/messages`, { headers });
    expect((await read()).status).toBe(200);
    clock.advance(5000);
    const response = await read();
    expect(response.status).toBe(401);
    expect(response.headers.get('x-ably-errorcode')).toBe('40142');
  });

  it('does not keep a timer of a connection that has ended', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const { local } = await startServer();
    const before = timers();
    const socket = { send: vi.fn(), close: vi.fn(), terminate: vi.fn() };
    local.accept(new URLSearchParams({ access_token: jwt({ exp: inAMinute() + 10_000_000 }) }), socket);
    expect(timers()).toBeGreaterThan(before);
    local.dropConnections();
    expect(timers()).toBe(before);
  });
});

describe('a token request', () => {
  it('is answered once: 40105', async () => {
    const { rest, local } = await startServer();
    const { auth } = rest();
    const request = await auth.createTokenRequest();
    const authCallback = (_params: TokenParams, give: (error: null, request: TokenRequest) => void) =>
      give(null, request);
    await expect(auth.requestToken({}, { authCallback })).resolves.toMatchObject({ keyName: 'local.key' });
    expect(await caught(auth.requestToken({}, { authCallback }))).toMatchObject({ code: 40105 });
    expect(local.counters.tokenRequests).toBe(2);
  });

  it.each([
    ['is changed after it was signed', { ttl: 7_200_000 }, 40101],
    ['has a mac that is none', { mac: 'x' }, 40101],
    ['is that of another key', { keyName: 'local.other' }, 40101],
    ['is that of another application', { keyName: 'other.key' }, 40400],
    ['lives longer than a day', { ttl: 86_400_001 }, 40003],
    ['has a ttl that is none', { ttl: 'long' }, 40003],
    ['has no nonce', { nonce: null }, 40003],
    ['has a capability that is none', { capability: '{"posts":"publish"}' }, 40003],
    ['has an empty client id', { clientId: '' }, 40012],
    ['has no mac, and comes without the key', { mac: undefined }, 40101],
  ])('is refused where it %s', async (_what, change, code) => {
    const { rest, server } = await startServer();
    const request = { ...(await rest().auth.createTokenRequest({ ttl: 3_600_000 })), ...change };
    const response = await fetch(`${server.url}/keys/${request.keyName}/requestToken`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
    });
    expect(response.headers.get('x-ably-errorcode')).toBe(String(code));
  });

  it('is refused where it is too old: 40104, and its nonce is remembered for as long as it is not', async () => {
    const clock = manualClock(Date.now());
    const { rest } = await startServer({ now: clock.now });
    const { auth } = rest();
    const request = await auth.createTokenRequest({ timestamp: clock.now() });
    const authCallback = (_params: TokenParams, give: (error: null, request: TokenRequest) => void) =>
      give(null, request);
    await auth.requestToken({}, { authCallback });
    clock.advance(600_000);
    expect(await caught(auth.requestToken({}, { authCallback }))).toMatchObject({ code: 40105 });
    clock.advance(1);
    expect(await caught(auth.requestToken({}, { authCallback }))).toMatchObject({ code: 40104 });
  });
});

describe('a JWT', () => {
  it.each([
    ['is signed with another secret', jwt({}, { secret: 'other' }), 40144],
    ['names another algorithm', jwt({}, { alg: 'none' }), 40144],
    ['never expires', jwt({ exp: undefined }), 40144],
    ['has a client id that is no text', jwt({ 'x-ably-clientId': 7 }), 40144],
    ['has a capability that is none', jwt({ 'x-ably-capability': 'posts' }), 40003],
    ['is that of another key', jwt({}, { kid: 'local.other' }), 40101],
    ['is in four parts', `${jwt()}.x`, 40101],
    ['has expired', jwt({ exp: 1 }), 40142],
  ])('is refused where it %s', async (_what, token, code) => {
    const { server } = await startServer();
    const headers = { Authorization: `Bearer ${Buffer.from(token).toString('base64')}` };
    const response = await fetch(`${server.url}/channels/posts/messages`, { headers });
    expect(response.headers.get('x-ably-errorcode')).toBe(String(code));
  });

  it('is read from the query too', async () => {
    const { server } = await startServer();
    const response = await fetch(`${server.url}/channels/posts/messages?access_token=${jwt()}`);
    expect(response.status).toBe(200);
  });
});

describe('a client id', () => {
  it('is that of the token, and no other: 40012', async () => {
    const { connect, rest } = await startServer();
    // Not as token details, by which the client would find out itself.
    const token = jwt({ 'x-ably-clientId': 'ada' });
    const eve = connect({ key: '', token, clientId: 'eve' });
    await eve.connection.whenState('failed');
    expect(eve.connection.errorReason).toMatchObject({ code: 40012 });
    const message = { clientId: 'eve', data: 'x' };
    const publish = rest({ key: '', token }).channels.get('posts').publish(message);
    await expect(publish).rejects.toMatchObject({ code: 40012 });
  });

  it('is none with a token that names none', async () => {
    const { connect, rest, local } = await startServer();
    const client = connect({ key: '', token: jwt() });
    const channel = client.channels.get('posts');
    await expect(channel.publish({ clientId: 'eve' })).rejects.toMatchObject({ code: 40012 });
    const publish = rest({ key: '', token: jwt() }).channels.get('posts').publish({ clientId: 'eve' });
    await expect(publish).rejects.toMatchObject({ code: 40012 });
    await channel.publish('event', 'by nobody');
    expect(local.connections[0]?.clientId).toBeUndefined();
    expect((await channel.history()).items[0]).not.toHaveProperty('clientId');
  });

  it('is any with a token for all', async () => {
    const { connect } = await startServer();
    const token = jwt({ 'x-ably-clientId': '*' });
    const anybody = connect({ key: '', token });
    await anybody.channels.get('posts').publish({ clientId: 'eve', data: 'x' });
    expect(anybody.auth.clientId).toBe('*');
    const bob = connect({ key: '', token, clientId: 'bob' });
    await bob.channels.get('posts').publish({ data: 'y' });
    const { items } = await bob.channels.get('posts').history();
    expect(items.map(({ clientId }) => clientId)).toEqual(['bob', 'eve']);
  });

  it('does not change on a live connection: 40012', async () => {
    const { connect } = await startServer();
    let clientId = 'ada';
    const client = connect({
      key: '',
      authCallback: (_params, give) => give(null, jwt({ 'x-ably-clientId': clientId })),
    });
    await client.connection.whenState('connected');
    clientId = 'eve';
    expect(await caught(client.auth.authorize())).toMatchObject({ code: 40012 });
    expect(client.connection.state).toBe('failed');
  });
});

describe('a token’s capability', () => {
  const keys = [
    { key: 'local.key:secret', capability: { 'posts:*': ['subscribe', 'history'], news: ['*'] } },
  ];

  it.each([
    [{ '*': ['*'] }, { 'posts:*': ['history', 'subscribe'], news: ['*'] }],
    [{ 'posts:1': ['subscribe', 'publish'] }, { 'posts:1': ['subscribe'] }],
    [{ 'posts:a:*': ['*'] }, { 'posts:a:*': ['history', 'subscribe'] }],
    [
      { news: ['publish'], '*': ['history'] },
      { news: ['history', 'publish'], 'posts:*': ['history'] },
    ],
    [undefined, { 'posts:*': ['subscribe', 'history'], news: ['*'] }],
  ])('is no more than that of the key: %o', async (asked, granted) => {
    const { rest } = await startServer({ keys });
    const { capability } = await rest().auth.requestToken(asked && { capability: JSON.stringify(asked) });
    expect(JSON.parse(capability)).toEqual(granted);
  });

  it('cannot be empty: 40160', async () => {
    const { rest } = await startServer({ keys });
    const request = rest().auth.requestToken({ capability: '{"other":["*"]}' });
    expect(await caught(request)).toMatchObject({ code: 40160 });
  });

  it('is enforced, and can change on a live connection', async () => {
    const { connect } = await startServer();
    let capability: object = { posts: ['subscribe', 'publish'], news: ['subscribe'], own: ['publish'] };
    const client = connect({
      key: '',
      authCallback: (_params, give) => give(null, jwt({ 'x-ably-capability': JSON.stringify(capability) })),
    });
    const [posts, news, own, other] = ['posts', 'news', 'own', 'other'].map((name) =>
      client.channels.get(name),
    );
    await Promise.all([posts?.attach(), news?.attach(), own?.attach()]);
    await expect(news?.publish('event', 'x')).rejects.toMatchObject({ code: 40160 });
    await expect(other?.attach()).rejects.toMatchObject({ code: 40160 });

    capability = { posts: ['publish'], news: ['*'], other: ['subscribe'], own: ['publish'] };
    const failed = posts?.once('failed');
    await client.auth.authorize();
    await expect(failed).resolves.toMatchObject({ reason: { code: 40160 } });
    await expect(news?.publish('event', 'x')).resolves.toBeDefined();
    await expect(other?.attach()).resolves.toBeDefined();
    expect([news?.state, own?.state]).toEqual(['attached', 'attached']);
  });
});
