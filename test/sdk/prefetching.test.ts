import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CHANNEL, deferred, synced, WAIT } from '../model/world.js';
import { letGo, openWorld, shows } from './world.js';

describe('reading ahead on a model of @ably-labs/models', () => {
  it('shows the state, and attaches nothing', async () => {
    const { local, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));

    await model.prefetch();

    expect(model.getSnapshot()).toMatchObject({ state: 'initialized', confirmed: ['1'], isStale: true });
    expect(local.counters.attaches).toBe(0);
  });

  it('goes on from there without another sync call', async () => {
    const { local, publish, openModel } = await openWorld();
    publish(1);
    const { model, sync } = await openModel(() => synced([1]));
    await model.prefetch();
    publish(2);

    await model.sync();

    await shows(model, [1, 2]);
    expect(local.attachments(CHANNEL)).toBe(1);
    expect(sync).toHaveBeenCalledOnce();
  });

  it('serves who comes while the call is on its way with the same call', async () => {
    const { openModel } = await openWorld();
    const answer = deferred<unknown>();
    const { model, sync } = await openModel(() => answer.promise);
    const prefetching = model.prefetch();
    await vi.waitFor(() => expect(sync).toHaveBeenCalledOnce(), WAIT);

    const syncing = model.sync();
    answer.resolve(synced([1]));
    await Promise.all([prefetching, syncing]);

    expect(model.getSnapshot()).toMatchObject({ state: 'ready', confirmed: ['1'] });
    expect(sync).toHaveBeenCalledOnce();
  });

  it('tells what went wrong, and begins anew when asked again', async () => {
    const { openModel } = await openWorld();
    const answers = [() => Promise.reject(new Error('503')), () => synced([1])];
    const { model } = await openModel(() => answers.shift()?.());

    await expect(model.prefetch()).rejects.toMatchObject({ code: 'sync-failed' });
    expect(model.getSnapshot()).toMatchObject({ state: 'errored', hasData: false });
    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ state: 'ready', confirmed: ['1'], error: undefined });
  });

  it('reads for who waits on a model that was paused before it had anything, and goes on from there', async () => {
    const { local, openModel } = await openWorld();
    const answers = [() => deferred<unknown>().promise, () => synced([1])];
    const { model, sync } = await openModel(() => answers.shift()?.());
    void model.sync();
    await vi.waitFor(() => expect(sync).toHaveBeenCalledOnce(), WAIT);
    await model.pause('unused');

    await model.prefetch();
    expect(model.getSnapshot()).toMatchObject({ state: 'paused', confirmed: ['1'] });
    expect(local.counters.attaches).toBe(0);
    await model.resume('unused');

    expect(model.getSnapshot()).toMatchObject({ state: 'ready', confirmed: ['1'] });
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('reads anew when what it read ahead is older than what the channel keeps', async () => {
    const { openModel } = await openWorld();
    const answers = [synced([1]), synced([1, 2])];
    const { model } = await openModel(() => answers.shift());
    await model.prefetch();
    const later = Date.now() + 120_000;
    const now = vi.spyOn(Date, 'now').mockReturnValue(later);
    onTestFinished(() => now.mockRestore());

    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ state: 'ready', confirmed: ['1', '2'] });
  });

  it('forgets what it read when it is let go', async () => {
    const { openModel } = await openWorld();
    const answer = deferred<unknown>();
    const { client, model } = await openModel(() => answer.promise);
    const prefetching = model.prefetch();

    await letGo(client, model);
    answer.resolve(synced([1]));
    await prefetching;

    expect(model.getSnapshot()).toMatchObject({ state: 'initialized', hasData: false });
  });
});

describe('the reasons for a pause on a model of @ably-labs/models', () => {
  it('add up: what the user paused stays paused when it comes into view', async () => {
    const { openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();

    await model.pause('out-of-view');
    expect(model.getSnapshot().pausedReason).toBe('out-of-view');
    await model.pause();
    await model.resume('out-of-view');
    expect(model.getSnapshot()).toMatchObject({ state: 'paused', pausedReason: 'user' });
    await model.resume();

    expect(model.getSnapshot()).toMatchObject({ state: 'ready', pausedReason: undefined });
  });
});
