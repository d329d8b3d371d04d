import type { ClientOptions, RealtimeChannel } from 'ably';
import { describe, expect, it, vi } from 'vitest';
import { dataOf, listen, range, startServer } from './local-server.js';
import { WAIT } from '../wait.js';

/** `ably` knows `channelRetryTimeout` (TO3l7); its types do not. */
const retriesSoon: Partial<ClientOptions> & { channelRetryTimeout: number } = {
  channelRetryTimeout: 10,
  disconnectedRetryTimeout: 10,
};

/** A server with two clients on one channel. */
async function startAttached() {
  const started = await startServer();
  const { connect } = started;
  const [ada, bob] = [connect({ clientId: 'ada', ...retriesSoon }), connect({ clientId: 'bob' })];
  const [heard] = [await listen(ada, 'posts'), await listen(bob, 'posts')];
  const bobsStates: string[] = [];
  bob.connection.on(({ current }) => bobsStates.push(current));
  bob.channels.get('posts').on(({ current }) => bobsStates.push(`channel ${current}`));
  return { ...started, ada, bob, heard, bobsStates, posts: ada.channels.get('posts') };
}

const statesOf = (channel: RealtimeChannel): string[] => {
  const states: string[] = [];
  channel.on(({ current }) => states.push(current));
  return states;
};

describe('a connection', () => {
  it('is sent away with an error, and resumes', async () => {
    const { ada, local, bobsStates } = await startAttached();
    const { id } = ada.connection;
    const lost = ada.connection.once('disconnected');
    expect(local.disconnectConnections({ clientId: 'ada', code: 80019 })).toBe(1);
    await expect(lost).resolves.toMatchObject({ reason: { code: 80019 } });
    await ada.connection.whenState('connected');
    expect(ada.connection.id).toBe(id);
    expect(bobsStates).toEqual([]);
  });

  it('is failed with an error, and forgotten', async () => {
    const { ada, local, bobsStates } = await startAttached();
    const failed = ada.connection.once('failed');
    expect(local.failConnections({ clientId: 'ada' })).toBe(1);
    await expect(failed).resolves.toMatchObject({ reason: { code: 80000 } });
    expect(local.connections).toMatchObject([{ clientId: 'bob' }]);
    expect(bobsStates).toEqual([]);
  });

  it('is let in again when the faults are ended', async () => {
    const { ada, local } = await startAttached();
    local.dropConnections({ clientId: 'ada', refuseFor: 60_000 });
    await ada.connection.once('disconnected');
    local.endFaults();
    ada.connect();
    await ada.connection.whenState('connected');
  });
});

describe('continuity', () => {
  it('is lost unasked: an update that is not resumed, and what was published meanwhile is missed', async () => {
    const { posts, local, heard, bobsStates } = await startAttached();
    local.publish('posts', { data: '1' });
    const updated = posts.once('update');
    const during = () => void local.publish('posts', [{ data: '2' }, { data: '3' }]);
    expect(local.loseContinuity('posts', { clientId: 'ada', during })).toBe(1);
    local.publish('posts', { data: '4' });

    await expect(updated).resolves.toMatchObject({ resumed: false, reason: { code: 90003 } });
    await vi.waitFor(() => expect(dataOf(heard)).toEqual(['1', '4']), WAIT);
    // The new attach serial divides the channel again: what was missed is in the history before it.
    const before = await posts.history({ untilAttach: true });
    expect(dataOf(before.items)).toEqual(['3', '2', '1']);
    expect(bobsStates).toEqual([]);
  });

  it('is lost for what is held back, too', async () => {
    const { posts, local, heard } = await startAttached();
    local.reorderMessages('posts', [1, 0]);
    local.publish('posts', { data: '1' });
    local.loseContinuity('posts');
    local.publish('posts', { data: '2' });
    local.publish('posts', { data: '3' });
    await vi.waitFor(() => expect(dataOf(heard)).toEqual(['2', '3']), WAIT);
    expect(dataOf((await posts.history({ untilAttach: true })).items)).toEqual(['1']);
  });

  it('is announced also when publishing meanwhile throws', async () => {
    const { posts, local } = await startAttached();
    const updated = posts.once('update');
    const during = () => void local.publish('posts', []);
    expect(() => local.loseContinuity('posts', { during })).toThrow('there is no message');
    await expect(updated).resolves.toMatchObject({ resumed: false });
  });

  it('is not given back to a client that is gone meanwhile', async () => {
    const { ada, local, heard } = await startAttached();
    const attached = ada.channels.get('posts').once('attached');
    local.loseContinuity('posts', { during: () => local.dropConnections({ clientId: 'ada' }) });
    await expect(attached).resolves.toMatchObject({ resumed: true });
    expect(local.attachments('posts')).toBe(2);
    local.publish('posts', { data: 'once' });
    await vi.waitFor(() => expect(dataOf(heard)).toEqual(['once']), WAIT);
  });

  it('is lost with an expired serial, once, though the connection resumes', async () => {
    const { ada, posts, local, bob } = await startAttached();
    const { id } = ada.connection;
    expect(local.expireSerials('posts', { clientId: 'ada' })).toBe(1);
    // A message that moves the client's place does not mend it.
    local.publish('posts', { data: '1' });

    const changes = [posts.once('attached'), bob.channels.get('posts').once('attached')];
    local.dropConnections();
    await expect(Promise.all(changes)).resolves.toMatchObject([
      { resumed: false, reason: { code: 90003 } },
      { resumed: true },
    ]);
    expect(ada.connection.id).toBe(id);
    const resumed = posts.once('attached');
    local.dropConnections({ clientId: 'ada' });
    await expect(resumed).resolves.toMatchObject({ resumed: true });
  });

  it('is kept when the faults are ended before the serial is shown', async () => {
    const { posts, local } = await startAttached();
    local.expireSerials('posts');
    local.endFaults();
    const resumed = posts.once('attached');
    local.dropConnections({ clientId: 'ada' });
    await expect(resumed).resolves.toMatchObject({ resumed: true });
  });
});

