import type SdkModelsClient from '@ably-labs/models';
import type { RealtimeChannel } from 'ably';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LiveModel } from '../../src/model/live-model.js';
import { CHANNEL, synced, WAIT } from '../model/world.js';
import { definition, impatient, openWorld, reaches, shows } from './world.js';

describe('what goes wrong on a model of @ably-labs/models', () => {
  it('stops at a merge that throws, with the last good state, and syncs once only', async () => {
    const { local, publish, openModel } = await openWorld();
    const { model, sync } = await openModel(
      () => synced([1]),
      {},
      (log, event) => {
        if (event.name === 'broken') throw new Error('no such field');
        return [...log, event.name];
      },
    );
    await model.sync();

    publish(2, { name: 'good' });
    publish(3, { name: 'broken' });
    publish(4, { name: 'late' });
    await reaches(model, 'errored');
    await vi.waitFor(() => expect(local.attachments(CHANNEL)).toBe(0), WAIT);

    expect(model.getSnapshot()).toMatchObject({
      confirmed: ['1', 'good'],
      isStale: true,
      error: {
        code: 'merge-failed',
        message: `unable to merge event "broken" (sequence id "3") into model "${CHANNEL}"; no such field`,
      },
    });
    expect(sync).toHaveBeenCalledOnce();
  });

  it('stops at a merge that throws while it catches up: the sync rejects, and nothing loops', async () => {
    const { publish, openModel } = await openWorld();
    publish(1);
    publish(2);
    const { model, sync } = await openModel(
      () => synced([1]),
      {},
      () => {
        throw new Error('no such field');
      },
    );

    await expect(model.sync()).rejects.toMatchObject({ code: 'merge-failed' });

    expect(model.getSnapshot().state).toBe('errored');
    expect(sync).toHaveBeenCalledOnce();
  });

  it('starts again with a sync after a merge that threw', async () => {
    const { publish, openModel } = await openWorld();
    const answers = [synced([1]), synced([1, 2])];
    const { model, sync } = await openModel(
      () => answers.shift(),
      {},
      (log, { name }) => {
        if (name === 'broken') throw new Error('no such field');
        return [...log, name];
      },
    );
    await model.sync();
    publish(2, { name: 'broken' });
    await reaches(model, 'errored');
    await model.pause();
    await model.resume();
    expect(model.getSnapshot().state).toBe('errored');

    await model.sync();
    publish(3, { name: 'good' });

    await shows(model, [1, 2, 'good']);
    expect(model.getSnapshot()).toMatchObject({ state: 'ready', error: undefined });
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['null', null],
    ['nothing', undefined],
    ['text', 'oops'],
    ['no data', { sequenceId: '1' }],
    ['no sequence id', { data: [] }],
    ['a sequence id that is null', { data: [], sequenceId: null }],
    ['an empty sequence id', { data: [], sequenceId: '' }],
    ['a sequence id that a number cannot hold', { data: [], sequenceId: 2 ** 60 }],
  ])('is an error at once when the sync function answers %s', async (_, answer) => {
    const { local, openModel } = await openWorld();
    const { model, sync } = await openModel(() => answer);

    await expect(model.sync()).rejects.toMatchObject({ name: 'ModelsError', code: 'sync-result-invalid' });

    expect(model.getSnapshot()).toMatchObject({
      state: 'errored',
      hasData: false,
      error: { code: 'sync-result-invalid' },
    });
    expect(sync).toHaveBeenCalledOnce();
    expect(local.attachments(CHANNEL)).toBe(0);
  });

  it('gives up a sync call that does not answer for 30 seconds', async () => {
    const { openModel } = await openWorld();
    const { model, client } = await openModel(() => new Promise(() => undefined));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());

    void model.sync();
    await vi.advanceTimersByTimeAsync(29_999);
    expect(model.getSnapshot().error).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);

    expect(model.getSnapshot()).toMatchObject({ state: 'syncing', error: { code: 'sync-failed' } });
    const released = client.release(model as LiveModel<unknown>);
    // The SDK waits before it asks again, and is sent away only then.
    await vi.advanceTimersByTimeAsync(2_000);
    await released;
  });

  it('shows what a sync call failed with while the SDK tries again', async () => {
    const { openModel } = await openWorld();
    const answers = [() => Promise.reject(new Error('503')), () => synced([1])];
    const { model } = await openModel(() => answers.shift()?.(), impatient);
    const errors: unknown[] = [];
    model.observe(() => errors.push(model.getSnapshot().error?.message));

    await model.sync();

    expect(errors).toContain(`unable to sync model "${CHANNEL}"; 503`);
    expect(model.getSnapshot()).toMatchObject({ state: 'ready', error: undefined });
  });

  it('rejects with what the sync function threw when the SDK gives up, and starts again with a sync', async () => {
    const { publish, openModel } = await openWorld();
    const cause = new Error('503');
    let isDown = true;
    const { model, sync } = await openModel(() => (isDown ? Promise.reject(cause) : synced([1])), impatient);

    await expect(model.sync()).rejects.toMatchObject({ code: 'sync-failed', cause });
    expect(model.getSnapshot()).toMatchObject({ state: 'errored', error: { code: 'sync-failed' } });
    expect(sync).toHaveBeenCalledTimes(3);

    isDown = false;
    await model.sync();
    publish(2);
    await shows(model, [1, 2]);
  });

  it('tells that the history does not reach back to the sync result', async () => {
    const { publish, openModel } = await openWorld();
    publish(5);
    const { model } = await openModel(() => synced([1]), impatient);

    await expect(model.sync()).rejects.toMatchObject({ code: 'insufficient-history' });
  });

  it('tells that the key lacks the capability to read history', async () => {
    const key = 'app.key:secret';
    const { open } = await openWorld({ keys: [{ key, capability: { '*': ['subscribe'] } }] });
    const { client } = await open(impatient, { key });
    const model = client.get({ ...definition, sync: async () => synced([1]) });

    await expect(model.sync()).rejects.toMatchObject({ code: 'capability-denied' });
    expect(model.getSnapshot()).toMatchObject({ state: 'errored', confirmed: ['1'] });
    await client.release(model as LiveModel<unknown>);
  });

  it('tells at once that the key lacks the capability to attach', async () => {
    const key = 'app.key:secret';
    const { open } = await openWorld({ keys: [{ key, capability: { '*': ['history'] } }] });
    const { client, ably } = await open(impatient, { key });
    // The SDK detaches the channel that has failed, which rejects, and leaves the promise alone: nothing here can
    // handle it, so that the test has this one wait.
    const prototype = Object.getPrototypeOf(ably.channels.get(CHANNEL)) as RealtimeChannel;
    const detach = vi.spyOn(prototype, 'detach').mockReturnValueOnce(new Promise(() => undefined));
    onTestFinished(() => detach.mockRestore());
    const sync = vi.fn(async () => synced([1]));
    const model = client.get({ ...definition, sync });

    await expect(model.sync()).rejects.toMatchObject({ code: 'capability-denied' });
    expect(model.getSnapshot()).toMatchObject({ state: 'errored', confirmed: ['1'] });
    expect(sync).toHaveBeenCalledOnce();
    await client.release(model as LiveModel<unknown>);
  });

  it('reports a message without a name, and goes on', async () => {
    const { local, publish, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();

    local.publish(CHANNEL, { id: '2', extras: { headers: { 'x-ably-models-event-uuid': 'a' } } });
    await vi.waitFor(() => expect(model.getSnapshot().error?.code).toBe('event-invalid'), WAIT);
    publish(3);

    await shows(model, [1, 3]);
    expect(model.getSnapshot()).toMatchObject({ state: 'ready', error: undefined });
  });

  it('says so when somebody disposed of the SDK model, which nothing brings back', async () => {
    const { openModel } = await openWorld();
    const { model, sdk } = await openModel(() => synced([1]));
    await model.sync();
    const { settled } = model.mutate({ name: 'changed' });

    await byHand(sdk).dispose();

    const disposed = { code: 'model-disposed' };
    await expect(settled).rejects.toMatchObject(disposed);
    await expect(model.sync()).rejects.toMatchObject(disposed);
    expect(() => model.mutate({ name: 'changed' })).toThrow(expect.objectContaining(disposed) as Error);
    expect(model.getSnapshot()).toMatchObject({ state: 'disposed', error: disposed, pendingCount: 0 });
  });

  it('says so when the SDK runs a model that was made by hand, with functions of its own', async () => {
    const { open } = await openWorld();
    const { client, sdk } = await open();
    byHand(sdk);
    const model = client.get(definition);

    await expect(model.sync()).rejects.toMatchObject({
      code: 'invalid-options',
      message:
        `unable to use model "${CHANNEL}"; its client already has a model on that channel, made with \`models.get\`, ` +
        'and runs the functions of that one. Make it through the provider only',
    });
    expect(model.getSnapshot()).toMatchObject({ state: 'errored', hasData: false });
    await client.release(model as LiveModel<unknown>);
  });
});

/** The SDK's own model, as an application would get hold of it. */
const byHand = (sdk: SdkModelsClient) =>
  sdk.models.get({
    channelName: CHANNEL,
    sync: async () => synced([1]),
    merge: (state) => state,
  });
