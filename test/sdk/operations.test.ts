import { describe, expect, it, vi } from 'vitest';
import { CHANNEL, deferred, synced, WAIT } from '../model/world.js';
import type { LiveModel } from '../../src/model/live-model.js';
import { definition, openWorld, reaches, shows } from './world.js';

describe('pause, resume and release on a model of @ably-labs/models', () => {
  it('pauses: the channel is detached, the data stays', async () => {
    const { local, publish, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();

    await model.pause();
    publish(2);

    expect(local.attachments(CHANNEL)).toBe(0);
    expect(model.getSnapshot()).toMatchObject({ state: 'paused', confirmed: ['1'], isStale: true });
  });

  it('resumes with what was missed, from the channel', async () => {
    const { publish, openModel } = await openWorld();
    const { model, sync } = await openModel(() => synced([1]));
    await model.sync();
    publish(2);
    await shows(model, [1, 2]);
    await model.pause();
    publish(3);

    await model.resume();
    await shows(model, [1, 2, 3]);
    publish(4);

    await shows(model, [1, 2, 3, 4]);
    expect(model.getSnapshot().state).toBe('ready');
    expect(sync).toHaveBeenCalledOnce();
  });

  it('ends paused and detached when paused during a sync call, and hears events when resumed', async () => {
    const { local, publish, openModel } = await openWorld();
    const slow = deferred<unknown>();
    const answers: unknown[] = [slow.promise, synced([1])];
    const { model, sync } = await openModel(() => answers.shift());
    const syncing = model.sync();
    await vi.waitFor(() => expect(sync).toHaveBeenCalledOnce(), WAIT);

    await model.pause();
    await syncing;
    slow.resolve(synced([7]));
    expect(model.getSnapshot()).toMatchObject({ state: 'paused', hasData: false, error: undefined });
    expect(local.attachments(CHANNEL)).toBe(0);

    await model.resume();
    publish(2);
    await shows(model, [1, 2]);
  });

  it('ends paused and detached when paused during a replay, and hears events when resumed', async () => {
    const { local, publish, openModel } = await openWorld({ latencyMs: 20 });
    const { model } = await openModel(() => synced([1]));
    void model.sync();
    await shows(model, [1]);

    await model.pause();
    expect(model.getSnapshot().state).toBe('paused');
    await vi.waitFor(() => expect(local.attachments(CHANNEL)).toBe(0), WAIT);

    await model.resume();
    publish(2);
    await shows(model, [1, 2]);
  });

  it('ends paused when the detach fails, and hears events when resumed', async () => {
    const { publish, openModel } = await openWorld();
    const { model, ably } = await openModel(() => synced([1]));
    await model.sync();
    vi.spyOn(ably.channels.get(CHANNEL), 'detach').mockRejectedValueOnce(new Error('superseded'));

    await model.pause();
    expect(model.getSnapshot().state).toBe('paused');

    await model.resume();
    publish(2);
    await shows(model, [1, 2]);
  });

  it('follows the latest intention, however many there were in one tick', async () => {
    const { local, publish, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();

    const all = [model.pause(), model.resume(), model.pause(), model.resume(), model.pause()];
    await Promise.all(all);
    expect(model.getSnapshot().state).toBe('paused');
    expect(local.attachments(CHANNEL)).toBe(0);

    await Promise.all([model.resume(), model.pause(), model.sync(), model.pause(), model.resume()]);
    expect(model.getSnapshot().state).toBe('ready');
    publish(2);
    await shows(model, [1, 2]);
  });

  it('does nothing to a model that was never synced', async () => {
    const { openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));

    await model.pause();
    await model.resume();

    expect(model.getSnapshot().state).toBe('initialized');
  });

  it('releases: the channel is detached, the data forgotten, what is pending rejected', async () => {
    const { local, openModel } = await openWorld();
    const { model, client } = await openModel(() => synced([1]));
    await model.sync();
    const { settled } = model.mutate({ name: 'changed' });

    await client.release(model as LiveModel<unknown>);

    expect(local.attachments(CHANNEL)).toBe(0);
    expect(client.peek(CHANNEL)).toBeUndefined();
    expect(model.getSnapshot()).toMatchObject({ state: 'initialized', hasData: false, pendingCount: 0 });
    await expect(settled).rejects.toMatchObject({ code: 'model-disposed' });
  });

  it('starts a released model again when it is asked for again', async () => {
    const { publish, openModel } = await openWorld();
    const { model, client } = await openModel(() => synced([1]));
    await model.sync();
    await client.release(model as LiveModel<unknown>);

    const again = client.get({ ...definition, sync: async () => synced([1, 2]) });
    expect(again.getSnapshot()).toMatchObject({ state: 'initialized', hasData: false });
    await again.sync();
    publish(3);

    await shows(again, [1, 2, 3]);
  });

  it('starts a model again that is asked for while it is being let go', async () => {
    const { publish, openModel } = await openWorld();
    const { model, client } = await openModel(() => synced([1]));
    await model.sync();

    const released = client.release(model as LiveModel<unknown>);
    const again = client.get({ ...definition, name: 'other name', sync: async () => synced([1]) });
    await Promise.all([released, again.sync()]);
    publish(2);

    await shows(again, [1, 2]);
    expect(again.name).toBe('other name');
    await reaches(again, 'ready');
  });

  it('tells observers of each change until they stop, and may stop twice', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();
    const stopped = vi.fn();
    const origins: string[] = [];
    const stop = model.observe(stopped);
    stop();
    stop();
    model.observe((origin) => origins.push(origin));

    model.mutate({ name: 'changed', mutationId: 'a' });
    publish(2, { mutationId: 'a' });
    await shows(model, [1, 2]);

    expect(origins).toEqual(['local', 'remote']);
    expect(stopped).not.toHaveBeenCalled();
  });
});
