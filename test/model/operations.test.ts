import { defineModel } from 'ably-models-react';
import { describe, expect, it, vi } from 'vitest';
import { CHANNEL, deferred, openWorld, reaches, shows, synced, untilConnected, WAIT } from './world.js';

describe('sync, pause, resume and dispose, called at any time', () => {
  it('drops the result of a sync that a later one overtook', async () => {
    const { openModel } = await openWorld();
    const slow = deferred<unknown>();
    const answers: unknown[] = [slow.promise, synced([1, 2])];
    const { model, sync } = openModel(() => answers.shift());

    const first = model.sync();
    await vi.waitFor(() => expect(sync).toHaveBeenCalledOnce(), WAIT);
    await model.sync();
    slow.resolve(synced([1]));
    await first;

    expect(model.data.confirmed).toEqual(['1', '2']);
    expect(model.state).toBe('ready');
  });

  it('tells an overtaken sync function through its signal', async () => {
    const { open } = await openWorld();
    const { client } = open();
    const signals: AbortSignal[] = [];
    const post = defineModel({
      channelName: CHANNEL,
      sync: ({ signal }) => {
        signals.push(signal);
        return new Promise<{ data: string; sequenceId: string }>(() => undefined);
      },
      merge: {},
    });
    const model = client.models.get(post());
    void model.sync();
    await vi.waitFor(() => expect(signals).toHaveLength(1), WAIT);
    void model.pause();

    expect(signals[0]?.aborted).toBe(true);
    await model.dispose();
  });

  it('ends paused and detached when paused during a sync', async () => {
    const { local, openModel } = await openWorld();
    const slow = deferred<unknown>();
    const { model } = openModel(() => slow.promise);
    const syncing = model.sync();
    await vi.waitFor(() => expect(local.attachments(CHANNEL)).toBe(1), WAIT);

    await model.pause();
    slow.resolve(synced([1]));
    await syncing;

    expect(model.state).toBe('paused');
    expect(local.attachments(CHANNEL)).toBe(0);
    expect(model.data.confirmed).toBeUndefined();
  });

  it('is ready and hears events when resumed before the pause is through', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([], '0'));
    await model.sync();

    const pausing = model.pause();
    await model.resume();
    await pausing;
    publish(1);

    await shows(model, [1]);
    expect(model.state).toBe('ready');
  });

  it('settles where the last of many calls wanted it', async () => {
    const { local, publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([], '0'));
    await model.sync();

    const calls = [model.pause(), model.resume(), model.sync(), model.pause(), model.sync(), model.resume()];
    await Promise.all(calls);
    expect(model.state).toBe('ready');
    publish(1);
    await shows(model, [1]);

    await Promise.all([model.sync(), model.pause(), model.resume(), model.pause()]);
    expect(model.state).toBe('paused');
    expect(local.attachments(CHANNEL)).toBe(0);
  });

  it('does nothing when paused or resumed before the first sync', async () => {
    const { openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));

    await model.pause();
    await model.resume();

    expect(model.state).toBe('initialized');
  });

  it('tries a failing sync again as the strategy says, and shows meanwhile what it failed with', async () => {
    const { openModel } = await openWorld();
    const attempts: number[] = [];
    let tries = 0;
    const { model } = openModel(
      () => {
        tries += 1;
        if (tries < 3) throw new Error(`offline ${tries}`);
        return synced([1]);
      },
      { syncOptions: { retryStrategy: (attempt) => (attempts.push(attempt), 1) } },
    );
    const errors: unknown[] = [];
    model.observe(() => errors.push(model.getSnapshot().error?.message));

    await model.sync();

    expect(attempts).toEqual([1, 2]);
    expect(errors).toContain(`unable to sync model "${CHANNEL}"; offline 2`);
    expect(model.getSnapshot().error).toBeUndefined();
  });

  it('does not try again with a retry strategy of -1', async () => {
    const { openModel } = await openWorld();
    const { model, sync } = openModel(() => Promise.reject(new Error('offline')), {
      syncOptions: { retryStrategy: -1 },
    });

    await expect(model.sync()).rejects.toMatchObject({ code: 'sync-failed' });

    expect(sync).toHaveBeenCalledOnce();
    expect(model.state).toBe('errored');
  });

  it.each([Infinity, 3e9])('waits for %d ms, which no timer counts, and not for none', async (wait) => {
    const { openModel } = await openWorld();
    const { model, sync, ably } = openModel(() => Promise.reject(new Error('offline')), {
      syncOptions: { retryStrategy: () => wait, timeout: wait },
    });
    await untilConnected(ably);
    void model.sync();
    await vi.waitFor(() => expect(model.getSnapshot().error?.code).toBe('sync-failed'), WAIT);
    // A timer that was set to such a time would fire with the next one.
    await new Promise((resolve) => setTimeout(resolve, 5));

    expect(sync).toHaveBeenCalledOnce();
    expect(model.state).toBe('syncing');
  });

  it('gives up when the retry strategy throws, and says so', async () => {
    const { openModel } = await openWorld();
    const { model, sync } = openModel(() => Promise.reject(new Error('offline')), {
      syncOptions: {
        retryStrategy: () => {
          throw new Error('no idea');
        },
      },
    });

    await expect(model.sync()).rejects.toMatchObject({
      code: 'invalid-options',
      message: `unable to sync model "${CHANNEL}" again; retryStrategy threw: no idea`,
    });

    expect(model.state).toBe('errored');
    expect(sync).toHaveBeenCalledOnce();
  });

  it('is not stopped by a logger that throws', async () => {
    const { openModel } = await openWorld();
    const fail = () => {
      throw new Error('disk full');
    };
    const answers: unknown[] = [Promise.reject(new Error('offline')), synced([1])];
    const { model } = openModel(() => answers.shift(), {
      logger: { debug: fail, warn: fail, error: fail },
      syncOptions: { retryStrategy: () => 1 },
    });

    await model.sync();

    expect(model.state).toBe('ready');
  });

  it('stops waiting for the next try when it is paused', async () => {
    const { openModel } = await openWorld();
    const { model, sync, ably } = openModel(() => Promise.reject(new Error('offline')), {
      syncOptions: { retryStrategy: 60_000 },
    });
    await untilConnected(ably);
    const syncing = model.sync();
    await vi.waitFor(() => expect(model.getSnapshot().error?.code).toBe('sync-failed'), WAIT);

    await model.pause();
    await syncing;

    expect(model.state).toBe('paused');
    expect(sync).toHaveBeenCalledOnce();
  });

  describe('dispose', () => {
    it('lets go of channel and listeners, and rejects what is pending or asked for later', async () => {
      const { local, ...world } = await openWorld();
      const { model, ably } = world.openModel(() => synced([1]));
      await model.sync();
      const [confirmation] = await model.optimistic({ mutationId: 'm1', name: 'changed' });
      const seen = vi.fn();
      model.subscribe(seen);
      const before = listenerCount(ably);

      await model.dispose(new Error('signed out'));

      expect(model.state).toBe('disposed');
      expect(local.attachments(CHANNEL)).toBe(0);
      expect(listenerCount(ably)).toBeLessThan(before);
      await expect(confirmation).rejects.toMatchObject({ code: 'model-disposed' });
      await expect(model.sync()).rejects.toMatchObject({ code: 'model-disposed' });
      await expect(model.resume()).rejects.toMatchObject({ code: 'model-disposed' });
      await expect(model.optimistic({ name: 'changed' })).rejects.toMatchObject({ code: 'model-disposed' });
      expect(() => model.subscribe(seen)).toThrow(/disposed/);
    });

    it('rejects a sync that is under way, and tells why', async () => {
      const { openModel } = await openWorld();
      const { model } = openModel(() => new Promise(() => undefined));
      const reasons: unknown[] = [];
      model.on('disposed', ({ reason }) => reasons.push(reason?.message));
      const syncing = model.sync();

      await model.dispose(new Error('signed out'));

      await expect(syncing).rejects.toMatchObject({
        code: 'model-disposed',
        message: `unable to use model "${CHANNEL}"; it was disposed: signed out`,
      });
      expect(reasons).toEqual(['signed out']);
    });

    it('makes way for a fresh model of the same name', async () => {
      const { publish, openModel } = await openWorld();
      const { model, client } = openModel(() => synced([1]));
      await model.sync();
      await model.dispose();

      const fresh = client.models.get({
        channelName: CHANNEL,
        sync: async () => synced([], '0'),
        merge: (log: readonly string[], event) => [...log, String(event.sequenceId)],
      });
      expect(fresh).not.toBe(model);
      await fresh.sync();
      publish(2);

      await shows(fresh, [2]);
      await fresh.dispose();
    });
  });

  it('gives the lifecycle as events, with what was before', async () => {
    const { openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    const moves: string[] = [];
    for (const state of ['syncing', 'ready', 'paused', 'disposed'] as const) {
      model.on(state, ({ previous, current }) => moves.push(`${previous} → ${current}`));
    }
    const once = vi.fn();
    model.once('ready', once);
    const off = vi.fn();
    model.on('ready', off);
    model.off('ready', off);
    const already = vi.fn();
    model.whenState('initialized', model.state, already);

    await model.sync();
    await model.pause();
    await model.resume();
    await model.dispose();

    expect(moves).toEqual([
      'initialized → syncing',
      'syncing → ready',
      'ready → paused',
      'paused → syncing',
      'syncing → ready',
      'ready → disposed',
    ]);
    expect(once).toHaveBeenCalledOnce();
    expect(off).not.toHaveBeenCalled();
    expect(already).toHaveBeenCalledOnce();
    await reaches(model, 'disposed');
  });
});

/** How many listeners the connection has, ours and Ably's own. */
function listenerCount(ably: { connection: object }): number {
  const { any = [], events = {} } = ably.connection as {
    any?: unknown[];
    events?: Record<string, unknown[]>;
  };
  return any.length + Object.values(events).flat().length;
}
