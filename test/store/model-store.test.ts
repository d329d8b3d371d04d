import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineModel } from '../../src/model/define-model.js';
import { resolveModel } from '../../src/model/resolve-model.js';
import { openStore, storesOf } from '../../src/store/stores.js';
import { FakeClient } from '../react/fake-client.js';

const counter = defineModel({
  channelName: 'counter',
  sync: () => Promise.resolve({ data: 0, sequenceId: '0' }),
  merge: { added: (count, { data }: { data: number }) => count + data },
});

const grace = () => ({ pauseAfter: 1_000, gcTime: 10_000 });

describe('A store', () => {
  let client: FakeClient;
  const open = () => openStore(client, resolveModel(counter()));
  const calls = () => client.model('counter').calls;

  beforeEach(() => {
    vi.useFakeTimers();
    client = new FakeClient();
  });
  afterEach(() => vi.useRealTimers());

  it('is one for a client and a name, and another for another client', () => {
    expect(open()).toBe(open());
    expect(openStore(new FakeClient(), resolveModel(counter()))).not.toBe(open());
  });

  it('syncs once for all who claim it', () => {
    const store = open();
    for (let claim = 0; claim < 10; claim += 1) store.claim({}, grace);
    expect(calls()).toEqual(['sync']);
  });

  it('goes on as if nothing had been when it is claimed again at once', async () => {
    const store = open();
    store.claim({}, grace)();
    store.claim({}, grace);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls()).toEqual(['sync']);
  });

  it('pauses when its last claim has been gone for a while, resumes for the next, and is released in the end', async () => {
    const store = open();
    const [first, second] = [store.claim({}, grace), store.claim({}, grace)];
    first();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(calls()).toEqual(['sync']);
    second();
    await vi.advanceTimersByTimeAsync(999);
    expect(calls()).toEqual(['sync']);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls()).toEqual(['sync', 'pause']);
    const third = store.claim({}, grace);
    expect(calls()).toEqual(['sync', 'pause', 'resume']);
    third();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(client.models.size).toBe(0);
    expect(storesOf(client).byName.get('counter')).toBeUndefined();
  });

  it('lets a claim be ended twice, and counts from the first time', async () => {
    const release = open().claim({}, grace);
    await vi.advanceTimersByTimeAsync(0);
    release();
    await vi.advanceTimersByTimeAsync(900);
    release();
    await vi.advanceTimersByTimeAsync(100);
    expect(calls()).toEqual(['sync', 'pause']);
  });

  it('leaves neither a listener nor a timer behind once it is released', async () => {
    open().claim({}, grace)();
    const model = client.model('counter');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(model.listenerCount).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('never pauses or releases with `Infinity`', async () => {
    open().claim({}, () => ({ pauseAfter: Infinity, gcTime: Infinity }))();
    await vi.advanceTimersByTimeAsync(10 * 365 * 24 * 3600 * 1000);
    expect(calls()).toEqual(['sync']);
  });

  it('leaves a model paused that the user has paused', async () => {
    const store = open();
    const release = store.claim({}, grace);
    await vi.advanceTimersByTimeAsync(0);
    await store.model.pause();
    release();
    await vi.advanceTimersByTimeAsync(2_000);
    store.claim({}, grace);
    expect(store.model.getSnapshot()).toMatchObject({ state: 'paused', pausedReason: 'user' });
    await store.model.resume();
    expect(store.model.getSnapshot().state).toBe('ready');
  });

  it('tries an errored model again for a component that comes to an empty screen, not for one beside others', async () => {
    const store = open();
    const release = store.claim({}, grace);
    await vi.advanceTimersByTimeAsync(0);
    client.model('counter').show({ state: 'errored' });
    store.claim({}, grace)();
    expect(calls()).toEqual(['sync']);
    release();
    store.claim({}, grace);
    expect(calls()).toEqual(['sync', 'sync']);
  });

  it('takes a fresh model where somebody disposed of the one before', async () => {
    const store = open();
    const definition = resolveModel(counter());
    const listener = vi.fn();
    store.claim({ definition, listener }, grace);
    client.model('counter').dispose();
    client.models.clear();
    store.claim({ definition }, grace);
    expect(client.created).toBe(2);
    expect(calls()).toEqual(['sync']);
    await vi.advanceTimersByTimeAsync(16);
    expect(store.getSnapshot().state).toBe('ready');
    expect(listener).toHaveBeenCalled();
  });

  it.each<[string, (store: ReturnType<typeof open>) => unknown]>([
    ['a sync', (store) => store.sync({}, grace)],
    ['a mutation', (store) => store.claim({}, grace)],
  ])('takes a fresh model for %s too where somebody disposed of the one before', async (_, use) => {
    const store = open();
    const listener = vi.fn();
    store.claim({ definition: resolveModel(counter()), listener }, grace);
    await vi.advanceTimersByTimeAsync(1_000);
    client.model('counter').dispose();
    client.models.clear();
    use(store);
    await vi.advanceTimersByTimeAsync(16);
    expect(client.created).toBe(2);
    expect(calls()).toEqual(['sync']);
    expect(store.model).toBe(client.model('counter'));
    expect(store.getSnapshot().state).toBe('ready');
    expect(listener).toHaveBeenCalled();
  });

  it('neither pauses nor disposes of a model that the application ran before', async () => {
    const model = client.get(resolveModel(counter()));
    await model.sync();
    open().claim({}, grace)();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(model.getSnapshot().state).toBe('ready');
    expect(client.peek('counter')).toBe(model);
    // What is not ours stays, and nothing of ours on it.
    expect(client.model('counter').listenerCount).toBe(0);
    expect(storesOf(client).byName.get('counter')).toBeUndefined();
  });

  it('winds down a model that the application only asked for, and did not run', async () => {
    client.get(resolveModel(counter()));
    open().claim({}, grace)();
    const { calls } = client.model('counter');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toEqual(['sync', 'pause', 'dispose']);
  });

  it('winds down the fresh model that it took in place of one that the application ran', async () => {
    const model = client.get(resolveModel(counter()));
    await model.sync();
    const store = open();
    client.model('counter').dispose();
    client.models.clear();
    store.claim({}, grace)();
    const { calls } = client.model('counter');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toEqual(['sync', 'pause', 'dispose']);
  });

  it('shows everyone the same snapshot between two frames', async () => {
    const store = open();
    store.claim({}, grace);
    await vi.advanceTimersByTimeAsync(1_000);
    const model = client.model('counter');
    model.emit('added', 1);
    model.emit('added', 1);
    expect(store.getSnapshot().confirmed).toBe(1);
    await vi.advanceTimersByTimeAsync(16);
    expect(store.getSnapshot().confirmed).toBe(2);
  });

  it('runs the model with the functions of a claim that is still there', async () => {
    const store = open();
    const inline = (step: number) =>
      resolveModel<number>({ ...counterOptions, merge: (count: number) => count + step });
    store.claim({ definition: inline(10) }, grace);
    const release = store.claim({ definition: inline(100) }, grace);
    await vi.advanceTimersByTimeAsync(1_000);
    client.model('counter').emit('added', 1);
    expect(store.getSnapshot().confirmed).toBe(100);
    release();
    await vi.advanceTimersByTimeAsync(1_000);
    client.model('counter').emit('added', 1);
    expect(store.getSnapshot().confirmed).toBe(110);
  });
});

const counterOptions = {
  channelName: 'counter',
  sync: () => Promise.resolve({ data: 0, sequenceId: '0' }),
};
