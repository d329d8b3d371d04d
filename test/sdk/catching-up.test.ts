import type { LocalAbly } from 'ably-models-react/local-ably';
import { describe, expect, it, vi } from 'vitest';
import { manualClock } from '../local-ably/local-server.js';
import { CHANNEL, deferred, synced, WAIT } from '../model/world.js';
import { impatient, openWorld, reaches, shows } from './world.js';

describe('a model of @ably-labs/models behind the adapter', () => {
  it('does nothing until it is synced', async () => {
    const { local, openModel } = await openWorld();
    const { model, sync } = await openModel(() => synced([1]));

    expect(model.getSnapshot()).toMatchObject({ state: 'initialized', hasData: false, isStale: false });
    expect(sync).not.toHaveBeenCalled();
    expect(local.attachments(CHANNEL)).toBe(0);
  });

  it('shows the sync result, replays what came after it, and hears what comes next', async () => {
    const { publish, openModel } = await openWorld();
    publish(1);
    publish(2);
    publish(3);
    const { model } = await openModel(() => synced([1, 2]));

    await model.sync();
    await shows(model, [1, 2, 3]);
    publish(4);
    await shows(model, [1, 2, 3, 4]);

    expect(model.getSnapshot()).toMatchObject({
      state: 'ready',
      sequenceId: '4',
      isStale: false,
      error: undefined,
      pendingCount: 0,
    });
    expect(model.getSnapshot().optimistic).toBe(model.getSnapshot().confirmed);
  });

  it('shows the sync result before the channel is attached', async () => {
    const { local, openModel } = await openWorld({ latencyMs: 50 });
    const { model } = await openModel(() => synced([1]));
    void model.sync();

    await shows(model, [1]);

    expect(model.getSnapshot()).toMatchObject({ state: 'syncing', isStale: true });
    expect(local.attachments(CHANNEL)).toBe(0);
  });

  it('keeps its snapshot until something in it changes', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();

    const before = model.getSnapshot();
    expect(model.getSnapshot()).toBe(before);
    publish(2);
    await shows(model, [1, 2]);
    expect(model.getSnapshot()).not.toBe(before);
  });

  it('applies no event that the sync result contains, when the connector lags', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1, 2]));
    await model.sync();

    publish(1);
    publish(2);
    publish(3);

    await shows(model, [1, 2, 3]);
  });

  it('applies an event once that is published again', async () => {
    const clock = manualClock();
    const { publish, openModel } = await openWorld({ now: clock.now });
    const { model } = await openModel(() => synced([1]));
    await model.sync();
    publish(2);
    await shows(model, [1, 2]);

    // Ably itself drops a second message of one id for two minutes: this connector begins again after that.
    clock.advance(121_000);
    for (const id of [1, 2, 3]) publish(id);

    await shows(model, [1, 2, 3]);
  });

  it('syncs anew without missing or repeating an event', async () => {
    const { publish, openModel } = await openWorld();
    const answers = [synced([1]), synced([1, 2])];
    const { model, sync } = await openModel(() => answers.shift());
    await model.sync();
    publish(2);
    await shows(model, [1, 2]);

    await model.sync();
    publish(3);

    await shows(model, [1, 2, 3]);
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('makes a sync call under way anew for a second sync, and drops the first answer', async () => {
    const { openModel } = await openWorld();
    const slow = deferred<unknown>();
    const answers: unknown[] = [slow.promise, synced([1, 2])];
    const { model, sync } = await openModel(() => answers.shift());

    const first = model.sync();
    await vi.waitFor(() => expect(sync).toHaveBeenCalledOnce(), WAIT);
    await model.sync();
    slow.resolve(synced([1]));
    await first;

    expect(model.getSnapshot()).toMatchObject({ state: 'ready', confirmed: ['1', '2'] });
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('aborts the signal of a sync call that is no longer wanted', async () => {
    const { open } = await openWorld();
    const { client } = await open();
    const signals: AbortSignal[] = [];
    const model = client.get({
      name: 'post',
      channelName: CHANNEL,
      sync: ({ signal }) => {
        signals.push(signal);
        return new Promise<{ data: string; sequenceId: string }>(() => undefined);
      },
      merge: (state) => state,
    });

    void model.sync();
    await vi.waitFor(() => expect(signals).toHaveLength(1), WAIT);
    void model.sync();
    await vi.waitFor(() => expect(signals).toHaveLength(2), WAIT);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);

    await model.pause();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(model.getSnapshot().state).toBe('paused');
  });

  it('runs the functions that it was configured with last', async () => {
    const { publish, openModel } = await openWorld();
    const { model, sync } = await openModel(() => synced([1]));
    const newer = vi.fn(async () => synced([1, 2]));
    model.configure({ sync: newer, merge: (log, { name }) => [...log, name] });

    await model.sync();
    publish(3, { name: 'renamed' });

    await shows(model, [1, 2, 'renamed']);
    expect(sync).not.toHaveBeenCalled();
  });

  it('is stale while the connection is away, and hears what was published meanwhile', async () => {
    const { local, publish, openModel } = await openWorld();
    const { model } = await openModel(() => synced([1]));
    await model.sync();

    local.dropConnections({ refuseFor: 20 });
    await vi.waitFor(
      () => expect(model.getSnapshot()).toMatchObject({ state: 'ready', isStale: true }),
      WAIT,
    );
    publish(2);

    await shows(model, [1, 2]);
    expect(model.getSnapshot().isStale).toBe(false);
  });

  it('syncs anew when the connection comes back as another one', async () => {
    const { local, publish, openModel } = await openWorld();
    const answers = [synced([1]), synced([1, 2])];
    const { model, sync } = await openModel(() => answers.shift() ?? synced([1, 2]));
    await model.sync();

    local.forgetConnections();
    local.dropConnections();
    publish(2);
    await shows(model, [1, 2]);
    await reaches(model, 'ready');
    publish(3);

    await shows(model, [1, 2, 3]);
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('hears events again after the SDK recovered by itself, which leaves it deaf', async () => {
    const { local, publish, openModel } = await openWorld({ connectionStateTtl: 50 });
    publish(1);
    const { model, ably } = await openModel(() => synced([1]));
    await model.sync();
    publish(2);
    await shows(model, [1, 2]);

    local.refuseConnections(true);
    local.dropConnections();
    await ably.connection.whenState('suspended');
    local.refuseConnections(false);
    await vi.waitFor(
      () => expect(model.getSnapshot()).toMatchObject({ state: 'ready', isStale: false }),
      WAIT,
    );
    publish(3);

    await shows(model, [1, 2, 3]);
  });

  it.each<[string, (local: LocalAbly, publish: () => void) => void]>([
    ['lost its continuity', (local, publish) => local.loseContinuity(CHANNEL, { during: publish })],
    [
      'was detached by the server',
      (local, publish) => {
        local.detachChannel(CHANNEL);
        publish();
      },
    ],
  ])('misses nothing on a channel that %s', async (_, disturb) => {
    const { local, publish, openModel } = await openWorld();
    publish(1);
    const { model } = await openModel(() => synced([1]));
    await model.sync();
    publish(2);
    await shows(model, [1, 2]);

    disturb(local, () => publish(3));
    await shows(model, [1, 2, 3]);
    await reaches(model, 'ready');
    publish(4);

    await shows(model, [1, 2, 3, 4]);
  });

  it('tries again after a history request that failed, and hears events then', async () => {
    const { local, publish, openModel } = await openWorld();
    publish(1);
    publish(2);
    const { model } = await openModel(() => synced([1]), impatient);
    local.failHistory();

    await model.sync();
    publish(3);

    await shows(model, [1, 2, 3]);
  });

  it('catches up on a channel that the application uses, and takes it away from the application', async () => {
    const { publish, openModel } = await openWorld();
    publish(1);
    publish(2);
    const { model, ably } = await openModel(() => synced([1]), impatient);
    const heardByApplication = vi.fn();
    await ably.channels.get(CHANNEL).subscribe(heardByApplication);

    await model.sync();
    publish(3);

    await shows(model, [1, 2, 3]);
    expect(heardByApplication).not.toHaveBeenCalled();
  });
});
