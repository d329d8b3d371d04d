import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelsError } from '../../src/errors.js';
import { defineModel } from '../../src/model/define-model.js';
import { resolveModel } from '../../src/model/resolve-model.js';
import { forgetFailures, openStore, storesOf } from '../../src/store/stores.js';
import { FakeClient } from '../react/fake-client.js';

const answer = { data: 0, sequenceId: '0' };
const read = vi.fn(() => Promise.resolve(answer));
const counter = defineModel({ channelName: 'counter', sync: () => read(), merge: {} });
const grace = () => ({ pauseAfter: 1_000, gcTime: 10_000 });

describe('A store that somebody waits for', () => {
  let client: FakeClient;
  const open = () => openStore(client, resolveModel(counter()));
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  beforeEach(() => {
    vi.useFakeTimers();
    client = new FakeClient();
    read.mockReset().mockResolvedValue(answer);
  });
  afterEach(() => vi.useRealTimers());

  /** As React does for a component that suspends: it renders again whenever it was told to. */
  async function suspend(): Promise<void> {
    while (!open().getSnapshot().hasData) await open().lease();
  }

  it('waits for a call that takes longer than a minute, and does not begin it anew', async () => {
    let resolve: (state: typeof answer) => void = () => undefined;
    read.mockReturnValue(new Promise((resolveIt) => (resolve = resolveIt)));
    const suspended = suspend();
    await pass(90_000);
    resolve(answer);
    await pass(0);
    await suspended;
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('begins anew where a model failed that the application ran', async () => {
    read.mockRejectedValueOnce(new Error('503'));
    const model = client.get(resolveModel(counter()));
    await model.sync().catch(() => undefined);
    expect(() => void open().lease()).toThrow('503');
    forgetFailures(client);
    const suspended = suspend();
    await pass(100);
    await suspended;
    expect(open().model).toBe(model);
  });

  it('throws no error any more that was forgotten in the same tick', async () => {
    read.mockRejectedValueOnce(new Error('503'));
    open().claim({}, grace);
    await pass(1_000);
    // Whatever else is told within this frame is shown with the next one.
    client.model('counter').show({});
    forgetFailures(client);
    const arrival = open().lease();
    await pass(100);
    await arrival;
    expect(open().getSnapshot().hasData).toBe(true);
  });

  it('leaves a model alone that is still at it', async () => {
    read.mockReturnValue(new Promise(() => undefined));
    open().claim({}, grace);
    const model = client.model('counter');
    model.show({ error: new ModelsError('sync-failed', 'unable to sync; 503') });
    forgetFailures(client);
    expect(model.calls).toEqual(['sync']);
  });

  it('makes no model once it is released', async () => {
    void open().lease();
    open().release();
    await pass(0);
    expect(client.models.size).toBe(0);
    expect(storesOf(client).byName.get('counter')).toBeUndefined();
  });
});