describe('history', () => {
  const publishEach = (local: { publish: (channel: string, message: { data: string }) => string[] }) =>
    range(1, 5).flatMap((number) => local.publish('posts', { data: String(number) }));

  it.each([
    ['whole', undefined, []],
    ['by count', { oldest: 2 }, ['3', '4', '5']],
    ['by nothing', { oldest: 0 }, ['1', '2', '3', '4', '5']],
  ])('expires when asked to: %s', async (_what, upTo, remaining) => {
    const { local, rest } = await startServer();
    publishEach(local);
    local.expireHistory('posts', upTo);
    const { items } = await rest().channels.get('posts').history({ direction: 'forwards' });
    expect(dataOf(items)).toEqual(remaining);
  });

  it('expires up to a serial, also one within a publish', async () => {
    const { local, rest } = await startServer();
    const serials = local.publish('posts', [{ data: '1' }, { data: '2' }, { data: '3' }]);
    local.expireHistory('posts', { before: serials[1] ?? '' });
    const { items } = await rest().channels.get('posts').history({ direction: 'forwards' });
    expect(dataOf(items)).toEqual(['2', '3']);
  });

  it('takes the messages that a client missed along: not resumed, 90003', async () => {
    const { ada, local, posts } = await startAttached();
    const attached = posts.once('attached');
    local.refuseConnections(true, { clientId: 'ada' });
    local.dropConnections({ clientId: 'ada' });
    await ada.connection.whenState('disconnected');
    publishEach(local);
    local.expireHistory('posts', { oldest: 1 });
    local.refuseConnections(false);
    await expect(attached).resolves.toMatchObject({ resumed: false, reason: { code: 90003 } });
  });

  it('still knows the ids of what has expired', async () => {
    const { local } = await startServer();
    const serials = local.publish('posts', { id: '17' });
    local.expireHistory('posts');
    expect(local.publish('posts', { id: '17' })).toEqual(serials);
  });

  it('fails on request, as often as asked and with the code that was asked for', async () => {
    const { local, rest } = await startServer();
    publishEach(local);
    const [posts, news] = [rest().channels.get('posts'), rest().channels.get('news')];
    const before = local.counters.historyRequests;
    local.failHistory({ channel: 'posts', times: 2 });
    local.failHistory({ channel: 'posts', status: 401 });
    local.failHistory({ channel: 'posts', status: 404, code: 40403 });
    local.failHistory({ channel: 'posts', status: 503 });
    await expect(news.history()).resolves.toBeDefined();
    for (const error of [
      { code: 50000, statusCode: 500 },
      { code: 50000, statusCode: 500 },
      { code: 40100, statusCode: 401 },
      { code: 40403, statusCode: 404 },
      { code: 50300, statusCode: 503 },
    ]) {
      await expect(rest().channels.get('posts').history()).rejects.toMatchObject(error);
    }
    await expect(posts.history()).resolves.toMatchObject({ items: { length: 5 } });
    expect(local.counters.historyRequests - before).toBe(7);
  });

  it('fails at a later page', async () => {
    const { local, rest } = await startServer();
    publishEach(local);
    local.failHistory({ after: 1 });
    const first = await rest().channels.get('posts').history({ limit: 2 });
    await expect(first.next()).rejects.toMatchObject({ statusCode: 500 });
    expect(dataOf((await first.next())?.items ?? [])).toEqual(['3', '2']);
  });

  it('fails until the faults are ended', async () => {
    const { local, rest } = await startServer();
    local.failHistory({ times: Infinity });
    await expect(rest().channels.get('posts').history()).rejects.toMatchObject({ code: 50000 });
    await expect(rest().channels.get('news').history()).rejects.toMatchObject({ code: 50000 });
    local.endFaults();
    await expect(rest().channels.get('posts').history()).resolves.toBeDefined();
  });

  it.each([{ times: 0 }, { times: Number.NaN }, { after: -1 }])('cannot fail %o', async (options) => {
    const { local } = await startServer();
    expect(() => local.failHistory(options)).toThrow(RangeError);
  });
});

