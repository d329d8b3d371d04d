import { describe, expect, it, vi } from 'vitest';
import { CHANNEL, deferred, openWorld, reaches, shows, synced, WAIT } from './world.js';

describe('catching up', () => {
  it('calls sync and attaches at once, and loses nothing that is published in between', async () => {
    const { local, publish, openModel } = await openWorld();
    const answer = deferred<unknown>();
    const { model, sync } = openModel(() => answer.promise);

    const ready = model.sync();
    expect(sync).not.toHaveBeenCalled(); // not within the caller's own call: it may throw
    await vi.waitFor(() => expect(sync).toHaveBeenCalledOnce(), WAIT);
    await vi.waitFor(() => expect(local.attachments(CHANNEL)).toBe(1), WAIT);
    publish(1);
    publish(2);
    answer.resolve(synced([], '0'));
    await ready;
    publish(3);

    await shows(model, [1, 2, 3]);
  });

  it('shows the sync result while it still reads the history, and is ready when that is done', async () => {
    const { local, publish, openModel } = await openWorld();
    publish(1);
    publish(2);
    const { model } = openModel(() => synced([1]));
    const seen: string[] = [];
    model.observe(() => seen.push(`${model.state}: ${String(model.data.confirmed)}`));
    local.latencyMs = 5;

    await model.sync();

    expect(seen).toContain('syncing: 1');
    expect(seen.at(-1)).toBe('ready: 1,2');
    expect(seen.filter((line) => line.startsWith('ready'))).toEqual(['ready: 1,2']);
  });

  it('merges what stands after the sync result, and not what stands before it', async () => {
    const { publish, openModel } = await openWorld();
    for (const id of [1, 2, 3, 4, 5]) publish(id);
    const { model } = openModel(() => synced([1, 2, 3]));

    await model.sync();

    expect(model.data.confirmed).toEqual(['1', '2', '3', '4', '5']);
  });

  it('merges an event once that is found in the history and comes live as well', async () => {
    const { local, publish, openModel, connect } = await openWorld();
    // The application is attached already: the history is read up to now, and overlaps with what comes live.
    const ably = connect();
    await ably.channels.get(CHANNEL).subscribe(() => undefined);
    const answer = deferred<unknown>();
    const { model } = openModel(() => answer.promise, { ably });
    const ready = model.sync();
    const heard: unknown[] = [];
    void ably.channels.get(CHANNEL).subscribe(({ id }) => heard.push(id));
    publish(1);
    publish(2);
    await vi.waitFor(() => expect(heard).toEqual(['1', '2']), WAIT);
    answer.resolve(synced([], '0'));
    await ready;

    expect(model.data.confirmed).toEqual(['1', '2']);
    expect(local.counters.historyRequests).toBe(1);
  });

  it('merges a duplicate on the wire once', async () => {
    let now = Date.now();
    const { publish, openModel } = await openWorld({ now: () => now });
    const { model } = openModel(() => synced([], '0'));
    await model.sync();
    publish(1);
    publish(2);
    // Past its two minutes the server takes the same id as a new message.
    now += 121_000;
    publish(1);
    publish(3);

    await shows(model, [1, 2, 3]);
  });

  describe('where the message of the sync result is in the channel', () => {
    it('merges a lower id that was committed after it', async () => {
      const { publish, openModel } = await openWorld();
      for (const id of [5, 7, 6, 8]) publish(id);
      const { model } = openModel(() => synced([5, 7]));

      await model.sync();

      expect(model.data.confirmed).toEqual(['5', '7', '6', '8']);
    });

    it('does not merge a higher id that stands before it', async () => {
      const { publish, openModel } = await openWorld();
      for (const id of [5, 8, 7, 9]) publish(id);
      const { model } = openModel(() => synced([5, 8, 7], 7));

      await model.sync();

      expect(model.data.confirmed).toEqual(['5', '8', '7', '9']);
    });

    it('cuts there when the message comes late, because the connector lags', async () => {
      const { publish, openModel } = await openWorld();
      publish(10);
      const { model } = openModel(() => synced([10, 20, 30]));
      await model.sync();
      // The connector publishes only now what the sync result contains, then a lower id that was committed late.
      for (const id of [20, 30, 25, 40]) publish(id);

      await shows(model, [10, 20, 30, 25, 40]);
    });

    it('takes back what it merged by order when the message comes late and shows that the state had it', async () => {
      const { publish, openModel } = await openWorld();
      // Committed in the order 10, 30, 20: the state holds all three, and 20 is the newest of its channel.
      publish(10);
      const { model } = openModel(() => synced([10, 30, 20]));
      await model.sync();
      // The connector lags: 30 looks new until 20 comes after it.
      for (const id of [30, 20, 15]) publish(id);

      await shows(model, [10, 30, 20, 15]);
    });

    it('finds it on the page before a lower id that was committed late', async () => {
      const { publish, openModel, local } = await openWorld();
      for (const id of [4, 6, 5, 7]) publish(id);
      const { model } = openModel(() => synced([4, 6]), { syncOptions: { historyPageSize: 2 } });

      await model.sync();

      expect(model.data.confirmed).toEqual(['4', '6', '5', '7']);
      expect(local.counters.historyRequests).toBe(2);
    });
  });

  describe('where it is not, because ids are global to the outbox', () => {
    it('merges the ids above it and no others', async () => {
      const { publish, openModel } = await openWorld();
      for (const id of [10, 20, 30]) publish(id);
      const { model } = openModel(() => synced([10], 15));
      await model.sync();
      publish(14);
      publish(40);

      await shows(model, [10, 20, 30, 40]);
    });
  });

  describe('paging', () => {
    it('asks for as many pages as it needs', async () => {
      const { publish, openModel, local } = await openWorld();
      for (let id = 1; id <= 50; id += 1) publish(id);
      const { model } = openModel(() => synced([], 15), { syncOptions: { historyPageSize: 10 } });

      await model.sync();

      expect(local.counters.historyRequests).toBe(4);
      expect(model.data.confirmed).toHaveLength(35);
    });

    it.each(['0', 0])('replays all there is after %j', async (sequenceId) => {
      const { publish, openModel, local } = await openWorld();
      for (let id = 1; id <= 25; id += 1) publish(id);
      const { model } = openModel(() => synced([], sequenceId), { syncOptions: { historyPageSize: 10 } });

      await model.sync();

      expect(local.counters.historyRequests).toBe(3);
      expect(model.data.confirmed).toHaveLength(25);
    });
  });

  describe('when the history does not reach back to the sync result', () => {
    it('syncs again, and is ready with the newer result', async () => {
      const { publish, openModel } = await openWorld();
      for (const id of [8, 9]) publish(id);
      const answers = [synced([1, 2]), synced([1, 2, 8])];
      const { model, sync } = openModel(() => answers.shift(), { syncOptions: { retryStrategy: () => 1 } });

      await model.sync();

      expect(sync).toHaveBeenCalledTimes(2);
      expect(model.data.confirmed).toEqual(['1', '2', '8', '9']);
    });

    it('gives up after as many tries as the strategy allows, and keeps the state on screen', async () => {
      const { publish, openModel, local } = await openWorld();
      for (const id of [8, 9]) publish(id);
      const { model, sync } = openModel(() => synced([1, 2]), {
        syncOptions: { retryStrategy: (attempt) => (attempt > 2 ? -1 : 1) },
      });

      await expect(model.sync()).rejects.toMatchObject({
        code: 'insufficient-history',
        message: expect.stringMatching(
          /^unable to catch up model "posts:1" from sequence id "2"; the state is at least \d+ s old, and the history of channel "posts:1" is kept for 120 s and begins at "8"$/,
        ) as string,
      });

      expect(sync).toHaveBeenCalledTimes(3);
      expect(local.counters.historyRequests).toBe(3);
      expect(model.state).toBe('errored');
      expect(model.data.confirmed).toEqual(['1', '2']);
    });

    it('takes the state as fresh when there is no history at all', async () => {
      const { openModel } = await openWorld();
      const { model, sync } = openModel(() => synced([1, 2], 1_000));

      await model.sync();

      expect(sync).toHaveBeenCalledOnce();
      expect(model.state).toBe('ready');
    });
  });

  describe('sequence ids', () => {
    it('compare as integers of any size', async () => {
      const { publish, openModel } = await openWorld();
      for (const id of ['9', '10', '90071992547409931', '90071992547409933']) publish(id);
      const { model } = openModel(() => synced([9, 10], '90071992547409930'));

      await model.sync();

      expect(model.data.confirmed?.slice(2)).toEqual(['90071992547409931', '90071992547409933']);
    });

    it('compare as text when the sync result has text', async () => {
      const { publish, openModel } = await openWorld();
      for (const id of ['01HA', '01HB', '01HD']) publish(id);
      const { model } = openModel(() => synced(['01HA', '01HB'], '01HC'));

      await model.sync();

      expect(model.data.confirmed).toEqual(['01HA', '01HB', '01HD']);
    });

    it('of a message that was published by hand merge it, but never move the cursor', async () => {
      const { publish, openModel } = await openWorld();
      publish(1);
      const { model } = openModel(() => synced([1]));
      await model.sync();
      publish(2);
      publish('by-hand');

      await shows(model, [1, 2, 'by-hand']);
      expect(model.getSnapshot().sequenceId).toBe('2');
    });
  });

  it('merges a message without mutation id, headers or extras', async () => {
    const { local, openModel } = await openWorld();
    const { model } = openModel(() => synced([], '0'));
    await model.sync();
    local.publish(CHANNEL, { id: '1', name: 'changed' });

    await shows(model, [1]);
  });

  it('keeps listening to remote changes while it reads the state anew', async () => {
    const { publish, openModel } = await openWorld();
    const answers: unknown[] = [synced([], '0')];
    const second = deferred<unknown>();
    const { model } = openModel(() => answers.shift() ?? second.promise);
    await model.sync();
    const again = model.sync();
    publish(1);
    await shows(model, [1]);
    expect(model.state).toBe('syncing');
    publish(2);
    second.resolve(synced([1]));
    await again;

    expect(model.data.confirmed).toEqual(['1', '2']);
    await reaches(model, 'ready');
  });
});
