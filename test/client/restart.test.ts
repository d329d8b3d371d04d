import { afterEach, describe, expect, it, vi } from 'vitest';
import { CHANNEL, deferred, shows, synced, WAIT } from '../model/world.js';
import { openPages, throughJson, twoClocks } from './restarts.js';

afterEach(() => void vi.restoreAllMocks());

const never = () => Promise.reject(new Error('nobody may ask'));

describe('a restart', () => {
  it('shows what was kept at once, replays what came meanwhile, and asks nobody', async () => {
    const { publish, openPage } = await openPages();
    const before = openPage(undefined, () => synced([], '0'));
    await before.model.sync();
    publish(1);
    publish(2);
    await shows(before.model, [1, 2]);
    const kept = await before.leave();
    publish(3);

    const { client, model, sync } = openPage(kept, never);

    expect(model.getSnapshot()).toMatchObject({
      state: 'initialized',
      confirmed: ['1', '2'],
      optimistic: ['1', '2'],
      hasData: true,
      isStale: true,
      sequenceId: '2',
      hydration: 'hydrated',
    });
    expect(client.cursors()).toEqual({ [CHANNEL]: '2' });
    await model.sync();
    expect(model.getSnapshot()).toMatchObject({
      state: 'ready',
      confirmed: ['1', '2', '3'],
      isStale: false,
      hydration: 'replayed',
    });
    expect(client.cursors()).toEqual({ [CHANNEL]: '3' });
    publish(4);
    await shows(model, [1, 2, 3, 4]);
    expect(sync).not.toHaveBeenCalled();
  });

  it('resumes each model from its own sequence id', async () => {
    const { local, open } = await openPages();
    const append = (log: readonly string[], { data }: { readonly data?: unknown }) => [...log, String(data)];
    const openBoth = (client: ReturnType<typeof open>['client']) =>
      ['left', 'right'].map((channelName) =>
        client.models.get({ channelName, sync: async () => synced([], '0'), merge: append }),
      );
    const tell = (channel: string, id: number) =>
      local.publish(channel, { id: String(id), name: 'changed', data: `${channel}${id}` });
    const { client } = open();
    const [left, right] = openBoth(client);
    await Promise.all([left?.sync(), right?.sync()]);
    tell('left', 1);
    tell('right', 2);
    tell('right', 4);
    await vi.waitFor(() => expect(client.cursors()).toEqual({ left: '1', right: '4' }), WAIT);
    const kept = throughJson(client.snapshot());
    await Promise.all([left?.dispose(), right?.dispose()]);
    expect(client.cursors()).toEqual({});
    tell('left', 3);
    tell('right', 5);

    const next = open().client;
    next.restore(kept);
    const models = openBoth(next);
    await Promise.all(models.map((model) => model.sync()));

    expect(models.map(({ data }) => data.confirmed)).toEqual([
      ['left1', 'left3'],
      ['right2', 'right4', 'right5'],
    ]);
    await Promise.all(models.map((model) => model.dispose()));
  });

  it('keeps an earlier moment as well as the last: a page that is killed leaves what it wrote before', async () => {
    const { publish, openPage } = await openPages();
    const before = openPage(undefined, () => synced([], '0'));
    await before.model.sync();
    publish(1);
    await shows(before.model, [1]);
    const early = throughJson(before.client.snapshot());
    publish(2);
    publish(3);
    await shows(before.model, [1, 2, 3]);
    await before.leave();

    const { model } = openPage(early, never);
    await model.sync();

    expect(model.data.confirmed).toEqual(['1', '2', '3']);
  });

  it('leaves out what was pending, and takes its confirmation for an event like any other', async () => {
    const { publish, openPage } = await openPages();
    const before = openPage(undefined, () => synced([], '0'));
    await before.model.sync();
    before.model.mutate({ name: 'changed', mutationId: 'm' });
    expect(before.model.data.optimistic).toEqual(['(m)']);
    const kept = await before.leave();

    const { model } = openPage(kept, never);
    expect(model.data.optimistic).toEqual([]);
    publish(1, { mutationId: 'm' });
    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ optimistic: ['1'], pendingCount: 0 });
  });

  it('goes on under an event buffer, with what that had held back', async () => {
    const { publish, openPage } = await openPages();
    const buffered = { eventBufferOptions: { bufferMs: 30 } };
    const before = openPage(undefined, () => synced([], '0'), buffered);
    await before.model.sync();
    publish(1);
    await shows(before.model, [1]);
    publish(3);
    publish(2);
    const kept = await before.leave();
    expect(kept[CHANNEL]).toMatchObject({ data: ['1'], sequenceId: '1' });

    const { model } = openPage(kept, never, buffered);
    await model.sync();
    publish(5);
    publish(4);

    await shows(model, [1, 2, 3, 4, 5]);
  });
});

