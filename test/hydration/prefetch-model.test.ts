import { defineModel } from 'ably-models-react';
import { dehydrate, prefetchModel, type PrefetchOptions } from 'ably-models-react/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { WAIT } from '../wait.js';

const post = defineModel({
  channelName: (id: string) => `posts:${id}`,
  sync: (id, context) => read(id, context.signal),
  merge: (state: { readonly title: string }) => state,
});
const read = vi.fn((id: string, _signal: AbortSignal) =>
  Promise.resolve<{ data: { title: string }; sequenceId: string | number }>({
    data: { title: `Post ${id}` },
    sequenceId: 7,
  }),
);
const never = () => new Promise<never>(() => undefined);

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  read.mockClear();
});

describe('prefetchModel', () => {
  it('calls the sync function once, and answers its state with its place', async () => {
    const entry = await prefetchModel(post('1'));
    expect(entry).toEqual({
      name: 'posts:1',
      data: { title: 'Post 1' },
      sequenceId: '7',
      takenAt: expect.any(Number) as number,
    });
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('takes an inline model, and the name of one', async () => {
    const sync = async () => ({ data: 'a', sequenceId: '1' });
    const entry = await prefetchModel({ name: 'a', channelName: 'c', sync, merge: (state: string) => state });
    expect([entry.name, entry.data]).toEqual(['a', 'a']);
  });

  it('notes the time before the call: a slow answer makes no state younger', async () => {
    vi.useFakeTimers({ now: 1_000 });
    read.mockImplementationOnce(async () => {
      vi.setSystemTime(9_000);
      return { data: { title: 'late' }, sequenceId: 7 };
    });
    expect((await prefetchModel(post('1'))).takenAt).toBe(1_000);
  });

  it('has the data as the schema makes them', async () => {
    const numbers = defineModel({
      channelName: 'numbers',
      sync: async () => ({ data: '42', sequenceId: '1' }),
      schema: z.coerce.number(),
      merge: (state) => state,
    });
    expect((await prefetchModel(numbers())).data).toBe(42);
  });

  it.each([
    ['sync-failed', 'no database', () => Promise.reject(new Error('no database'))],
    ['sync-result-invalid', 'no sequenceId', async () => ({ data: { title: 'x' } }) as never],
    ['sync-result-invalid', 'no data', async () => ({ events: [], sequenceId: '7' }) as never],
  ])('rejects with %s, and says why: %s', async (code, why, answer) => {
    read.mockImplementationOnce(answer);
    const message = expect.stringContaining(why) as string;
    await expect(prefetchModel(post('1'))).rejects.toMatchObject({ name: 'ModelsError', code, message });
  });

  it('waits for thirty seconds, or as long as it is told to', async () => {
    vi.useFakeTimers();
    read.mockImplementation(never);
    for (const [options, ms] of [
      [{}, 30_000],
      [{ timeout: 50 }, 50],
    ] as const) {
      const failed = vi.fn<(error: unknown) => void>();
      void prefetchModel(post('1'), options).catch(failed);
      await vi.advanceTimersByTimeAsync(ms - 1);
      expect(failed).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(failed).toHaveBeenCalledWith(expect.objectContaining({ code: 'sync-failed' }));
    }
    expect(vi.getTimerCount()).toBe(0);
    read.mockReset();
  });

  it('ends with the request, also where the function does not look at its signal', async () => {
    read.mockImplementationOnce(never);
    const request = new AbortController();
    const entry = prefetchModel(post('1'), { signal: request.signal });
    await vi.waitFor(() => expect(read).toHaveBeenCalled(), WAIT);
    request.abort();
    await expect(entry).rejects.toMatchObject({
      code: 'sync-failed',
      message: expect.stringContaining('called off') as string,
    });
    expect(read.mock.calls[0]?.[1].aborted).toBe(true);
  });

  it('calls nothing for a request that is gone already', async () => {
    const signal = AbortSignal.abort();
    await expect(prefetchModel(post('1'), { signal })).rejects.toMatchObject({ code: 'sync-failed' });
    expect(read).not.toHaveBeenCalled();
  });

  it.each([
    ['what is no model', { channelName: '' }, {}],
    ['an option that does not exist', post('1'), { timeuot: 1 }],
    ['a time that is none', post('1'), { timeout: NaN }],
  ])('rejects with invalid-options for %s', async (_, model, options) => {
    await expect(prefetchModel(model as never, options as PrefetchOptions)).rejects.toMatchObject({
      code: 'invalid-options',
    });
    expect(read).not.toHaveBeenCalled();
  });
});

describe('dehydrate', () => {
  const entry = { name: 'a', data: 1, sequenceId: '1', takenAt: 5 };

  it('packs what was read, by name', () => {
    expect(dehydrate(entry, { ...entry, name: 'b' })).toEqual({
      version: 1,
      models: {
        a: { data: 1, sequenceId: '1', takenAt: 5, syncedAt: 5 },
        b: { data: 1, sequenceId: '1', takenAt: 5, syncedAt: 5 },
      },
    });
  });

  it('skips what could not be read', async () => {
    read.mockRejectedValueOnce(new Error('no database'));
    expect(dehydrate(await prefetchModel(post('1')).catch(() => undefined))).toEqual({
      version: 1,
      models: {},
    });
  });

  it('keeps the later of two reads of one model, in either order', () => {
    const later = { ...entry, data: 2, takenAt: 6 };
    expect(dehydrate(entry, later).models['a']?.data).toBe(2);
    expect(dehydrate(later, entry).models['a']?.data).toBe(2);
  });

  it('takes any name', () => {
    const { models } = dehydrate({ ...entry, name: '__proto__' });
    expect(Object.entries(models)).toHaveLength(1);
  });
});
