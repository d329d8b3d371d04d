import { createLocalAbly } from 'ably-models-react/local-ably';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { dataOf, fakeSocket, listen, manualClock, range, startServer } from './local-server.js';
import { WAIT } from '../wait.js';

describe('connecting', () => {
  it('connects with a key, and tells the client its limits', async () => {
    const { connect, local } = await startServer({ maxMessageSize: 1234 });
    const client = connect({ clientId: 'ada' });
    await client.connection.whenState('connected');

    expect(client.auth.clientId).toBe('ada');
    expect(local.connections).toEqual([
      { connectionId: client.connection.id, clientId: 'ada', keyName: 'local.key', isConnected: true },
    ]);
    await expect(client.channels.get('a').publish('big', 'x'.repeat(1300))).rejects.toMatchObject({
      code: 40009,
    });
  });

  it('closes for good when the client closes', async () => {
    const { connect, local } = await startServer();
    const client = connect();
    await client.connection.whenState('connected');
    client.close();
    await client.connection.whenState('closed');
    await vi.waitFor(() => expect(local.connections).toEqual([]), WAIT);
  });

  it('answers a ping', async () => {
    const { connect } = await startServer();
    const client = connect();
    await client.connection.whenState('connected');
    await expect(client.connection.ping()).resolves.toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['no key at all', 'nonsense:secret', 40005],
    ['an application that does not exist', 'other.key:secret', 40400],
    ['a key that does not exist', 'local.other:secret', 40101],
    ['a wrong secret', 'local.key:wrong', 40101],
  ])('fails the connection for %s', async (_what, key, code) => {
    const { connect, rest } = await startServer();
    const client = connect({ key });
    await client.connection.whenState('failed');
    expect(client.connection.errorReason).toMatchObject({ code });
    await expect(rest({ key }).channels.get('a').history()).rejects.toMatchObject({ code });
  });

  it('fails the connection for a token that is none', async () => {
    const { connect } = await startServer();
    const client = connect({ transportParams: { access_token: 'some-token' } });
    await client.connection.whenState('failed');
    expect(client.connection.errorReason).toMatchObject({ code: 40101 });
  });

  it('keeps an idle connection alive by pings, within what it promised', async () => {
    const { connect, local } = await startServer({ maxIdleInterval: 100 });
    // The client gives up after maxIdleInterval + realtimeRequestTimeout + 100 ms of silence: a busy machine is silent, too.
    const client = connect({ realtimeRequestTimeout: 1_300 });
    const states: string[] = [];
    client.connection.on(({ current }) => states.push(current));
    await client.connection.whenState('connected');
    const connectedAt = performance.now();
    await vi.waitFor(() => expect(performance.now() - connectedAt).toBeGreaterThan(1_700), {
      timeout: 3_000,
    });

    expect(states).toEqual(['connecting', 'connected']);
    expect(local.counters.connects).toBe(1);
  });
});

