import { describe, expect, it, vi } from 'vitest';
import { ModelsError } from 'ably-models-react';
import { toConfirmedEvent } from '../../src/model/change-message.js';
import { appendEvent, CHANNEL, deferred, openWorld, reaches, shows, synced, WAIT } from './world.js';

describe('merging', () => {
  it('keeps confirmed and optimistic the same object while nothing is pending', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    await model.sync();
    publish(2);
    await shows(model, [1, 2]);

    expect(model.data.optimistic).toBe(model.data.confirmed);
  });

  it('shows a mutation in the same tick, and any number of them', async () => {
    const { openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    await model.sync();

    void model.optimistic({ mutationId: 'a', name: 'changed' });
    expect(model.data.optimistic).toEqual(['1', '(a)']);
    void model.optimistic({ mutationId: 'b', name: 'changed' });
    void model.optimistic({ mutationId: 'c', name: 'changed' });

    expect(model.data.optimistic).toEqual(['1', '(a)', '(b)', '(c)']);
    expect(model.data.confirmed).toEqual(['1']);
  });

  it('shows a mutation that was made before the first sync as soon as there is a state', async () => {
    const { openModel } = await openWorld();
    const answer = deferred<unknown>();
    const { model } = openModel(() => answer.promise);
    const ready = model.sync();
    void model.optimistic({ mutationId: 'a', name: 'changed' });
    expect(model.data.optimistic).toBeUndefined();

    answer.resolve(synced([1]));
    await ready;

    expect(model.data.optimistic).toEqual(['1', '(a)']);
  });

  it('takes a mutation out and its event in within one snapshot', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    await model.sync();
    const [confirmation] = await model.optimistic({ mutationId: 'a', name: 'changed' });
    const seen: string[] = [];
    model.observe(() => seen.push(String(model.data.optimistic)));

    publish(2, { mutationId: 'a' });
    await confirmation;

    expect(new Set(seen)).toEqual(new Set(['1,2']));
    expect(model.getSnapshot().pendingCount).toBe(0);
  });

  it('confirms out of order, and keeps the others over each new state', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    await model.sync();
    const [a] = await model.optimistic({ mutationId: 'a', name: 'changed' });
    const [b] = await model.optimistic({ mutationId: 'b', name: 'changed' });

    publish(2, { mutationId: 'b' });
    await b;
    expect(model.data.optimistic).toEqual(['1', '2', '(a)']);
    publish(3, { mutationId: 'a' });
    await a;

    expect(model.data.optimistic).toEqual(['1', '2', '3']);
  });

  it('takes a mutation back that the backend rejects, and merges nothing', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    await model.sync();
    const [confirmation] = await model.optimistic({ mutationId: 'a', name: 'changed' });

    publish(2, { mutationId: 'a', rejected: true });

    await expect(confirmation).rejects.toMatchObject({ code: 'mutation-rejected' });
    expect(model.data.optimistic).toEqual(['1']);
    expect(model.getSnapshot().sequenceId).toBe('2');
  });

  it('takes a mutation back that nobody confirms in time, and merges what comes later as any event', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    await model.sync();
    const [confirmation] = await model.optimistic({ mutationId: 'a', name: 'changed' }, { timeout: 5 });

    await expect(confirmation).rejects.toMatchObject({ code: 'mutation-timed-out' });
    expect(model.data.optimistic).toEqual(['1']);
    publish(2, { mutationId: 'a' });

    await shows(model, [1, 2]);
  });

  it('lets the clock of a mutation run only while the model is live', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    await model.sync();
    const [confirmation] = await model.optimistic({ mutationId: 'a', name: 'changed' }, { timeout: 50 });
    let outcome = 'pending';
    confirmation.then(
      () => (outcome = 'confirmed'),
      () => (outcome = 'taken back'),
    );

    await model.pause();
    await new Promise((resolve) => setTimeout(resolve, 80)); // longer than its clock had left
    expect(outcome).toBe('pending');
    publish(2, { mutationId: 'a' });
    await model.resume();

    await vi.waitFor(() => expect(outcome).toBe('confirmed'), WAIT);
  });

  it('lets it run out while the model has failed, and nobody can confirm it any more', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(
      () => synced([]),
      {},
      (log, event) => {
        if (event.sequenceId === '1') throw new Error('no');
        return appendEvent(log, event);
      },
    );
    await model.sync();
    const [confirmation] = await model.optimistic({ mutationId: 'm1', name: 'changed' }, { timeout: 50 });
    publish(1);
    await reaches(model, 'errored');

    await expect(confirmation).rejects.toMatchObject({ code: 'mutation-timed-out' });
    expect(model.getSnapshot()).toMatchObject({ state: 'errored', pendingCount: 0 });
  });

  it('takes a mutation back that is cancelled, once', async () => {
    const { openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    await model.sync();
    const [confirmation, cancel] = await model.optimistic({ mutationId: 'a', name: 'changed' });

    await cancel();
    await cancel();

    await expect(confirmation).rejects.toMatchObject({ code: 'mutation-cancelled' });
    expect(model.data.optimistic).toBe(model.data.confirmed);
  });

  it('refuses an event without a name, or with a mutation id that is pending already', async () => {
    const { openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    await model.sync();
    void model.optimistic({ mutationId: 'a', name: 'changed' });

    for (const event of [{ name: '' }, { name: 'changed', mutationId: 'a' }, null, 7, { mutationId: 'b' }]) {
      await expect(model.optimistic(event as { name: string })).rejects.toMatchObject({
        code: 'event-invalid',
      });
    }
    expect(model.data.optimistic).toEqual(['1', '(a)']);
  });

  it('takes back only the mutation whose merge throws', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(
      () => synced([1]),
      {},
      (log, event) => {
        // A mutation that no longer fits once somebody else's change is there.
        if (event.mutationId === 'fragile' && log.includes('2')) throw new Error('does not fit');
        return appendEvent(log, event);
      },
    );
    await model.sync();
    const [fragile] = await model.optimistic({ mutationId: 'fragile', name: 'changed' });
    void model.optimistic({ mutationId: 'sound', name: 'changed' });
    expect(model.data.optimistic).toEqual(['1', '(fragile)', '(sound)']);

    publish(2);
    await shows(model, [1, 2]);

    await expect(fragile).rejects.toMatchObject({ code: 'merge-failed' });
    expect(model.data.optimistic).toEqual(['1', '2', '(sound)']);
    expect(model.state).toBe('ready');
  });

  it('stops as errored when the merge of a confirmed event throws, and starts again when asked to', async () => {
    const { local, publish, openModel } = await openWorld();
    const answers = [synced([1]), synced([1, 2, 3])];
    const { model, sync } = openModel(
      () => answers.shift(),
      {},
      (log, event) => {
        if (event.sequenceId === '2') throw new Error('cannot');
        return appendEvent(log, event);
      },
    );
    publish(1);
    await model.sync();
    const reasons: unknown[] = [];
    model.on('errored', ({ reason }) => reasons.push(reason));

    publish(2, { name: 'comment.added' });
    publish(3);
    await reaches(model, 'errored');

    const { error } = model.getSnapshot();
    expect(error).toMatchObject({
      code: 'merge-failed',
      message: `unable to merge event "comment.added" (sequence id "2") into model "${CHANNEL}"; cannot`,
    });
    expect(reasons).toEqual([error]);
    expect(model.data.confirmed).toEqual(['1']);
    await vi.waitFor(() => expect(local.attachments(CHANNEL)).toBe(0), WAIT);
    expect(sync).toHaveBeenCalledOnce();

    await model.sync();
    expect(model.data.confirmed).toEqual(['1', '2', '3']);
  });

  describe('a mutation that a newer sync result already contains', () => {
    it('is not shown twice, although its message stands before the result', async () => {
      const { publish, openModel } = await openWorld();
      const answers = [synced([1]), synced([1, 2, 3, 4])];
      const { model } = openModel(() => answers.shift(), { syncOptions: { historyPageSize: 1 } });
      publish(1);
      await model.sync();
      const [confirmation] = await model.optimistic({ mutationId: 'a', name: 'changed' });
      await model.pause();
      // Committed by the backend while nobody listens; the newest id of the state is past it.
      publish(2, { mutationId: 'a' });
      publish(3);
      publish(4);
      await model.sync();

      await confirmation;
      expect(model.data.optimistic).toEqual(['1', '2', '3', '4']);
    });

    it('is settled by a message that comes late and is not merged', async () => {
      const { publish, openModel } = await openWorld();
      const answers = [synced([1]), synced([1, 2])];
      const { model } = openModel(() => answers.shift());
      publish(1);
      await model.sync();
      const [confirmation] = await model.optimistic({ mutationId: 'a', name: 'changed' });
      await model.sync();
      publish(2, { mutationId: 'a' });
      await confirmation;

      expect(model.data.optimistic).toEqual(['1', '2']);
    });
  });

  it('leaves nothing behind of mutations that were confirmed', async () => {
    const { publish, openModel } = await openWorld();
    const merge = vi.fn(appendEvent);
    const { model } = openModel(() => synced([], '0'), {}, merge);
    await model.sync();
    for (let id = 1; id <= 50; id += 1) {
      const [confirmation] = await model.optimistic({ mutationId: `m${id}`, name: 'changed' });
      publish(id, { mutationId: `m${id}` });
      await confirmation;
    }
    merge.mockClear();
    publish(51);
    await shows(
      model,
      Array.from({ length: 51 }, (_, index) => index + 1),
    );

    expect(merge).toHaveBeenCalledOnce();
  });

  it('calls subscribers with the data now and after each change, confirmed only where asked', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    await model.sync();
    const optimistic = vi.fn();
    const confirmed = vi.fn();
    model.subscribe(optimistic);
    const end = model.subscribe(confirmed, { optimistic: false });
    await Promise.resolve();

    const [confirmation] = await model.optimistic({ mutationId: 'a', name: 'changed' });
    publish(2, { mutationId: 'a' });
    await confirmation;
    model.unsubscribe(optimistic);
    end();
    end();
    publish(3);
    await shows(model, [1, 2, 3]);

    expect(optimistic.mock.calls).toEqual([
      [null, ['1']],
      [null, ['1', '(a)']],
      [null, ['1', '2']],
    ]);
    expect(confirmed.mock.calls).toEqual([
      [null, ['1']],
      [null, ['1', '2']],
    ]);
  });
});

