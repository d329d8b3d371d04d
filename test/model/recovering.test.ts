import { afterEach, describe, expect, it, vi } from 'vitest';
import { CHANNEL, deferred, openWorld, reaches, shows, synced, untilConnected, WAIT } from './world.js';

afterEach(() => void vi.restoreAllMocks());

describe('recovering', () => {
  it('misses nothing when the connection drops and is resumed, and is stale in between', async () => {
    const { local, publish, openModel } = await openWorld();
    const { model, sync, ably } = openModel(() => synced([], '0'));
    await model.sync();
    const staleness: boolean[] = [];
    model.observe(() => staleness.push(model.getSnapshot().isStale));

    local.dropConnections();
    publish(1);
    await shows(model, [1]);
    await untilConnected(ably);
    await vi.waitFor(() => expect(model.getSnapshot().isStale).toBe(false), WAIT);

    expect(staleness).toContain(true);
    expect(model.state).toBe('ready');
    expect(sync).toHaveBeenCalledOnce();
  });

  it('replays when the connection cannot be resumed, and hears what comes after', async () => {
    const { local, publish, openModel } = await openWorld();
    const { model, sync, ably } = openModel(() => synced([], '0'));
    await model.sync();
    publish(1);
    await shows(model, [1]);

    local.forgetConnections();
    local.dropConnections();
    publish(3);
    publish(2);
    await untilConnected(ably);
    await shows(model, [1, 3, 2]);
    publish(4);

    await shows(model, [1, 3, 2, 4]);
    expect(sync).toHaveBeenCalledOnce();
    expect(model.state).toBe('ready');
  });

  it('syncs when it was away for longer than the channel keeps its messages', async () => {
    const { local, publish, openModel } = await openWorld();
    const answers = [synced([], '0'), synced([1, 2])];
    const { model, sync, ably } = openModel(() => answers.shift());
    await model.sync();
    publish(1);
    await shows(model, [1]);
    const { now } = Date;
    local.refuseConnections(true);
    local.forgetConnections();
    local.dropConnections();
    await vi.waitFor(() => expect(ably.connection.state).not.toBe('connected'), WAIT);
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 121_000);
    publish(2);
    local.refuseConnections(false);

    await shows(model, [1, 2]);
    await reaches(model, 'ready');
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('merges nothing twice when the connection goes before the message of the sync result has come', async () => {
    const { local, publish, openModel } = await openWorld();
    const late = deferred<ReturnType<typeof synced>>();
    const answers = [synced([], '0'), late.promise];
    const { model, ably } = openModel(() => answers.shift());
    await model.sync();
    const heard: unknown[] = [];
    await ably.channels.get(CHANNEL).subscribe(({ id }) => heard.push(id));

    const syncing = model.sync();
    local.loseContinuity(CHANNEL);
    publish(2);
    await vi.waitFor(() => expect(heard).toEqual(['2']), WAIT);
    local.refuseConnections(true);
    local.dropConnections();
    // Committed after 2, and so the newest of its state; the history up to the attach point has neither.
    publish(1);
    await vi.waitFor(() => expect(ably.connection.state).not.toBe('connected'), WAIT);
    late.resolve(synced([2, 1]));
    await syncing;

    expect(model.data.confirmed).toEqual(['2', '1']);
  });

  it('attaches again when somebody else detaches the channel', async () => {
    const { publish, openModel } = await openWorld();
    const { model, ably } = openModel(() => synced([], '0'));
    await model.sync();

    await ably.channels.get(CHANNEL).detach();
    publish(1);

    await shows(model, [1]);
    publish(2);
    await shows(model, [1, 2]);
  });

  it('goes on when the connection is closed and opened again', async () => {
    const { publish, openModel } = await openWorld();
    const { model, ably } = openModel(() => synced([], '0'), {
      syncOptions: { retryStrategy: () => 60_000 },
    });
    await model.sync();

    ably.close();
    await ably.connection.whenState('closed');
    expect(model.getSnapshot().isStale).toBe(true);
    publish(1);
    ably.connect();

    await shows(model, [1]);
    publish(2);
    await shows(model, [1, 2]);
    expect(model.getSnapshot().isStale).toBe(false);
  });

  it('syncs by itself when the connection is back after it had given up', async () => {
    const { local, openModel } = await openWorld();
    const { model, ably } = openModel(() => synced([1]), { syncOptions: { retryStrategy: -1 } });
    await untilConnected(ably);
    ably.close();
    await ably.connection.whenState('closed');
    await expect(model.sync()).rejects.toMatchObject({ code: 'channel-failed' });
    expect(model.state).toBe('errored');

    ably.connect();

    await reaches(model, 'ready');
    expect(local.attachments(CHANNEL)).toBe(1);
  });
});

describe('a key without a capability', () => {
  const keys = (...capabilities: string[]) => [
    { key: 'local.all:secret' },
    { key: 'local.some:secret', capability: { '*': capabilities } },
  ];

  it.each([
    ['subscribe', ['publish', 'history']],
    ['history', ['publish', 'subscribe']],
  ])('names %s when that is what is missing, and does not try again', async (missing, granted) => {
    const { open, publish } = await openWorld({ keys: keys(...granted) });
    publish(1);
    const { client } = open({}, { key: 'local.some:secret' });
    const sync = vi.fn(async () => synced([1]));
    const model = client.models.get({ channelName: CHANNEL, sync, merge: (log: string[]) => log });

    await expect(model.sync()).rejects.toMatchObject({
      code: 'capability-denied',
      message: expect.stringContaining(`"${missing}"`) as string,
    });

    expect(sync).toHaveBeenCalledOnce();
    expect(model.state).toBe('errored');
    await model.dispose();
  });
});