describe('losing a connection', () => {
  it('resumes it: same id, and what was published meanwhile arrives once and in order', async () => {
    const { connect, local } = await startServer();
    const client = connect();
    const messages = await listen(client, 'posts');
    const id = client.connection.id;
    const changes: boolean[] = [];
    client.channels.get('posts').on('attached', ({ resumed }) => changes.push(resumed));
    local.publish('posts', { data: '1' });
    await vi.waitFor(() => expect(messages).toHaveLength(1), WAIT);

    local.refuseConnections(true);
    expect(local.dropConnections()).toBe(1);
    await client.connection.whenState('disconnected');
    for (const data of range(2, 6)) local.publish('posts', { data: String(data) });
    local.refuseConnections(false);
    client.connect();
    await client.connection.whenState('connected');
    await vi.waitFor(() => expect(messages).toHaveLength(6), WAIT);
    local.publish('posts', { data: '7' });
    await vi.waitFor(() => expect(messages).toHaveLength(7), WAIT);

    expect(client.connection.id).toBe(id);
    expect(client.connection.errorReason).toBeNull();
    expect(dataOf(messages)).toEqual(range(1, 7).map(String));
    expect(local.counters).toMatchObject({ connects: 1, resumes: 1 });
    await vi.waitFor(() => expect(changes).toEqual([true]), WAIT);
  });

  it('takes an unacknowledged publish again after a resume, once', async () => {
    const { connect, local } = await startServer();
    const client = connect();
    const messages = await listen(client, 'posts');
    local.latencyMs = 200;
    const published = client.channels.get('posts').publish('event', 'only once');
    await vi.waitFor(() => expect(local.counters.publishes).toBe(1), WAIT);
    // The publish has arrived, its acknowledgement is still under way.
    local.dropConnections();
    local.latencyMs = 0;

    await expect(published).resolves.toMatchObject({ serials: [expect.any(String)] });
    expect(local.counters.publishes).toBe(2);
    const history = await client.channels.get('posts').history();
    expect(dataOf(history.items)).toEqual(['only once']);
    await vi.waitFor(() => expect(dataOf(messages)).toEqual(['only once']), WAIT);
  });

  it('tells a client whose connection is forgotten: new id, 80018, and channels that are not resumed', async () => {
    const { connect, local } = await startServer();
    const client = connect();
    const messages = await listen(client, 'posts');
    const id = client.connection.id;
    const channel = client.channels.get('posts');
    const attached = channel.once('attached');
    const reconnected = client.connection.once('connected');

    expect(local.forgetConnections()).toBe(1);
    local.publish('posts', { data: 'before the loss' });
    await vi.waitFor(() => expect(messages).toHaveLength(1), WAIT);
    local.dropConnections();

    await expect(reconnected).resolves.toMatchObject({ reason: { code: 80018 } });
    await expect(attached).resolves.toMatchObject({ resumed: false, reason: { code: 90003 } });
    expect(client.connection.id).not.toBe(id);
    local.publish('posts', { data: 'after it' });
    await vi.waitFor(() => expect(dataOf(messages)).toEqual(['before the loss', 'after it']), WAIT);

    const resumed = channel.once('attached');
    local.dropConnections();
    await expect(resumed).resolves.toMatchObject({ resumed: true });
  });

  it('forgets a lost connection after connectionStateTtl', async () => {
    const clock = manualClock();
    const { connect, local } = await startServer({ connectionStateTtl: 1000, now: clock.now });
    const client = connect();
    await client.connection.whenState('connected');
    const id = client.connection.id;

    local.refuseConnections(true);
    local.dropConnections();
    await client.connection.whenState('disconnected');
    clock.advance(1001);
    local.refuseConnections(false);
    client.connect();
    await client.connection.whenState('connected');
    expect(client.connection.id).not.toBe(id);
  });

  it('drops one client of several by its client id, its connection id or its key', async () => {
    const { connect, local } = await startServer({ keys: [{ key: 'app.one:s' }, { key: 'app.two:s' }] });
    const ada = connect({ clientId: 'ada' });
    const bob = connect({ clientId: 'bob', key: 'app.two:s' });
    await Promise.all([ada.connection.whenState('connected'), bob.connection.whenState('connected')]);
    const states: string[] = [];
    bob.connection.on(({ current }) => states.push(current));

    for (const which of [
      { clientId: 'ada' },
      { connectionId: ada.connection.id ?? '' },
      { keyName: 'app.one' },
    ]) {
      const lost = ada.connection.once('disconnected');
      expect(local.dropConnections(which)).toBe(1);
      await lost;
      await ada.connection.whenState('connected');
    }
    expect(states).toEqual([]);
  });

  it('keeps one client out for as long as asked, and lets the others in', async () => {
    const { connect, local } = await startServer();
    const ada = connect({ clientId: 'ada', disconnectedRetryTimeout: 20 });
    const bob = connect({ clientId: 'bob' });
    await Promise.all([ada.connection.whenState('connected'), bob.connection.whenState('connected')]);

    local.dropConnections({ clientId: 'ada', refuseFor: 100 });
    local.dropConnections({ clientId: 'bob' });
    await ada.connection.whenState('disconnected');
    await bob.connection.once('connected');
    expect(ada.connection.state).not.toBe('connected');
    await ada.connection.whenState('connected');
    expect(local.counters.resumes).toBe(2);
  });

  it('hands a connection over to the newer socket, and cuts the older one, whose end it may not have noticed', () => {
    const local = createLocalAbly();
    onTestFinished(() => local.close());
    const [older, newer] = [fakeSocket(), fakeSocket()];
    local.accept(new URLSearchParams({ key: local.key }), older);
    const { connectionId, connectionDetails } = older.frames[0] ?? {};
    local.accept(
      new URLSearchParams({ key: local.key, resume: connectionDetails?.connectionKey ?? '' }),
      newer,
    );
    expect(newer.frames[0]?.connectionId).toBe(connectionId);
    expect(older.terminate).toHaveBeenCalledOnce();
    expect(local.connections).toMatchObject([{ connectionId, isConnected: true }]);
  });

  it('does not give a connection to another client', async () => {
    const { connect } = await startServer();
    const client = connect({ clientId: 'ada' });
    await client.connection.whenState('connected');
    const { key = '' } = client.connection;
    const thief = connect({ clientId: 'eve', transportParams: { resume: key } });
    await thief.connection.whenState('failed');
    expect(thief.connection.errorReason).toMatchObject({ code: 40102 });
  });
});

