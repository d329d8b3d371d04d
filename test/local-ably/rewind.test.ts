import type { ChannelOptions } from 'ably';
import { describe, expect, it, vi } from 'vitest';
import { dataOf, manualClock, range, startServer } from './local-server.js';
import { WAIT } from '../wait.js';

describe('rewind', () => {
  /** A channel where one message a second was published, and what a client hears that attaches now. */
  async function start(options: ChannelOptions, publish = 5) {
    const clock = manualClock();
    const started = await startServer({ now: clock.now });
    const { connect, local } = started;
    for (const number of range(1, publish)) {
      clock.advance(1000);
      local.publish('posts', { data: String(number) });
    }
    const client = connect();
    const channel = client.channels.get('posts', options);
    const heard: unknown[] = [];
    await channel.subscribe(({ data }) => heard.push(data));
    const hears = (data: unknown[]) => vi.waitFor(() => expect(heard).toEqual(data), WAIT);
    return { ...started, client, channel, heard, hears };
  }

  it.each([
    ['2', ['4', '5']],
    ['100', ['1', '2', '3', '4', '5']],
    ['0', []],
    ['2s', ['3', '4', '5']],
    ['1m', ['1', '2', '3', '4', '5']],
  ])('by %s brings the latest messages along, oldest first', async (rewind, expected) => {
    const { channel, local, hears } = await start({ params: { rewind } });
    local.publish('posts', { data: 'live' });
    await hears([...expected, 'live']);
    expect(channel.params).toEqual({ rewind });
  });

  it('brings no more than 100', async () => {
    const { hears } = await start({ params: { rewind: '150' } }, 120);
    await hears(range(21, 120).map(String));
  });

  it('cuts through messages that were published together', async () => {
    const { local, connect } = await startServer();
    local.publish('posts', [{ data: '1' }, { data: '2' }, { data: '3' }]);
    const heard: unknown[] = [];
    const channel = connect().channels.get('posts', { params: { rewind: '2' } });
    await channel.subscribe(({ data }) => heard.push(data));
    await vi.waitFor(() => expect(heard).toEqual(['2', '3']), WAIT);
  });

  it('says so', async () => {
    const { local, connect } = await startServer();
    local.publish('posts', { data: '1' });
    const rewound = connect().channels.get('posts', { params: { rewind: '1' } });
    await expect(rewound.attach()).resolves.toMatchObject({ hasBacklog: true, resumed: false });
    const empty = connect().channels.get('news', { params: { rewind: '1' } });
    await expect(empty.attach()).resolves.toMatchObject({ hasBacklog: false });
  });

  it('happens at the first attach only, not when the client comes back or changes its options', async () => {
    const { client, channel, local, hears } = await start({ params: { rewind: '2' } });
    await hears(['4', '5']);
    const attached = channel.once('attached');
    local.dropConnections();
    await expect(attached).resolves.toMatchObject({ resumed: true });
    await channel.setOptions({ params: { rewind: '3' } });
    const lost = channel.once('attached');
    local.expireSerials('posts');
    local.dropConnections();
    await expect(lost).resolves.toMatchObject({ resumed: false });
    local.publish('posts', { data: '6' });
    await client.connection.whenState('connected');
    await hears(['4', '5', '6']);
  });

  it('leaves the history up to the attach as it is', async () => {
    const { channel } = await start({ params: { rewind: '2' } });
    const { items } = await channel.history({ untilAttach: true });
    expect(dataOf(items)).toEqual(['5', '4', '3', '2', '1']);
  });

  it('brings nothing to who may not subscribe', async () => {
    const { channel, heard, client } = await start({ params: { rewind: '2' }, modes: ['PUBLISH'] });
    await client.connection.ping();
    expect(heard).toEqual([]);
    expect(channel.modes).toEqual(['publish']);
  });
});

describe('channel params', () => {
  it('are confirmed where they are understood, and left out where they are not', async () => {
    const { connect } = await startServer();
    const channel = connect().channels.get('posts', {
      params: { modes: 'subscribe, presence', delta: 'vcdiff', other: 'x' },
    });
    await channel.attach();
    expect(channel.params).toEqual({ modes: 'subscribe, presence' });
    expect(channel.modes).toEqual(['presence', 'subscribe']);
    const both = connect().channels.get('posts', { params: { modes: 'publish' }, modes: ['SUBSCRIBE'] });
    await both.attach();
    expect(both.modes).toEqual(['publish']);
  });
});
