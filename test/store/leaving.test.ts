import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineModel } from '../../src/model/define-model.js';
import { resolveModel } from '../../src/model/resolve-model.js';
import { ModelObserver } from '../../src/store/model-observer.js';
import { openStore } from '../../src/store/stores.js';
import type { Visibility } from '../../src/store/visibility.js';
import { FakeClient } from '../react/fake-client.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const counter = defineModel({
  channelName: (name: string) => name,
  sync: (_name: string) => Promise.resolve({ data: 0, sequenceId: '0' }),
  merge: { added: (count: number, { data }: { data: number }) => count + data },
});

describe('What has left the screen', () => {
  afterEach(() => void vi.useRealTimers());

  it('is held by nothing, though others go by the same visibility', async () => {
    const client = new FakeClient();
    const listeners = new Set<() => void>();
    const page: Visibility = {
      getHidden: () => undefined,
      observe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    const grace = { pauseAfter: 1_000, gcTime: 1_000 };
    const mount = () => {
      const observer = new ModelObserver(client, counter('a'), grace);
      const end = observer.subscribe(() => undefined);
      observer.commit({ model: counter('a'), grace, page, around: undefined, ref: undefined });
      return { observer: new WeakRef(observer), end };
    };
    const first = mount();
    mount();
    first.end();
    first.end = () => undefined;
    for (let turn = 0; turn < 10; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve));
      collectGarbage();
    }
    expect(first.observer.deref()).toBeUndefined();
  });

  it('pauses nothing any more, where the client hands out the same model again', async () => {
    vi.useFakeTimers();
    const client = new FakeClient();
    // As that of @ably-labs/models: one model a channel, for ever.
    client.release = () => Promise.resolve();
    const claim = (grace: { pauseAfter: number; gcTime: number }) =>
      openStore(client, resolveModel(counter('a'))).claim(
        { definition: resolveModel(counter('a')) },
        () => grace,
      );
    const end = claim({ pauseAfter: 1_000, gcTime: 100 });
    await vi.advanceTimersByTimeAsync(50);
    end();
    await vi.advanceTimersByTimeAsync(98);
    // The second waits for the next frame, and the store is let go of before.
    client.model('a').emit('added', 1);
    client.model('a').emit('added', 1);
    await vi.advanceTimersByTimeAsync(2);
    client.model('a').show({ state: 'initialized', hasData: false });
    claim({ pauseAfter: 1_000, gcTime: 100 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(client.model('a').getSnapshot().state).toBe('ready');
  });
});