describe('the snapshot', () => {
  it('is the same object until something in it changes', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(
      () => synced([1]),
      {},
      (log) => log,
    );
    await model.sync();
    publish(2);
    await vi.waitFor(() => expect(model.getSnapshot().sequenceId).toBe('2'), WAIT);
    const before = model.getSnapshot();

    expect(model.getSnapshot()).toBe(before);
    expect(before.confirmed).toEqual(['1']);
    expect(Object.isFrozen(before)).toBe(true);
  });
});

describe('bad input', () => {
  it.each([
    ['null', null, /answered null/],
    ['a text', 'state', /answered state/],
    ['no sequenceId', { data: [] }, /no sequenceId/],
    ['a sequenceId of null', { data: [], sequenceId: null }, /no sequenceId/],
    ['an empty sequenceId', { data: [], sequenceId: '' }, /empty sequenceId/],
    ['a sequenceId that is an object', { data: [], sequenceId: {} }, /of type object/],
    ['a sequenceId that no number holds', { data: [], sequenceId: 2 ** 53 + 2 }, /send it as a string/],
    ['no data', { sequenceId: '1' }, /no data/],
  ])('of a sync result: %s is an error that is not tried again', async (_, answer, message) => {
    const { openModel } = await openWorld();
    const { model, sync } = openModel(() => answer, { syncOptions: { retryStrategy: () => 1 } });

    await expect(model.sync()).rejects.toMatchObject({
      code: 'sync-result-invalid',
      message: expect.stringMatching(message) as string,
    });

    expect(sync).toHaveBeenCalledOnce();
    expect(model.state).toBe('errored');
    expect(model.getSnapshot().error).toBeInstanceOf(ModelsError);
  });

  it('of a later sync result leaves the last good state on screen', async () => {
    const { openModel } = await openWorld();
    const answers = [synced([1]), null];
    const { model } = openModel(() => answers.shift());
    await model.sync();

    await expect(model.sync()).rejects.toMatchObject({ code: 'sync-result-invalid' });

    expect(model.data.confirmed).toEqual(['1']);
  });

  it('of a sync function that never answers is an error after its timeout', async () => {
    const { openModel } = await openWorld();
    const { model } = openModel(() => new Promise(() => undefined), {
      syncOptions: { timeout: 5, retryStrategy: -1 },
    });

    await expect(model.sync()).rejects.toMatchObject({
      code: 'sync-failed',
      message: expect.stringMatching(/did not answer within 5 ms/) as string,
    });
  });

  it('of a message without a name is reported and skipped, and gone with the next event', async () => {
    const { local, publish, openModel } = await openWorld();
    const warn = vi.fn();
    const { model } = openModel(() => synced([], '0'), {
      logger: { debug: () => undefined, warn, error: () => undefined },
    });
    await model.sync();

    publish(1, { name: undefined });
    await vi.waitFor(() => expect(model.getSnapshot().error?.code).toBe('event-invalid'), WAIT);
    expect(model.state).toBe('ready');
    expect(warn).toHaveBeenCalledOnce();
    publish(2);
    await shows(model, [2]);

    expect(model.getSnapshot().error).toBeUndefined();
    expect(local.attachments(CHANNEL)).toBe(1);
  });

  it.each([
    ['a text', 'text'],
    ['a list', [1]],
    ['headers that are a text', { headers: 'text' }],
    ['headers that are null', { headers: null }],
    ['a mutation id that is a number', { headers: { 'x-ably-models-event-uuid': 7 } }],
  ])('of extras (%s) is no reason to lose the event', (_, extras) => {
    expect(toConfirmedEvent({ id: '1', name: 'changed', extras }, '1')).toEqual({
      name: 'changed',
      data: undefined,
      confirmed: true,
      rejected: false,
      mutationId: undefined,
      sequenceId: '1',
    });
  });
});