describe('the place in the channel, and not a time or a number,', () => {
  it('is where a restart goes on: what was committed late is neither missed nor merged twice', async () => {
    const { publish, openPage } = await openPages();
    const before = openPage(undefined, () => synced([], '0'));
    await before.model.sync();
    publish(5);
    publish(7);
    await shows(before.model, [5, 7]);
    const kept = await before.leave();
    publish(6);

    const between = openPage(kept, never);
    await between.model.sync();
    expect(between.model.data.confirmed).toEqual(['5', '7', '6']);
    const keptAgain = await between.leave();
    const { model } = openPage(keptAgain, never);
    await model.sync();
    publish(8);

    await shows(model, [5, 7, 6, 8]);
  });

  it('is that of the sync result, where nothing came after it', async () => {
    const { publish, openPage } = await openPages();
    publish(5);
    publish(7);
    const before = openPage(undefined, () => synced([5, 7]));
    await before.model.sync();
    const kept = await before.leave();
    publish(6);

    const { model } = openPage(kept, never);
    await model.sync();

    expect(model.data.confirmed).toEqual(['5', '7', '6']);
  });

  it('counts also when its own message has expired meanwhile, and the one that was committed late has not', async () => {
    const clocks = twoClocks();
    const { publish, openPage } = await openPages({ now: clocks.now });
    const before = openPage(undefined, () => synced([], '0'));
    await before.model.sync();
    publish(5);
    publish(7);
    await shows(before.model, [5, 7]);
    clocks.pass(100_000);
    const kept = await before.leave();
    clocks.pass(10_000);
    publish(6);
    clocks.pass(15_000); // 5 and 7 are gone

    const { model } = openPage(kept, never);
    await model.sync();

    expect(model.data.confirmed).toEqual(['5', '7', '6']);
    expect(model.getSnapshot().hydration).toBe('replayed');
  });

  it('is what a message with an earlier timestamp than the reader’s last one stands after', async () => {
    const clocks = twoClocks();
    const { publish, openPage } = await openPages({ now: clocks.now });
    const before = openPage(undefined, () => synced([], '0'));
    await before.model.sync();
    publish(1);
    await shows(before.model, [1]);
    // The reader's clock is ahead, and so are all its times; within what clocks differ by.
    clocks.setPage(20_000);
    const kept = await before.leave();
    publish(2);

    const { model } = openPage(kept, never);
    await model.sync();

    expect(model.data.confirmed).toEqual(['1', '2']);
  });

  it('is not known while the message of the sync result may still come: then the state is read anew', async () => {
    const { publish, openPage } = await openPages();
    // Committed in this order, and none of it published yet: the connector lags.
    const before = openPage(undefined, () => synced([6, 5]));
    await before.model.sync();
    publish(6);
    // By its number it is new; that it stands before 5 shows only when 5 is there.
    await shows(before.model, [6, 5, 6]);
    const kept = await before.leave();
    publish(5);

    const { model, sync } = openPage(kept, () => synced([6, 5]));
    await model.sync();
    publish(7);

    await shows(model, [6, 5, 7]);
    expect(sync).toHaveBeenCalledOnce();
    expect(model.getSnapshot().hydration).toBe('resynced');
  });

  it('is taken for known once that message is long overdue', async () => {
    const clocks = twoClocks();
    const { publish, openPage } = await openPages({ now: clocks.now });
    const before = openPage(undefined, () => synced([5]));
    await before.model.sync();
    publish(6);
    await shows(before.model, [5, 6]);
    clocks.pass(121_000);
    const kept = await before.leave();
    publish(7);

    const { model } = openPage(kept, never);
    await model.sync();

    expect(model.data.confirmed).toEqual(['5', '6', '7']);
  });
});

