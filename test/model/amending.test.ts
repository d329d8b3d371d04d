import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChangeEvent } from 'ably-models-react';
import { openWorld, shows, synced, WAIT } from './world.js';

afterEach(() => void vi.restoreAllMocks());

type Log = readonly string[];

/** Appends what was sent. */
const append = (log: Log, { name, data }: ChangeEvent): Log => {
  if (name === 'unmergeable') throw new Error('no');
  return [...log, String(data)];
};

const change = (data: string, mutationId?: string) => ({
  name: 'changed',
  data,
  ...(mutationId !== undefined && { mutationId }),
});

describe('amending a mutation', () => {
  const open = async () => {
    const world = await openWorld();
    const { model } = world.openModel(() => synced([], '0'), {}, append);
    await model.sync();
    return { ...world, model };
  };

  it('puts another event in its place, under the same id', async () => {
    const { publish, model } = await open();
    const first = model.mutate(change('a', 'm'));
    model.mutate(change('b', 'n'));
    expect(model.data.optimistic).toEqual(['a', 'b']);

    first.amend?.({ ...change('A'), mutationId: 'another' });

    expect(model.data.optimistic).toEqual(['A', 'b']);
    expect(model.getSnapshot().pendingCount).toBe(2);
    publish(1, { mutationId: 'm', data: 'A' });
    await first.settled;
    expect(model.data.optimistic).toEqual(['A', 'b']);
  });

  it('may be done again and again, and cancelled after that', async () => {
    const { model } = await open();
    const mutation = model.mutate(change('a'));

    mutation.amend?.(change('b'));
    mutation.amend?.(change('c'));
    expect(model.data.optimistic).toEqual(['c']);
    mutation.cancel();

    await expect(mutation.settled).rejects.toMatchObject({ code: 'mutation-cancelled' });
    expect(model.data.optimistic).toEqual([]);
  });

  it('does nothing once it is settled, nor to another attempt under its id', async () => {
    const { model } = await open();
    const first = model.mutate(change('a', 'm'));
    first.cancel();
    first.amend?.(change('late'));
    expect(model.data.optimistic).toEqual([]);
    model.mutate(change('again', 'm'));

    first.amend?.(change('late'));

    expect(model.data.optimistic).toEqual(['again']);
  });

  it('refuses what is no event, and leaves it as it was', async () => {
    const { model } = await open();
    const mutation = model.mutate(change('a'));

    expect(() => mutation.amend?.({ name: '' })).toThrow(
      expect.objectContaining({ code: 'event-invalid' }) as Error,
    );

    expect(model.data.optimistic).toEqual(['a']);
  });

  it('takes back what can no longer be merged', async () => {
    const { model } = await open();
    const mutation = model.mutate(change('a'));

    mutation.amend?.({ name: 'unmergeable' });
    expect(model.data.optimistic).toEqual([]);

    await expect(mutation.settled).rejects.toMatchObject({ code: 'merge-failed' });
    expect(model.getSnapshot().pendingCount).toBe(0);
  });

  it('tells whoever observes the model at once', async () => {
    const { model } = await open();
    const mutation = model.mutate(change('a'));
    const origins: string[] = [];
    model.getSnapshot();
    model.observe((origin) => origins.push(origin));

    mutation.amend?.(change('b'));

    expect(origins).toEqual(['local']);
  });

  it('gives it no more time than it had, and the error names what it is now', async () => {
    const { model } = await open();
    const mutation = model.mutate(change('a', 'm'), { timeout: 30 });

    mutation.amend?.({ name: 'renamed', data: 'b' });

    await expect(mutation.settled).rejects.toMatchObject({
      code: 'mutation-timed-out',
      message: 'unable to confirm mutation "m" (renamed); no event confirmed it in time',
    });
  });
});

describe('a mutation of an earlier run', () => {
  it('finds its answer from where it was made, although the state has its event already', async () => {
    const { publish, openModel } = await openWorld();
    [1, 2, 3].forEach((id) => publish(id, id === 2 ? { mutationId: 'm' } : {}));
    const { client, model } = openModel(() => synced([1, 2, 3]));
    const at = { data: ['1', '2', '3'], sequenceId: '3', inChannel: true, takenAt: Date.now() };
    client.restore({ [model.name]: at });

    const mutation = model.mutate(
      { name: 'changed', mutationId: 'm' },
      { timeout: Infinity, madeAt: { id: '1', inChannel: true } },
    );
    await model.sync();

    await mutation.settled;
    expect(model.getSnapshot()).toMatchObject({ optimistic: ['1', '2', '3'], pendingCount: 0 });
  });

  it('waits for one that is yet to come, where nothing is left of where it was made', async () => {
    const { publish, openModel } = await openWorld();
    publish(9);
    const { client, model } = openModel(() => synced([9]));
    client.restore({ [model.name]: { data: ['9'], sequenceId: '9', inChannel: true, takenAt: Date.now() } });
    const mutation = model.mutate(
      { name: 'changed', mutationId: 'm' },
      { timeout: Infinity, madeAt: { id: '1', inChannel: true } },
    );

    await model.sync();
    expect(model.data.optimistic).toEqual(['9', '(m)']);
    publish(10, { mutationId: 'm' });

    await mutation.settled;
    await shows(model, [9, 10]);
  });
});

describe('a mutation without a timeout', () => {
  it('stays for as long as it takes, through pauses too', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([], '0'), { optimisticEventOptions: { timeout: 1 } });
    await model.sync();
    const lasting = model.mutate({ name: 'changed', mutationId: 'lasting' }, { timeout: Infinity });
    const short = model.mutate({ name: 'changed', mutationId: 'short' });
    await expect(short.settled).rejects.toMatchObject({ code: 'mutation-timed-out' });

    await model.pause();
    await model.resume();

    expect(model.data.optimistic).toEqual(['(lasting)']);
    publish(1, { mutationId: 'lasting' });
    await lasting.settled;
    await vi.waitFor(() => expect(model.data.optimistic).toEqual(['1']), WAIT);
  });
});