describe('recovering a connection', () => {
  /** A client that is gone without a word, and the key that it left behind. */
  async function startLost() {
    const started = await startServer();
    const { connect, local } = started;
    const ada = connect({ clientId: 'ada' });
    const messages = await listen(ada, 'posts');
    local.publish('posts', { data: '1' });
    await vi.waitFor(() => expect(messages).toHaveLength(1), WAIT);
    const { id } = ada.connection;
    const recover = ada.connection.createRecoveryKey() ?? '';
    local.refuseConnections(true);
    local.dropConnections();
    await ada.connection.whenState('disconnected');
    ada.close();
    local.publish('posts', { data: '2' });
    local.refuseConnections(false);
    return { ...started, id, recover };
  }

  it('goes on where another client stopped: same id, and what was published meanwhile arrives', async () => {
    const { connect, local, id, recover } = await startLost();
    const client = connect({ clientId: 'ada', recover });
    const attached = client.channels.get('posts').once('attached');
    const messages = await listen(client, 'posts');
    await expect(attached).resolves.toMatchObject({ resumed: true });
    await vi.waitFor(() => expect(dataOf(messages)).toEqual(['2']), WAIT);
    expect(client.connection.id).toBe(id);
    expect(local.counters).toMatchObject({ connects: 1, resumes: 1 });
    await expect(client.channels.get('posts').publish('event', '3')).resolves.toBeDefined();
  });

  it('is refused where the connection is forgotten: 80018, and the channel is not resumed', async () => {
    const { connect, local, id, recover } = await startLost();
    local.forgetConnections();
    const client = connect({ clientId: 'ada', recover });
    const connected = client.connection.once('connected');
    const attached = client.channels.get('posts').once('attached');
    await listen(client, 'posts');
    await expect(connected).resolves.toMatchObject({ reason: { code: 80018 } });
    await expect(attached).resolves.toMatchObject({ resumed: false });
    expect(client.connection.id).not.toBe(id);
  });

  it('takes the connection from a client that is still there, for good', async () => {
    const { connect, local } = await startServer();
    const before = connect({ clientId: 'ada' });
    await before.connection.whenState('connected');
    const { id, key } = before.connection;
    const recover = before.connection.createRecoveryKey() ?? '';
    const reconnected = before.connection
      .once('disconnected')
      .then(() => before.connection.once('connected'));
    const after = connect({ clientId: 'ada', recover });
    await after.connection.whenState('connected');
    expect(after.connection.id).toBe(id);
    expect(after.connection.key).not.toBe(key);
    await expect(reconnected).resolves.toMatchObject({ reason: { code: 80018 } });
    await expect(after.connection.ping()).resolves.toBeDefined();
    expect(local.counters.resumes).toBe(1);
  });

  it('keeps out who is refused by the connection id', async () => {
    const { connect, local, id, recover } = await startLost();
    local.refuseConnections(true, { connectionId: id ?? '' });
    const client = connect({ clientId: 'ada', recover });
    await client.connection.whenState('disconnected');
    expect(local.counters.resumes).toBe(0);
  });
});