describe('past what the channel keeps', () => {
  it('the state is read anew, although there is no history at all, and the old one stays on screen until then', async () => {
    const clocks = twoClocks();
    const { publish, openPage } = await openPages({ now: clocks.now });
    const before = openPage(undefined, () => synced([], '0'));
    await before.model.sync();
    publish(1);
    await shows(before.model, [1]);
    const kept = await before.leave();
    publish(2);
    clocks.pass(121_000); // and nothing is left of it

    const answer = deferred<unknown>();
    const { model, sync } = openPage(kept, () => answer.promise);
    const syncing = model.sync();
    await vi.waitFor(() => expect(sync).toHaveBeenCalledOnce(), WAIT);
    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1'], isStale: true, hydration: 'hydrated' });
    answer.resolve(synced([1, 2]));
    await syncing;

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '2'], hydration: 'resynced' });
  });

  it('is what somebody else’s clock says as well: one that was set forward means a new sync', async () => {
    const clocks = twoClocks();
    const { publish, openPage } = await openPages({ now: clocks.now });
    const before = openPage(undefined, () => synced([], '0'));
    await before.model.sync();
    const kept = await before.leave();
    publish(1);
    clocks.setPage(3_600_000);

    const { model } = openPage(kept, () => synced([1]));
    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1'], hydration: 'resynced' });
  });

  it('is not ruled out where the state is from a time to come: the clock was set back, and nobody knows by how much', async () => {
    const clocks = twoClocks();
    const { publish, openPage } = await openPages({ now: clocks.now });
    const before = openPage(undefined, () => synced([], '0'));
    await before.model.sync();
    const kept = await before.leave();
    publish(1);
    clocks.pass(121_000);
    clocks.setPage(-3_600_000);

    const { model } = openPage(kept, () => synced([1]));
    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1'], hydration: 'resynced' });
  });

  it('shows in a message that was there a moment ago and is not, whatever the clocks say', async () => {
    const clocks = twoClocks();
    const { publish, openPage } = await openPages({ now: clocks.now });
    const before = openPage(undefined, () => synced([], '0'));
    await before.model.sync();
    publish(1);
    await shows(before.model, [1]);
    const kept = await before.leave();
    publish(2);
    clocks.pass(121_000);
    // By just as much as it was away: no time has passed, as far as it knows.
    clocks.setPage(-121_000);

    const { model } = openPage(kept, () => synced([1, 2]));
    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '2'], hydration: 'resynced' });
  });

  it('is where a state must be taken to be that does not tell its time', async () => {
    const { publish, openPage } = await openPages();
    publish(1);
    publish(2);

    const { model } = openPage({ [CHANNEL]: { data: ['1'], sequenceId: '1', inChannel: true } }, () =>
      synced([1, 2]),
    );
    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '2'], hydration: 'resynced' });
  });

  it('is where what came while the connection was away may be, until it has come', async () => {
    const clocks = twoClocks();
    const { local, publish, openPage } = await openPages({ now: clocks.now });
    const before = openPage(undefined, () => synced([], '0'));
    await before.model.sync();
    local.refuseConnections(true);
    local.dropConnections();
    await vi.waitFor(() => expect(before.ably.connection.state).not.toBe('connected'), WAIT);
    const lostAt = Date.now();
    clocks.pass(60_000);
    local.refuseConnections(false);
    before.ably.connect();
    await vi.waitFor(() => expect(before.model.getSnapshot().isStale).toBe(false), WAIT);

    expect(before.client.snapshot()[CHANNEL]?.takenAt).toBe(lostAt);
    clocks.pass(10_001);
    expect(before.client.snapshot()[CHANNEL]?.takenAt).toBe(Date.now());
    publish(1);
    await shows(before.model, [1]);
  });

  it('is where a state is that was read ahead from a cache, and the history tells that', async () => {
    const { publish, openPage } = await openPages();
    const before = openPage(undefined, () => synced([1]));
    await before.model.prefetch();
    const kept = await before.leave();
    publish(4); // 2 and 3 are gone from the history

    const { model } = openPage(kept, () => synced([1, 2, 3, 4]));
    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '2', '3', '4'], hydration: 'resynced' });
  });

  it('is not where a state is that was read ahead, as long as the channel reaches back to it', async () => {
    const { publish, openPage } = await openPages();
    publish(1);
    const before = openPage(undefined, () => synced([1]));
    await before.model.prefetch();
    const kept = await before.leave();
    publish(2);

    const { model } = openPage(kept, never);
    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '2'], hydration: 'replayed' });
  });

  it('is not where a quiet channel is that has nothing but what is new', async () => {
    const { publish, openPage } = await openPages();
    const before = openPage(undefined, () => synced([1])); // its message expired long ago
    await before.model.sync();
    const kept = await before.leave();
    publish(4);

    const { model } = openPage(kept, never);
    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '4'], hydration: 'replayed' });
  });
});

