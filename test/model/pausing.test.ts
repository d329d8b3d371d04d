import { afterEach, describe, expect, it, vi } from 'vitest';
import { CHANNEL, openWorld, shows, synced, WAIT } from './world.js';

afterEach(() => void vi.restoreAllMocks());

describe('pausing and resuming', () => {
  it('lets go of the channel, keeps the data, and replays what was missed without a sync', async () => {
    const { local, publish, openModel } = await openWorld();
    const { model, sync } = openModel(() => synced([], '0'));
    await model.sync();
    publish(1);
    await shows(model, [1]);

    await model.pause();
    expect(local.attachments(CHANNEL)).toBe(0);
    expect(model.data.confirmed).toEqual(['1']);
    publish(2);
    publish(3);
    await model.resume();

    expect(model.data.confirmed).toEqual(['1', '2', '3']);
    expect(sync).toHaveBeenCalledOnce();
  });

  it('replays also when no event had ever come', async () => {
    const { publish, openModel } = await openWorld();
    publish(1);
    const { model, sync } = openModel(() => synced([1]));
    await model.sync();

    await model.pause();
    publish(2);
    await model.resume();

    expect(model.data.confirmed).toEqual(['1', '2']);
    expect(sync).toHaveBeenCalledOnce();
  });

  it('replays also when the events before have long expired', async () => {
    let time = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => time);
    const { publish, openModel } = await openWorld({ now: () => time });
    const { model, sync } = openModel(() => synced([1], 1));
    await model.sync();
    publish(2);
    await shows(model, [1, 2]);
    time += 3_600_000;
    await model.pause();
    publish(3);
    time += 60_000;
    await model.resume();

    expect(model.data.confirmed).toEqual(['1', '2', '3']);
    expect(sync).toHaveBeenCalledOnce();
  });

  it('syncs anew after a long time away where the channel keeps less than it is said to', async () => {
    let time = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => time);
    const { publish, openModel } = await openWorld({ now: () => time }); // which keeps two minutes
    const answers = [synced([1], 1), synced([1, 2, 3], 3)];
    const { model, sync } = openModel(() => answers.shift(), {
      syncOptions: { messageRetentionPeriod: '24h' },
    });
    await model.sync();
    await model.pause();
    publish(2);
    time += 600_000; // 2 is gone
    publish(3);
    await model.resume();

    expect(model.data.confirmed).toEqual(['1', '2', '3']);
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('goes back to where it was in the channel, not to a number', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([5]));
    publish(5);
    await model.sync();
    publish(7);
    await shows(model, [5, 7]);

    await model.pause();
    publish(6); // assigned before 7, committed after it
    publish(8);
    await model.resume();

    expect(model.data.confirmed).toEqual(['5', '7', '6', '8']);
  });

  it('syncs when it was paused for longer than the channel keeps its messages', async () => {
    const { publish, openModel } = await openWorld();
    const answers = [synced([1]), synced([1, 2])];
    const { model, sync } = openModel(() => answers.shift());
    publish(1);
    await model.sync();
    await model.pause();
    publish(2);

    const { now } = Date;
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 121_000);
    await model.resume();

    expect(sync).toHaveBeenCalledTimes(2);
    expect(model.data.confirmed).toEqual(['1', '2']);
  });

  it('syncs when the place where it stopped is no longer in the history', async () => {
    let serverTime = Date.now();
    const { publish, openModel } = await openWorld({ now: () => serverTime });
    const answers = [synced([], '0'), synced([1, 2])];
    const { model, sync } = openModel(() => answers.shift(), { syncOptions: { retryStrategy: () => 1 } });
    await model.sync();
    publish(1);
    await shows(model, [1]);
    await model.pause();
    serverTime += 121_000;
    publish(2);
    publish(3);

    await model.resume();

    expect(sync).toHaveBeenCalledTimes(2);
    expect(model.data.confirmed).toEqual(['1', '2', '3']);
  });

  it('leaves a channel attached that the application attached', async () => {
    const { local, publish, openModel, connect } = await openWorld();
    const ably = connect();
    const heard: unknown[] = [];
    await ably.channels.get(CHANNEL).subscribe(({ id }) => heard.push(id));
    const { model } = openModel(() => synced([], '0'), { ably });
    await model.sync();

    await model.pause();
    publish(1);

    await vi.waitFor(() => expect(heard).toEqual(['1']), WAIT);
    expect(local.attachments(CHANNEL)).toBe(1);
    expect(model.data.confirmed).toEqual([]);
    await model.resume();
    expect(model.data.confirmed).toEqual(['1']);
  });

  it('leaves it attached also when it failed meanwhile, and it was the model that attached it again', async () => {
    const { local, openModel, connect } = await openWorld();
    const ably = connect();
    const channel = ably.channels.get(CHANNEL);
    await channel.attach();
    const { model } = openModel(() => synced([], '0'), { ably });
    await model.sync();

    await model.pause();
    local.failChannel(CHANNEL);
    await channel.whenState('failed');
    await model.resume();
    await model.pause();

    expect(local.attachments(CHANNEL)).toBe(1);
  });

  it('lets go of a channel of its own also when it failed while it let go of it', async () => {
    const { local, openModel } = await openWorld();
    const { model, ably } = openModel(() => synced([], '0'));
    await model.sync();

    // On its way while the model detaches, so that the channel is `failed` where `detached` was expected.
    local.failChannel(CHANNEL);
    await model.pause();
    expect(ably.channels.get(CHANNEL).state).toBe('failed');
    await model.resume();
    expect(local.attachments(CHANNEL)).toBe(1);
    await model.pause();

    expect(local.attachments(CHANNEL)).toBe(0);
  });

  it('lets two models share a channel: the pause of one leaves the other live', async () => {
    const { publish, openModel } = await openWorld();
    const { model, client } = openModel(() => synced([], '0'));
    const other = client.models.get({
      name: 'other',
      channelName: CHANNEL,
      sync: async () => synced([], '0'),
      merge: (log: readonly string[], event) => [...log, String(event.sequenceId)],
    });
    await Promise.all([model.sync(), other.sync()]);

    await model.pause();
    publish(1);

    await shows(other, [1]);
    expect(model.data.confirmed).toEqual([]);
    await other.dispose();
  });
});
