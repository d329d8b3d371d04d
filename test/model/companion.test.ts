import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SavedState } from 'ably-models-react';
import { liveClient } from '../../src/client/live-client.js';
import type { Companion } from '../../src/model/companion.js';
import type { ModelFunctions } from '../../src/model/live-model.js';
import type { SyncContext, SyncResult } from '../../src/model/spec.js';
import { appendEvent, CHANNEL, deferred, type Log, openWorld, shows, synced, WAIT } from './world.js';

afterEach(() => void vi.restoreAllMocks());

const keptNow = (ids: readonly number[], more: object = {}): SavedState => ({
  data: ids.map(String),
  sequenceId: String(ids.at(-1) ?? 0),
  inChannel: true,
  takenAt: Date.now(),
  ...more,
});

/** As `Companion['read']`, of one type of data. */
type Read = (
  model: unknown,
  functions: ModelFunctions<Log>,
  context: SyncContext,
  params: readonly unknown[],
) => Promise<SyncResult<Log>>;

/** A world in which a companion stands beside the models. */
async function openWithCompanion(
  load: () => Promise<SavedState | undefined>,
  answer: () => unknown = () => Promise.reject(new Error('nobody may ask')),
) {
  const world = await openWorld();
  const companion = {
    made: vi.fn<Companion['made']>(),
    heard: vi.fn<Companion['heard']>(),
    load: vi.fn(load),
    read: vi.fn<Read>((_, functions, context, params) => functions.sync(context, params)),
    mutate: vi.fn<Companion['mutate']>(),
  };
  const logger = { debug: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const { client } = world.open({ logger, syncOptions: { retryStrategy: -1 } });
  client[liveClient].companion = companion as unknown as Companion;
  const sync = vi.fn(async (..._params: string[]) => (await answer()) as SyncResult<Log>);
  const get = () => client.models.get({ channelName: CHANNEL, sync, merge: appendEvent });
  return { ...world, client, companion, sync, logger, get };
}

describe('a companion', () => {
  it('is told of each model when it is made, and asked when that begins', async () => {
    const { companion, get } = await openWithCompanion(() => Promise.resolve(keptNow([1])));

    const model = get();
    expect(companion.made.mock.calls).toEqual([[model]]);
    expect(companion.load).not.toHaveBeenCalled();
    await model.sync();
    await model.pause();
    await model.resume();
    await model.dispose();

    expect(companion.load).toHaveBeenCalledOnce();
  });

  it('brings what was kept, which is gone on from by a replay', async () => {
    const { publish, get, sync } = await openWithCompanion(() => Promise.resolve(keptNow([1])));
    publish(1);
    publish(2);
    const model = get();
    const seen: unknown[] = [];
    model.observe(() => seen.push(model.getSnapshot().confirmed));

    await model.sync();

    expect(seen).toContainEqual(['1']);
    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '2'], hydration: 'replayed' });
    expect(sync).not.toHaveBeenCalled();
    await model.dispose();
  });

  it('that has nothing leaves the model to sync as ever', async () => {
    const { get } = await openWithCompanion(
      () => Promise.resolve(undefined),
      () => synced([1]),
    );
    const model = get();

    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1'], hydration: undefined });
    await model.dispose();
  });

  it('that has rubbish does as well, and the logger hears of it', async () => {
    const { get, logger } = await openWithCompanion(
      () => Promise.resolve({ sequenceId: '1' } as SavedState),
      () => synced([1]),
    );
    const model = get();

    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ state: 'ready', confirmed: ['1'], error: undefined });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.objectContaining({ error: expect.objectContaining({ code: 'invalid-options' }) as Error }),
      `unable to restore model "${CHANNEL}"; what was saved has no data`,
    );
    await model.dispose();
  });

  it('never takes the place of what was restored', async () => {
    const { client, get } = await openWithCompanion(() => Promise.resolve(keptNow([7])));
    client.restore({ [CHANNEL]: keptNow([1], { inChannel: false }) });
    const model = get();

    await model.sync();

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1'], hydration: 'replayed' });
    await model.dispose();
  });

  it('is enough for who cannot be seen yet: nothing is attached until somebody comes', async () => {
    const { local, publish, get, sync } = await openWithCompanion(() => Promise.resolve(keptNow([1])));
    publish(1);
    const model = get();

    await model.prefetch();
    expect(model.getSnapshot()).toMatchObject({ state: 'paused', confirmed: ['1'], hydration: 'hydrated' });
    expect(local.counters.attaches).toBe(0);
    publish(2);
    await model.resume('unused');

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '2'], hydration: 'replayed' });
    expect(sync).not.toHaveBeenCalled();
    await model.dispose();
  });

  it('reads the state for the model: with its functions, its parameters, and a signal to give up on', async () => {
    const { companion, get, sync } = await openWithCompanion(
      () => Promise.resolve(undefined),
      () => synced([1]),
    );
    companion.read.mockImplementation(async (_, functions, context, params) => {
      const result = await functions.sync(context, params);
      return { ...result, data: [...result.data, 'and more'] };
    });
    const model = get();

    await model.sync('a', 'b');

    expect(companion.read).toHaveBeenCalledOnce();
    expect(companion.read.mock.calls[0]?.[0]).toBe(model);
    expect(companion.read.mock.calls[0]?.[2].signal).toBeInstanceOf(AbortSignal);
    expect(sync).toHaveBeenCalledWith('a', 'b');
    expect(model.data.confirmed).toEqual(['1', 'and more']);
    await model.dispose();
  });

  it('fails as a sync function does where it cannot read', async () => {
    const { companion, get } = await openWithCompanion(() => Promise.resolve(undefined));
    companion.read.mockImplementation(() => Promise.reject(new Error('503')));
    const model = get();

    await expect(model.sync()).rejects.toMatchObject({ code: 'sync-failed' });
    companion.read.mockImplementation(() => Promise.resolve({ data: [] } as unknown as SyncResult<Log>));
    await expect(model.sync()).rejects.toMatchObject({ code: 'sync-result-invalid' });

    await model.dispose();
  });
});

