import type { SavedStates } from 'ably-models-react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { appendEvent, CHANNEL, deferred, type Log, openWorld, shows, synced, WAIT } from '../model/world.js';

afterEach(() => void vi.restoreAllMocks());

/** As a page keeps it that has just left. */
const keptNow = (ids: readonly number[], more: object = {}) => ({
  data: ids.map(String),
  sequenceId: String(ids.at(-1) ?? 0),
  inChannel: false,
  takenAt: Date.now(),
  ...more,
});

const never = () => Promise.reject(new Error('nobody may ask'));

describe('restoring rubbish', () => {
  const good = keptNow([1]);

  it.each([
    ['null', null, /has null instead of \{ data, sequenceId \}/],
    ['text', 'text', /has text instead of \{ data, sequenceId \}/],
    ['a list', [], /has no data/],
    ['no data', { sequenceId: '1' }, /has no data/],
    ['no sequenceId', { data: [] }, /has no sequenceId/],
    ['a sequenceId that is none', { ...good, sequenceId: {} }, /has a sequenceId of type object/],
    ['an empty sequenceId', { ...good, sequenceId: '' }, /has an empty sequenceId/],
    ['recentIds that are text', { ...good, recentIds: 'abc' }, /has recentIds that are no list of text/],
    [
      'recentIds that are no ids',
      { ...good, recentIds: [1, null] },
      /has recentIds that are no list of text/,
    ],
    ['recentIds that are null', { ...good, recentIds: null }, /has recentIds that are no list of text/],
  ])('is refused with its reason, and does the model no harm: %s', async (_, rubbish, message) => {
    const { publish, open, openModel } = await openWorld();
    publish(1);
    const error = expect.objectContaining({
      code: 'invalid-options',
      message: expect.stringMatching(message) as string,
    }) as Error;
    const states = { [CHANNEL]: rubbish } as unknown as SavedStates;

    // Whether there is a model of that name already …
    const { client, model } = openModel(() => synced([1]));
    expect(() => client.restore(states)).toThrow(error);
    expect(() => client.restore(states)).toThrow(`unable to restore model "${CHANNEL}"`);
    await model.sync();
    publish(2);
    await shows(model, [1, 2]);

    // … or it is made later, which then does not throw: a component would.
    const later = open().client;
    expect(() => later.restore(states)).toThrow(error);
    const made = later.models.get({
      channelName: CHANNEL,
      sync: async () => synced([1]) as { data: Log; sequenceId: string },
      merge: appendEvent,
    });
    expect(made.getSnapshot()).toMatchObject({ hasData: false, hydration: undefined });
    await made.sync();
    await shows(made, [1, 2]);
    await made.dispose();
  });

  it.each([null, undefined, 'text', 7])('is refused as a whole: %j', async (states) => {
    const { client } = (await openWorld()).open();

    expect(() => client.restore(states as unknown as SavedStates)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: `unable to restore models; the states must be an object and are ${String(states)}`,
      }) as Error,
    );
  });

  it('takes nothing from what is well beside it', async () => {
    const { open } = await openWorld();
    const { client } = open();
    const states = { bad: null, [CHANNEL]: keptNow([1]) } as unknown as SavedStates;

    expect(() => client.restore(states)).toThrow('unable to restore model "bad"');

    expect(
      client.models.get({ channelName: CHANNEL, sync: never, merge: appendEvent }).data.confirmed,
    ).toEqual(['1']);
  });

  it.each([Number.NaN, null, '2026', Infinity, {}])('does without a time that is none: %j', async (time) => {
    const { publish, openModel } = await openWorld();
    publish(1);
    const { client, model } = openModel(() => synced([1]));
    const times = { takenAt: time, syncedAt: time, lastEventAt: time };
    client.restore({ [CHANNEL]: keptNow([1], times) });
    expect(model.getSnapshot()).toMatchObject({
      confirmed: ['1'],
      syncedAt: undefined,
      lastEventAt: undefined,
    });
    // What is kept of it is no more than it was.
    expect(client.snapshot()[CHANNEL]).toMatchObject({ takenAt: undefined });

    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ state: 'ready', hydration: 'resynced' });
  });
});

