import { ModelsError } from 'ably-models-react';
import { describe, expect, it, vi } from 'vitest';
import type { Mutation } from '../../src/model/live-model.js';
import { CHANNEL, deferred, headersOf, synced, WAIT } from '../model/world.js';
import { openWorld, record, shows, untilConnected } from './world.js';

const codeOf = ({ settled }: Mutation) =>
  settled.then(
    () => 'confirmed',
    (error: unknown) => (error as ModelsError).code,
  );

describe('mutations on a model of @ably-labs/models', () => {
  it('show in the same tick, and any number of them', async () => {
    const { openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();

    model.mutate({ name: 'changed', mutationId: 'a' });
    expect(model.getSnapshot().optimistic).toEqual(['1', '(a)']);
    model.mutate({ name: 'changed', mutationId: 'b' });

    expect(model.getSnapshot()).toMatchObject({
      optimistic: ['1', '(a)', '(b)'],
      confirmed: ['1'],
      pendingCount: 2,
    });
  });

  it('made before the first sync result are laid over it', async () => {
    const { openModel } = await openWorld();
    const answer = deferred<unknown>();
    const { model } = await openModel(() => answer.promise);

    model.mutate({ name: 'changed', mutationId: 'a' });
    const syncing = model.sync();
    model.mutate({ name: 'changed', mutationId: 'b' });
    answer.resolve(synced([1]));
    await syncing;

    expect(model.getSnapshot().optimistic).toEqual(['1', '(a)', '(b)']);
  });

  it('give way to their events in the snapshot that shows the event', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();
    const mutations = ['a', 'b'].map((mutationId) => model.mutate({ name: 'changed', mutationId }));
    const shown = record(model);

    publish(2, { mutationId: 'a' });
    publish(3, { mutationId: 'b' });
    await Promise.all(mutations.map(({ settled }) => settled));
    await shows(model, [1, 2, 3]);

    expect(shown).toEqual(['ready: 1 (a) (b)', 'ready: 1 2 (b)', 'ready: 1 2 3']);
  });

  it('stay over what others change meanwhile', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();
    model.mutate({ name: 'changed', mutationId: 'a' });

    publish(2);
    await shows(model, [1, 2]);

    expect(model.getSnapshot().optimistic).toEqual(['1', '2', '(a)']);
  });

  it('are taken back when the backend rejects them', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();
    const rejected = model.mutate({ name: 'changed', mutationId: 'a' });
    const confirmed = model.mutate({ name: 'changed', mutationId: 'b' });

    publish(2, { mutationId: 'a', rejected: true });
    publish(3, { mutationId: 'b' });

    expect(await codeOf(rejected)).toBe('mutation-rejected');
    expect(await codeOf(confirmed)).toBe('confirmed');
    expect(model.getSnapshot()).toMatchObject({ optimistic: ['1', '3'], pendingCount: 0 });
  });

  it('are taken back when the rejection comes together with a confirmation of another', async () => {
    const { local, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();
    const [waiting, confirmed, rejected] = ['a', 'b', 'c'].map((mutationId) =>
      model.mutate({ name: 'changed', mutationId }),
    ) as [Mutation, Mutation, Mutation];

    local.publish(CHANNEL, [
      { id: 'batch:0', name: 'changed', extras: { headers: headersOf(confirmed) } },
      { id: 'batch:1', name: 'changed', extras: { headers: headersOf({ ...rejected, rejected: true }) } },
    ]);

    expect(await codeOf(confirmed)).toBe('confirmed');
    expect(await codeOf(rejected)).toBe('mutation-rejected');
    waiting.cancel();
  });

  it('are taken back by their timeout where the SDK overlooks a rejection among several that come at once', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();
    const mutations = ['a', 'b', 'c'].map((mutationId) =>
      model.mutate({ name: 'changed', mutationId }, { timeout: 200 }),
    );

    for (const [index, { mutationId }] of mutations.entries()) {
      publish(index + 2, { mutationId, rejected: true });
    }

    const ends = await Promise.all(mutations.map(codeOf));
    expect(ends[0]).toBe('mutation-rejected');
    expect(['mutation-rejected', 'mutation-timed-out']).toEqual(expect.arrayContaining(ends));
    expect(model.getSnapshot()).toMatchObject({ optimistic: ['1'], pendingCount: 0 });
  });

  it('are taken back after their timeout, which is five seconds by default and not the 120 of the SDK', async () => {
    const { openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    try {
      const short = codeOf(model.mutate({ name: 'changed' }, { timeout: 100 }));
      const byDefault = codeOf(model.mutate({ name: 'changed' }));
      vi.advanceTimersByTime(100);
      expect(await short).toBe('mutation-timed-out');
      vi.advanceTimersByTime(4_899);
      expect(model.getSnapshot().pendingCount).toBe(1);
      vi.advanceTimersByTime(1);
      expect(await byDefault).toBe('mutation-timed-out');
      expect(model.getSnapshot().optimistic).toEqual(['1']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('time out as the SDK client was told to', async () => {
    const { openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]), { optimisticEventOptions: { timeout: 20 } });
    await model.sync();

    expect(await codeOf(model.mutate({ name: 'changed' }))).toBe('mutation-timed-out');
  });

  it('have their time stand still while nothing can be heard', async () => {
    const { local, openModel } = await openWorld();
    const { model, ably } = await openModel(() => synced([1]));
    await model.sync();
    local.refuseConnections(true);
    local.dropConnections();
    await vi.waitFor(() => expect(model.getSnapshot().isStale).toBe(true), WAIT);

    const mutation = model.mutate({ name: 'changed', mutationId: 'a' }, { timeout: 50 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(model.getSnapshot().pendingCount).toBe(1);
    local.refuseConnections(false);
    await untilConnected(ably);

    expect(await codeOf(mutation)).toBe('mutation-timed-out');
  });

  it('are taken back when they are cancelled, with the reason if there is one', async () => {
    const { openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();
    const kept = model.mutate({ name: 'changed', mutationId: 'a' });
    const cancelled = model.mutate({ name: 'changed', mutationId: 'b' });

    cancelled.cancel();
    expect(model.getSnapshot().optimistic).toEqual(['1', '(a)']);
    expect(await codeOf(cancelled)).toBe('mutation-cancelled');
    kept.cancel();
    kept.cancel();
    expect(model.getSnapshot().optimistic).toBe(model.getSnapshot().confirmed);
  });

  it('that cannot be merged take nothing else with them', async () => {
    const { openModel } = await openWorld();
    const { model } = await openModel(
      () => synced([1]),
      {},
      (log, { name }) => {
        if (name === 'broken') throw new Error('no such field');
        return [...log, name];
      },
    );
    await model.sync();
    model.mutate({ name: 'good' });

    const broken = model.mutate({ name: 'broken' });

    expect(await codeOf(broken)).toBe('merge-failed');
    expect(model.getSnapshot()).toMatchObject({
      state: 'ready',
      optimistic: ['1', 'good'],
      pendingCount: 1,
    });
  });

  it('tell of a confirmation that comes after their time', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();
    const mutation = model.mutate({ name: 'changed', mutationId: 'a' }, { timeout: 5 });
    expect(await codeOf(mutation)).toBe('mutation-timed-out');

    publish(2, { mutationId: 'a' });

    await mutation.answeredLate;
    await shows(model, [1, 2]);
  });

  it.each([
    ['confirmed', false],
    ['mutation-rejected', true],
  ])('can be made again under their id as soon as they have ended, and be %s', async (end, rejected) => {
    const { publish, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();
    const first = model.mutate({ name: 'changed', mutationId: 'a' });
    // The SDK must have taken note of it, to be told to forget it.
    await new Promise((resolve) => setTimeout(resolve));
    first.cancel(new ModelsError('send-failed', 'the response was lost'));
    expect(await codeOf(first)).toBe('send-failed');
    const second = model.mutate({ name: 'changed', mutationId: 'a' });
    // By then it has forgotten the first.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(model.getSnapshot().optimistic).toEqual(['1', '(a)']);

    publish(2, { mutationId: 'a', rejected });

    expect(await codeOf(second)).toBe(end);
  });

  it('are refused without a name, and twice under one id', async () => {
    const { openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    model.mutate({ name: 'changed', mutationId: 'a' });

    const invalid = expect.objectContaining({ code: 'event-invalid' }) as Error;
    expect(() => model.mutate({ name: '' })).toThrow(invalid);
    expect(() => model.mutate({ name: 'changed', mutationId: 'a' })).toThrow(invalid);
  });

  it('leave nothing behind in the SDK once they are confirmed', async () => {
    const { publish, openModel } = await openWorld();
    const { model, sdk } = await openModel(() => synced([1]));
    await model.sync();
    const mutations = Array.from({ length: 20 }, (_, index) =>
      model.mutate({ name: 'changed', mutationId: `m${index}` }),
    );
    for (const [index, { mutationId }] of mutations.entries()) publish(index + 2, { mutationId });
    await Promise.all(mutations.map(({ settled }) => settled));

    // Its registry is private: only a look inside tells.
    const inside = sdk.models.get({
      channelName: model.channelName,
      sync: vi.fn(),
      merge: vi.fn(),
    }) as object as {
      pendingConfirmationRegistry: { pendingConfirmations: unknown[] };
    };
    await vi.waitFor(() => expect(inside.pendingConfirmationRegistry.pendingConfirmations).toEqual([]), WAIT);
  });
});