describe('a companion that answers late', () => {
  const openLate = async (answer?: () => unknown) => {
    const [first, second] = [deferred<SavedState | undefined>(), deferred<SavedState | undefined>()];
    let asked = 0;
    const world = await openWithCompanion(() => {
      asked += 1;
      return (asked === 1 ? first : second).promise;
    }, answer);
    const isAsked = (times: number) => vi.waitFor(() => expect(asked).toBe(times), WAIT);
    return { ...world, first, second, isAsked };
  };

  it('is asked again after a pause, and what it says to the first question is dropped', async () => {
    const { publish, get, first, second, isAsked } = await openLate();
    publish(1);
    publish(2);
    const model = get();
    const syncing = model.sync();
    await isAsked(1);
    await model.pause();
    await syncing;
    expect(model.getSnapshot()).toMatchObject({ state: 'paused', hasData: false });

    const resuming = model.resume();
    await isAsked(2);
    first.resolve(keptNow([7]));
    second.resolve(keptNow([1]));
    await resuming;

    expect(model.getSnapshot()).toMatchObject({ confirmed: ['1', '2'], hydration: 'replayed' });
    await model.dispose();
  });

  it('brings nothing to a model that is paused', async () => {
    const { get, first, isAsked } = await openLate();
    const model = get();
    const syncing = model.sync();
    await isAsked(1);
    await model.pause();

    first.resolve(keptNow([1]));
    await syncing;
    await first.promise;

    expect(model.getSnapshot()).toMatchObject({ state: 'paused', hasData: false, hydration: undefined });
    await model.dispose();
  });

  it('brings nothing to a model that is disposed of', async () => {
    const { local, get, first, isAsked } = await openLate();
    const model = get();
    const syncing = model.sync();
    await isAsked(1);
    await model.dispose();

    first.resolve(keptNow([1]));

    await expect(syncing).rejects.toMatchObject({ code: 'model-disposed' });
    await first.promise;
    expect(model.getSnapshot()).toMatchObject({ state: 'disposed', hasData: false });
    expect(local.counters.attaches).toBe(0);
  });

  it('is waited for by each sync() that is called meanwhile', async () => {
    const { publish, get, sync, first, second, isAsked } = await openLate();
    publish(1);
    const model = get();
    const syncing = [model.sync(), model.sync()];
    await isAsked(2);
    first.resolve(keptNow([7]));
    second.resolve(keptNow([1]));

    await Promise.all(syncing);

    expect(model.getSnapshot()).toMatchObject({ state: 'ready', confirmed: ['1'], hydration: 'replayed' });
    expect(sync).not.toHaveBeenCalled();
    await model.dispose();
  });

  it('does not take the place of what was restored meanwhile', async () => {
    const { client, publish, get, first, isAsked } = await openLate();
    publish(1);
    publish(2);
    const model = get();
    const syncing = model.sync();
    await isAsked(1);

    client.restore({ [CHANNEL]: keptNow([1]) });
    first.resolve(keptNow([7]));
    await syncing;

    await shows(model, [1, 2]);
    expect(model.getSnapshot().hydration).toBe('replayed');
    await model.dispose();
  });

  it('leaves a mutation that is made meanwhile on screen, over nothing and then over what was kept', async () => {
    const { publish, get, first, isAsked } = await openLate();
    publish(1);
    const model = get();
    const syncing = model.sync();
    await isAsked(1);
    const mutation = model.mutate({ name: 'changed', mutationId: 'm' });

    first.resolve(keptNow([1]));
    await syncing;
    expect(model.data.optimistic).toEqual(['1', '(m)']);
    publish(2, { mutationId: 'm' });

    await mutation.settled;
    expect(model.data.optimistic).toEqual(['1', '2']);
    await model.dispose();
  });
});