describe('a message that comes twice', () => {
  const day = { syncOptions: { messageRetentionPeriod: '24h' as const } };

  /** A server that keeps its messages for a day, and takes a second copy once it has forgotten the first. */
  const openDay = async () => {
    const clocks = twoClocks();
    const pages = await openPages({ now: clocks.now, retentionMs: 86_400_000 });
    const publishAgain = (id: number) => {
      clocks.pass(120_001);
      pages.publish(id);
    };
    return { ...pages, publishAgain };
  };

  it.each([
    ['before the restart', 3],
    ['a thousand and more messages before it', 1_200],
  ])('around a restart is merged once, where the first came %s', async (_, count) => {
    const { publish, publishAgain, openPage } = await openDay();
    const before = openPage(undefined, () => synced([], '0'), day);
    await before.model.sync();
    const ids = Array.from({ length: count }, (__, index) => index + 1);
    ids.forEach((id) => publish(id));
    await shows(before.model, ids);
    const kept = await before.leave();
    expect(kept[CHANNEL]?.recentIds?.length).toBe(Math.min(count, 1_000));
    publishAgain(count - 1);
    publish(count + 1);

    const { model } = openPage(kept, never, day);
    await model.sync();
    publishAgain(count - 2);
    publish(count + 2);

    await shows(model, [...ids, count + 1, count + 2]);
  });

  it('around a restart is merged once, where the state had to be read anew', async () => {
    const { publish, publishAgain, openPage } = await openDay();
    const before = openPage(undefined, () => synced([], '0'), day);
    await before.model.sync();
    [1, 2, 3].forEach((id) => publish(id));
    await shows(before.model, [1, 2, 3]);
    const kept = throughJson(await before.leave());
    const { takenAt: _, ...state } = { ...kept[CHANNEL], data: ['1', '2', '3'], sequenceId: '3' };

    const { model } = openPage({ [CHANNEL]: state }, () => synced([1, 2, 3]), day);
    await model.sync();
    publishAgain(2);
    publish(4);

    await shows(model, [1, 2, 3, 4]);
    expect(model.getSnapshot().hydration).toBe('resynced');
  });
});

describe('an event that cannot be merged', () => {
  const merge = (log: readonly string[], event: { readonly name: string; readonly data?: unknown }) => {
    if (event.name === 'poison') throw new Error('poison');
    return [...log, String(event.data)];
  };

  it('is not skipped by a restart: the state is read anew', async () => {
    const { publish, openPage } = await openPages();
    const before = openPage(undefined, () => synced([], '0'), {}, merge);
    await before.model.sync();
    publish(1, { data: '1' });
    await shows(before.model, [1]);
    publish(2, { name: 'poison' });
    await vi.waitFor(() => expect(before.model.state).toBe('errored'), WAIT);
    const kept = await before.leave();
    publish(3, { data: '3' });

    const { model } = openPage(kept, () => synced([1, 2, 3]), {}, merge);
    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '2', '3'], hydration: 'resynced' });
  });
});
