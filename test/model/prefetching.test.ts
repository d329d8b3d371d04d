import { afterEach, describe, expect, it, vi } from 'vitest';
import { CHANNEL, deferred, openWorld, reaches, shows, synced, WAIT } from './world.js';

afterEach(() => void vi.restoreAllMocks());

describe('prefetching', () => {
  it('reads the state, attaches nothing, and is paused', async () => {
    const { local, openModel } = await openWorld();
    const { model, sync } = openModel(() => synced([1]));

    await model.prefetch();

    expect(model.getSnapshot()).toMatchObject({
      state: 'paused',
      pausedReason: 'unused',
      confirmed: ['1'],
      isStale: true,
    });
    expect(local.counters.attaches).toBe(0);
    expect(sync).toHaveBeenCalledOnce();
  });

  it('goes on from what was read, without another sync call', async () => {
    const { local, publish, openModel } = await openWorld();
    publish(1);
    const { model, sync } = openModel(() => synced([1]));
    await model.prefetch();
    publish(2);

    await model.resume('unused');
    publish(3);

    await shows(model, [1, 2, 3]);
    expect(model.state).toBe('ready');
    expect(local.attachments(CHANNEL)).toBe(1);
    expect(sync).toHaveBeenCalledOnce();
  });

  it('serves who comes while the call is on its way with the same call', async () => {
    const { publish, openModel } = await openWorld();
    const answer = deferred<unknown>();
    const { model, sync } = openModel(() => answer.promise);
    const prefetching = model.prefetch();
    await vi.waitFor(() => expect(sync).toHaveBeenCalledOnce(), WAIT);

    void model.resume('unused');
    publish(1);
    publish(2);
    answer.resolve(synced([1]));
    await prefetching;

    expect(model.getSnapshot()).toMatchObject({ state: 'ready', confirmed: ['1', '2'] });
    expect(sync).toHaveBeenCalledOnce();
  });

  it('syncs anew where the channel no longer reaches back to what was read', async () => {
    const { publish, openModel } = await openWorld();
    const answers = [synced([1]), synced([1, 2, 3])];
    const { model, sync } = openModel(() => answers.shift());
    await model.prefetch();
    const start = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => start + 600_000);
    publish(3);

    await model.resume('unused');

    expect(model.data.confirmed).toEqual(['1', '2', '3']);
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('syncs anew where what was read is from a cache that is older than what the channel keeps', async () => {
    const { publish, openModel } = await openWorld();
    const answers = [synced([1]), synced([1, 2, 3, 4])];
    const { model, sync } = openModel(() => answers.shift());
    await model.prefetch();
    publish(4); // 2 and 3 are gone from the history

    await model.resume('unused');

    expect(model.data.confirmed).toEqual(['1', '2', '3', '4']);
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('tries again what is transient, and tells what is not', async () => {
    const { openModel } = await openWorld();
    const answers: (() => unknown)[] = [
      () => Promise.reject(new Error('503')),
      () => Promise.resolve({ data: [] }),
    ];
    const { model } = openModel(() => answers.shift()?.(), { syncOptions: { retryStrategy: 1 } });

    await expect(model.prefetch()).rejects.toMatchObject({ code: 'sync-result-invalid' });

    expect(model.getSnapshot()).toMatchObject({ state: 'errored', hasData: false });
  });

  it('tries three times more at most: who waits for it shows nothing else', async () => {
    const { openModel } = await openWorld();
    const { model, sync } = openModel(() => Promise.reject(new Error('503')), {
      syncOptions: { retryStrategy: () => 1 },
    });

    await expect(model.prefetch()).rejects.toMatchObject({ code: 'sync-failed' });

    expect(sync).toHaveBeenCalledTimes(4);
    expect(model.state).toBe('errored');
  });

  it('begins anew after it failed', async () => {
    const { openModel } = await openWorld();
    const answers = [() => Promise.reject(new Error('503')), () => synced([1])];
    const { model } = openModel(() => answers.shift()?.(), { syncOptions: { retryStrategy: -1 } });
    await expect(model.prefetch()).rejects.toMatchObject({ code: 'sync-failed' });

    await model.prefetch();

    expect(model.getSnapshot()).toMatchObject({ state: 'paused', confirmed: ['1'], error: undefined });
  });

  it('does nothing to a model that has a state, or is at it', async () => {
    const { openModel } = await openWorld();
    const { model, sync } = openModel(() => synced([1]));
    const syncing = model.sync();
    await model.prefetch();
    await syncing;
    await model.prefetch();

    expect(model.state).toBe('ready');
    expect(sync).toHaveBeenCalledOnce();
  });
});

describe('the reasons for a pause', () => {
  it('add up: what the user paused stays paused when it comes into view, and the other way round', async () => {
    const { openModel } = await openWorld();
    const { model, sync } = openModel(() => synced([1]));
    await model.sync();

    await model.pause('out-of-view');
    expect(model.getSnapshot().pausedReason).toBe('out-of-view');
    await model.pause();
    expect(model.getSnapshot().pausedReason).toBe('user');
    await model.resume('out-of-view');
    expect(model.getSnapshot()).toMatchObject({ state: 'paused', pausedReason: 'user' });
    await model.pause('page-hidden');
    await model.resume();
    expect(model.getSnapshot()).toMatchObject({ state: 'paused', pausedReason: 'page-hidden' });
    await model.resume('page-hidden');

    expect(model.getSnapshot()).toMatchObject({ state: 'ready', pausedReason: undefined });
    expect(sync).toHaveBeenCalledOnce();
  });

  it('tell whoever observes the model', async () => {
    const { openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    await model.sync();
    await model.pause('out-of-view');
    const seen: unknown[] = [];
    model.observe(() => seen.push(model.getSnapshot().pausedReason));

    await model.pause('page-hidden');
    await model.pause();
    await model.resume();

    expect(seen).toEqual(['page-hidden', 'user', 'page-hidden']);
  });

  it('let a sync by hand end the user’s own, and read the state of what nobody sees', async () => {
    const { local, openModel } = await openWorld();
    const answers = [synced([1]), synced([1, 2])];
    const { model } = openModel(() => answers.shift());
    await model.sync();
    await model.pause();
    await model.pause('out-of-view');

    await model.sync();

    expect(model.getSnapshot()).toMatchObject({
      state: 'paused',
      pausedReason: 'out-of-view',
      confirmed: ['1', '2'],
    });
    await reaches(model, 'paused');
    await vi.waitFor(() => expect(local.attachments(CHANNEL)).toBe(0), WAIT);
  });
});