describe('a saved state', () => {
  it('is kept again as it came, before anybody has asked for more', async () => {
    const { openModel } = await openWorld();
    const { client } = openModel(never);
    const kept = keptNow([1, 2], {
      inChannel: true,
      recentIds: ['1', '2'],
      takenAt: Date.now() - 1_000,
      syncedAt: 17,
      lastEventAt: 18,
    });

    client.restore({ [CHANNEL]: kept });

    expect(client.snapshot()).toEqual({ [CHANNEL]: kept });
  });

  it('waits for the model of its name, which may be any', async () => {
    const { open } = await openWorld();
    const { client } = open();
    const states = JSON.parse(`{ "__proto__": ${JSON.stringify(keptNow([1]))} }`) as SavedStates;
    client.restore(states);

    const spec = { channelName: CHANNEL, name: '__proto__', sync: never, merge: appendEvent };
    expect(client.models.get(spec).data.confirmed).toEqual(['1']);

    expect(Object.entries(client.cursors())).toEqual([['__proto__', '1']]);
    expect(Object.entries(client.snapshot())).toMatchObject([['__proto__', { data: ['1'] }]]);
  });

  it('never takes the place of a state, be it a synced or a restored one', async () => {
    const { publish, openModel } = await openWorld();
    publish(1);
    const { client, model } = openModel(() => synced([1]));

    client.restore({ [CHANNEL]: keptNow([1]) });
    client.restore({ [CHANNEL]: keptNow([1, 2, 3]) });
    expect(model.data.confirmed).toEqual(['1']);
    await model.sync();
    client.restore({ [CHANNEL]: keptNow([1, 2, 3]) });
    await model.pause();
    client.restore({ [CHANNEL]: keptNow([1, 2, 3]) });

    expect(model.data.confirmed).toEqual(['1']);
  });

  it('is the later one where two wait for the same model', async () => {
    const { client } = (await openWorld()).open();
    client.restore({ [CHANNEL]: keptNow([1]) });
    client.restore({ [CHANNEL]: keptNow([1, 2]) });

    const model = client.models.get({ channelName: CHANNEL, sync: never, merge: appendEvent });

    expect(model.data.confirmed).toEqual(['1', '2']);
  });

  it('may come while the first sync call is on its way: it is shown until that has caught up', async () => {
    const { publish, openModel } = await openWorld();
    publish(1);
    publish(2);
    const answer = deferred<unknown>();
    const { client, model, sync } = openModel(() => answer.promise);
    const syncing = model.sync();
    await vi.waitFor(() => expect(sync).toHaveBeenCalledOnce(), WAIT);

    client.restore({ [CHANNEL]: keptNow([1]) });
    expect(model.getSnapshot()).toMatchObject({ state: 'syncing', confirmed: ['1'], hydration: 'hydrated' });
    answer.resolve(synced([1, 2]));
    await syncing;

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '2'], hydration: 'resynced' });
  });

  it('may come while a state is read ahead, and is gone on from when somebody comes', async () => {
    const { publish, openModel } = await openWorld();
    [1, 2, 3].forEach((id) => publish(id));
    const answer = deferred<unknown>();
    const { client, model, sync } = openModel(() => answer.promise);
    const prefetching = model.prefetch();
    await vi.waitFor(() => expect(sync).toHaveBeenCalledOnce(), WAIT);

    client.restore({ [CHANNEL]: keptNow([1, 2], { inChannel: true }) });
    answer.resolve(synced([1])); // from a cache
    await prefetching;
    expect(model.getSnapshot()).toMatchObject({ state: 'paused', confirmed: ['1', '2'] });
    await model.resume('unused');

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '2', '3'], hydration: 'replayed' });
    expect(sync).toHaveBeenCalledOnce();
  });

  it('may come after the first sync has failed', async () => {
    const { openModel } = await openWorld();
    const answers: (() => unknown)[] = [never, () => synced([1, 2])];
    const { client, model } = openModel(() => answers.shift()?.(), { syncOptions: { retryStrategy: -1 } });
    await expect(model.sync()).rejects.toMatchObject({ code: 'sync-failed' });

    client.restore({ [CHANNEL]: keptNow([1]) });

    expect(model.getSnapshot()).toMatchObject({ state: 'errored', confirmed: ['1'], hydration: 'hydrated' });
    await model.sync();
    expect(model.getSnapshot()).toMatchObject({ state: 'ready', confirmed: ['1', '2'], error: undefined });
  });

  it('does nothing to a model that is disposed, and waits for the next of its name', async () => {
    const { client, model } = (await openWorld()).openModel(never);
    await model.dispose();

    client.restore({ [CHANNEL]: keptNow([1]) });
    model.restore(keptNow([7]));

    expect(model.data.confirmed).toBeUndefined();
    const next = client.models.get({ channelName: CHANNEL, sync: never, merge: appendEvent });
    expect(next.data.confirmed).toEqual(['1']);
    // Once: after that there is nothing left of it.
    await next.dispose();
    const last = client.models.get({ channelName: CHANNEL, sync: never, merge: appendEvent });
    expect(last.data.confirmed).toBeUndefined();
  });

  it('is told to whoever observes the model', async () => {
    const { client, model } = (await openWorld()).openModel(never);
    const seen: unknown[] = [];
    model.observe(() => seen.push(model.getSnapshot().confirmed));

    client.restore({ [CHANNEL]: keptNow([1]) });

    expect(seen).toEqual([['1']]);
  });
});