describe('a channel', () => {
  it('is detached by the server, and attached again by the client without loss', async () => {
    const { posts, local, heard, bobsStates } = await startAttached();
    const states = statesOf(posts);
    const attached = posts.once('attached');
    expect(local.detachChannel('posts', { clientId: 'ada' })).toBe(1);
    local.publish('posts', { data: 'meanwhile' });
    await expect(attached).resolves.toMatchObject({ resumed: true });
    await vi.waitFor(() => expect(dataOf(heard)).toEqual(['meanwhile']), WAIT);
    expect(states).toEqual(['attaching', 'attached']);
    expect(posts.errorReason).toMatchObject({ code: 90001 });
    expect(bobsStates).toEqual([]);
  });

  it('is suspended when the server detaches it while it attaches, and tried again', async () => {
    const { posts, local } = await startAttached();
    const states = statesOf(posts);
    const before = local.counters;
    local.failAttaches({ channel: 'posts', clientId: 'ada', times: 2 });
    local.detachChannel('posts', { clientId: 'ada' });
    await vi.waitFor(() => expect(states.at(-1)).toBe('attached'), WAIT);
    expect(states).toEqual(['attaching', 'suspended', 'attaching', 'suspended', 'attaching', 'attached']);
    expect(local.counters.attaches - before.attaches).toBe(3);
    expect(local.attachments('posts')).toBe(2);
  });

  it('is failed by the server', async () => {
    const { ada, posts, local, bobsStates } = await startAttached();
    const failed = posts.once('failed');
    expect(local.failChannel('posts', { clientId: 'ada', code: 40160 })).toBe(1);
    await expect(failed).resolves.toMatchObject({ reason: { code: 40160 } });
    expect(local.attachments('posts')).toBe(1);
    expect(ada.connection.state).toBe('connected');
    await expect(posts.attach()).resolves.toMatchObject({ resumed: false });
    expect(bobsStates).toEqual([]);
  });

  it('limits the rate of publishes, over a connection and by request, and nothing of them is kept', async () => {
    const { bob, posts, local, rest } = await startAttached();
    local.failPublishes({ channel: 'posts', times: 2 });
    local.failPublishes({ clientId: 'bob', code: 50003 });
    await expect(bob.channels.get('news').publish('event', '0')).rejects.toMatchObject({ code: 50003 });
    await expect(posts.publish('event', '1')).rejects.toMatchObject({ code: 42911, statusCode: 429 });
    await expect(rest().channels.get('posts').publish('event', '2')).rejects.toMatchObject({ code: 42911 });
    await expect(posts.publish('event', '3')).resolves.toBeDefined();
    expect(dataOf((await posts.history()).items)).toEqual(['3']);
  });
});

it('counts what clients ask for, refused or not', async () => {
  const { ada, posts, local, rest } = await startAttached();
  const before = local.counters;
  local.failPublishes();
  await posts.publish('event', 'refused').catch(() => undefined);
  await posts.publish('event', 'taken');
  await rest().channels.get('posts').history();
  await posts.detach();
  await posts.attach();
  const resumed = ada.connection.once('connected');
  local.dropConnections({ clientId: 'ada' });
  await resumed;
  await posts.whenState('attached');
  const counts = Object.entries(local.counters).map(([name, count]) => [
    name,
    count - before[name as keyof typeof before],
  ]);
  expect(Object.fromEntries(counts)).toMatchObject({
    connects: 0,
    resumes: 1,
    attaches: 2,
    detaches: 1,
    publishes: 2,
    historyRequests: 1,
  });
});