describe('a restored model', () => {
  it('replays with the first sync() by hand, and reads anew with the next', async () => {
    const { publish, openModel } = await openWorld();
    publish(1);
    const { client, model, sync } = openModel(() => synced([1, 2], 2));
    client.restore({ [CHANNEL]: keptNow([1], { inChannel: true }) });

    await model.sync();
    expect(sync).not.toHaveBeenCalled();
    await model.sync();

    expect(sync).toHaveBeenCalledOnce();
    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '2'], hydration: 'replayed' });
  });

  it('needs nothing to be read ahead', async () => {
    const { local, openModel } = await openWorld();
    const { client, model, sync } = openModel(never);
    client.restore({ [CHANNEL]: keptNow([1]) });

    await model.prefetch();

    expect(model.getSnapshot()).toMatchObject({ state: 'initialized', confirmed: ['1'] });
    expect(sync).not.toHaveBeenCalled();
    expect(local.counters.attaches).toBe(0);
  });

  it('has not begun: there is nothing to pause or to resume', async () => {
    const { local, openModel } = await openWorld();
    const { client, model } = openModel(never);
    client.restore({ [CHANNEL]: keptNow([1]) });

    await model.pause();
    await model.resume();

    expect(model.state).toBe('initialized');
    expect(local.counters.attaches).toBe(0);
  });

  it('goes on from there after a pause in the middle of its first replay', async () => {
    const { publish, openModel } = await openWorld();
    publish(1);
    const { client, model, sync } = openModel(never);
    client.restore({ [CHANNEL]: keptNow([1], { inChannel: true }) });

    const syncing = model.sync();
    await model.pause();
    await syncing;
    expect(model.getSnapshot()).toMatchObject({ state: 'paused', confirmed: ['1'], hydration: 'hydrated' });
    publish(2);
    await model.resume();

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '2'], hydration: 'replayed' });
    expect(sync).not.toHaveBeenCalled();
  });

  it('lets go of everything when it is disposed of in the middle of its first replay', async () => {
    const { local, openModel } = await openWorld();
    const { client, model } = openModel(never);
    client.restore({ [CHANNEL]: keptNow([1]) });

    const syncing = model.sync();
    await model.dispose();

    await expect(syncing).rejects.toMatchObject({ code: 'model-disposed' });
    await vi.waitFor(() => expect(local.attachments(CHANNEL)).toBe(0), WAIT);
    expect(client.snapshot()).toEqual({});
  });

  it('takes mutations before it has begun, and finds their answers in the replay', async () => {
    const { publish, openModel } = await openWorld();
    publish(1);
    const { client, model } = openModel(never);
    client.restore({ [CHANNEL]: keptNow([1], { inChannel: true }) });

    const mutation = model.mutate({ name: 'changed', mutationId: 'm' });
    expect(model.getSnapshot()).toMatchObject({
      optimistic: ['1', '(m)'],
      confirmed: ['1'],
      pendingCount: 1,
    });
    publish(2, { mutationId: 'm' });
    await model.sync();

    await mutation.settled;
    expect(model.getSnapshot()).toMatchObject({ optimistic: ['1', '2'], pendingCount: 0 });
  });

  it('is on screen while its channel cannot be reached', async () => {
    const { openModel } = await openWorld();
    const { client, model, ably } = openModel(never, { syncOptions: { retryStrategy: -1 } });
    await ably.connection.whenState('connected');
    ably.close();
    await ably.connection.whenState('closed');
    client.restore({ [CHANNEL]: keptNow([1]) });

    await expect(model.sync()).rejects.toMatchObject({ code: 'channel-failed' });

    expect(model.getSnapshot()).toMatchObject({ state: 'errored', confirmed: ['1'], hydration: 'hydrated' });
    // It can be kept as it was: nothing was lost, and nothing is known that came since.
    expect(client.snapshot()[CHANNEL]).toMatchObject({ data: ['1'], sequenceId: '1' });
  });
});
