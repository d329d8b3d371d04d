import type { EventOrderer, ModelsClientOptions } from 'ably-models-react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openRecorder } from '../../src/devtools/open-recorder.js';
import { toLiveClient } from '../../src/react/to-live-client.js';
import { openWorld, shows, synced } from '../model/world.js';
import { openWorld as openSdkWorld } from '../sdk/world.js';
import { WAIT } from '../wait.js';

async function openRecorded(
  answer: () => unknown = () => synced([1]),
  options: Partial<ModelsClientOptions> = {},
) {
  const world = await openWorld();
  const opened = world.openModel(answer, options);
  const live = toLiveClient(opened.client);
  const record = () => {
    const source = openRecorder(live);
    onTestFinished(source.close);
    return source;
  };
  return { ...world, ...opened, live, record };
}

/** A model whose next event was dropped, and which had those that followed. */
async function openDropped([dropped, ...later]: readonly number[]) {
  const opened = await openRecorded();
  const { record, model, publish } = opened;
  const source = record();
  publish(1);
  await model.sync();
  source.send({ type: 'drop-next', model: 'posts:1' });
  publish(dropped);
  for (const id of later) publish(id);
  await eventually(() => expect(source.getSnapshot().models[0]?.faults.dropped).toEqual(['changed']));
  await shows(model, [1, ...later]);
  return { ...opened, source };
}

type Source = ReturnType<typeof openRecorder>;
const logOf = (source: Source) =>
  source.getSnapshot().log.map(({ kind, what, detail }) => [kind, what, detail].filter(Boolean).join(' '));
const stagesOf = (source: Source) =>
  source
    .getSnapshot()
    .mutations.map(({ mutationId, steps }) => [mutationId, ...steps.map(({ stage }) => stage)].join(' '));
const eventually = (check: () => void) => vi.waitFor(check, WAIT);

describe('What is recorded', () => {
  it('is each state that a model was in, however short, and each event: live, or read back', async () => {
    const { record, model, publish } = await openRecorded();
    const source = record();
    await model.sync();
    publish(2);
    await shows(model, [1, 2]);
    await model.pause();
    publish(3);
    await model.resume();
    await shows(model, [1, 2, 3]);
    await eventually(() =>
      expect(logOf(source)).toEqual([
        'state syncing',
        'sync sync the state was read',
        'state ready',
        'event changed',
        'state paused user',
        'state syncing',
        'event changed read back',
        'event changed read back',
        'state ready',
      ]),
    );
    expect(source.getSnapshot().models).toMatchObject([
      { name: 'posts:1', state: 'ready', sequenceId: '3', claims: 0, pendingCount: 0, isStale: false },
    ]);
  });

  it('is a sync before what the model became by it', async () => {
    const { record, model } = await openRecorded();
    await model.sync();
    const source = record();
    await model.sync();
    expect(logOf(source)).toEqual(['state syncing', 'sync sync the state was read', 'state ready']);
  });

  it('is that a state was restored, and not that one was read', async () => {
    const { record, model } = await openRecorded();
    const source = record();
    model.restore({ ...synced([1]), takenAt: Date.now(), syncedAt: Date.now() });
    expect(logOf(source)).toEqual(['state restored from an earlier run, or from a server']);
    expect(source.getSnapshot().log[0]?.sequenceId).toBe('1');
    await model.sync();
    expect(logOf(source).slice(1)).toEqual(['state syncing', 'state ready']);
  });

  it('is what an event buffer releases as a live event', async () => {
    const { record, model, publish } = await openRecorded(undefined, {
      eventBufferOptions: { bufferMs: 20 },
    });
    const source = record();
    await model.sync();
    publish(2);
    await shows(model, [1, 2]);
    expect(logOf(source).at(-1)).toBe('event changed');
  });

  it('is why a model failed', async () => {
    const { record, model } = await openRecorded(() => ({ data: [] }));
    const source = record();
    await expect(model.sync()).rejects.toThrow();
    expect(logOf(source).at(-1)).toMatch(/^error sync-result-invalid unable to/);
    expect(source.getSnapshot().models[0]?.error).toMatch(/^unable to/);
  });

  it('is the latest five hundred entries', async () => {
    const { record, model, publish } = await openRecorded();
    const source = record();
    await model.sync();
    for (let id = 2; id <= 1200; id += 1) publish(id);
    await eventually(() => expect(model.position?.id).toBe('1200'));
    const { log } = source.getSnapshot();
    expect(log).toHaveLength(500);
    expect(log.at(-1)?.sequenceId).toBe('1200');
  });

  it('is each mutation made by hand, with what became of it', async () => {
    const { record, model, publish } = await openRecorded();
    const source = record();
    await model.sync();
    const [confirmation] = await model.optimistic({ mutationId: 'm1', name: 'changed' });
    const [cancelled, cancel] = await model.optimistic({ mutationId: 'm2', name: 'changed' });
    expect(stagesOf(source)).toEqual(['m1 applied', 'm2 applied']);
    publish(2, { mutationId: 'm1' });
    await confirmation;
    await cancel();
    await expect(cancelled).rejects.toMatchObject({ code: 'mutation-cancelled' });
    await eventually(() =>
      expect(stagesOf(source)).toEqual(['m1 applied confirmed', 'm2 applied cancelled']),
    );
  });

  it('is gone with the last who looks, and two who look share it', async () => {
    const { record, model, live } = await openRecorded();
    const [one, two] = [record(), record()];
    await model.sync();
    expect(logOf(two)).toEqual(logOf(one));
    one.close();
    one.close();
    expect(live.inspector).toBeDefined();
    await model.pause();
    expect(logOf(two).at(-1)).toBe('state paused user');
    two.close();
    expect(live.inspector).toBeUndefined();
    await model.resume();
    expect(logOf(two)).toEqual([]);
    expect(record().getSnapshot().log).toEqual([]);
  });

  it('is no model that was disposed of', async () => {
    const { record, model } = await openRecorded();
    const source = record();
    expect(source.getSnapshot().models).toHaveLength(1);
    await model.dispose();
    expect(source.getSnapshot().models).toEqual([]);
    expect(logOf(source)).toEqual(['state disposed']);
  });
});

describe('A panel', () => {
  it('is told of changes, and gets the same snapshot until then', async () => {
    const { record, model } = await openRecorded();
    await model.sync();
    const source = record();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const listener = vi.fn();
    const unsubscribe = source.subscribe(listener);
    const before = source.getSnapshot();
    for (const data of ['a', 'b']) model.optimistic({ name: 'changed', data }).catch(() => undefined);
    expect(source.getSnapshot()).toBe(before);
    vi.advanceTimersByTime(80);
    expect(listener).toHaveBeenCalledOnce();
    expect(source.getSnapshot()).not.toBe(before);
    expect(source.getSnapshot().mutations).toHaveLength(2);
    expect(source.getSnapshot()).toBe(source.getSnapshot());
    unsubscribe();
    unsubscribe();
  });

  it('reads the states of the model that it watches, and of no other', async () => {
    const { record, model } = await openRecorded();
    const source = record();
    await model.sync();
    expect(source.getSnapshot().states).toBeUndefined();
    source.send({ type: 'watch', model: 'posts:1' });
    expect(source.getSnapshot().states).toEqual({ model: 'posts:1', confirmed: ['1'], optimistic: ['1'] });
  });

  it('rejects a mutation as the backend would, while the model can hear it', async () => {
    const { record, model } = await openRecorded();
    const source = record();
    await model.sync();
    const [confirmation] = await model.optimistic({ mutationId: 'm1', name: 'changed' });
    await model.pause();
    const [mutation] = source.getSnapshot().mutations;
    expect(mutation?.canReject).toBe(false);
    await model.resume();
    await eventually(() => expect(source.getSnapshot().mutations[0]?.canReject).toBe(true));
    source.send({ type: 'reject', key: mutation?.key ?? '' });
    await expect(confirmation).rejects.toMatchObject({
      code: 'mutation-rejected',
      message: 'unable to confirm mutation "m1" (changed); the backend rejected it',
    });
    expect(model.data.optimistic).toEqual(['1']);
    await eventually(() => expect(stagesOf(source)).toEqual(['m1 applied rejected']));
  });

  it('rejects at a time, as Ably does: an orderer may ask for that', async () => {
    const eventOrderer = vi.fn<EventOrderer>((_a, _b, a, b) => Number(a.timestamp) - Number(b.timestamp));
    const { record, model } = await openRecorded(undefined, {
      eventBufferOptions: { bufferMs: 20, eventOrderer },
    });
    const source = record();
    await model.sync();
    const confirmations = await Promise.all(
      ['m1', 'm2'].map((mutationId) => model.optimistic({ mutationId, name: 'changed' })),
    );
    for (const { key } of source.getSnapshot().mutations) source.send({ type: 'reject', key });
    await Promise.all(
      confirmations.map(([confirmation]) =>
        expect(confirmation).rejects.toMatchObject({ code: 'mutation-rejected' }),
      ),
    );
    expect(eventOrderer).toHaveBeenCalled();
    expect(model.state).toBe('ready');
  });

  it('drops the next event: a new sync result has it, and the fault is forgotten', async () => {
    const log = [1];
    const { record, model, publish } = await openRecorded(() => synced(log));
    const source = record();
    await model.sync();
    source.send({ type: 'drop-next', model: 'posts:1' });
    expect(source.getSnapshot().models[0]?.faults.dropsNext).toBe(true);
    for (const id of [2, 3]) {
      log.push(id);
      publish(id);
    }
    await shows(model, [1, 3]);
    expect(source.getSnapshot().models[0]?.faults).toMatchObject({ dropsNext: false, dropped: ['changed'] });
    expect(logOf(source)).toContain('fault changed dropped: the model never had it');
    source.send({ type: 'sync', model: 'posts:1' });
    await shows(model, [1, 2, 3]);
    await eventually(() => expect(source.getSnapshot().models[0]?.faults.dropped).toEqual([]));
  });
});

describe('The Sync button', () => {
  it('reads the state anew with the parameters of the latest sync by hand, and ends a pause', async () => {
    const { record, client } = await openRecorded();
    const sync = vi.fn((_page: string) => Promise.resolve(synced([1])));
    const model = client.models.get({ channelName: 'posts:2', sync, merge: (log: string[]) => log });
    onTestFinished(() => model.dispose());
    const source = record();
    await model.sync('page-3');
    await model.pause();
    source.send({ type: 'sync', model: 'posts:2' });
    await eventually(() => expect(model.state).toBe('ready'));
    expect(sync.mock.calls).toEqual([['page-3'], ['page-3']]);
  });
});

describe('Events that are held', () => {
  it('do not outlive the channel that brought them: a replay has them', async () => {
    const log = [1];
    const { record, model, publish } = await openRecorded(() => synced(log));
    const source = record();
    await model.sync();
    source.send({ type: 'delay', model: 'posts:1', ms: 60_000 });
    // More than a page of the history: a sync result that has them all does not reach back to the first.
    for (let id = 2; id <= 151; id += 1) {
      log.push(id);
      publish(id);
    }
    const heldNow = () => source.getSnapshot().models[0]?.faults.held;
    await eventually(() => expect(heldNow()).toBe(150));
    await model.pause();
    expect(heldNow()).toBe(0);
    await model.sync();
    await shows(model, log);
    source.send({ type: 'delay', model: 'posts:1', ms: 0 });
    expect(model.data.confirmed).toEqual(log.map(String));
  });

  it('go with a loss of continuity, and are handed over when the connection drops', async () => {
    const { record, model, publish, local } = await openRecorded();
    const source = record();
    await model.sync();
    source.send({ type: 'delay', model: 'posts:1', ms: 60_000 });
    publish(2);
    const heldNow = () => source.getSnapshot().models[0]?.faults.held;
    await eventually(() => expect(heldNow()).toBe(1));
    local.loseContinuity('posts:1');
    await shows(model, [1, 2]);
    expect(heldNow()).toBe(0);
    publish(3);
    await eventually(() => expect(heldNow()).toBe(1));
    local.dropConnections({ refuseFor: 5000 });
    await shows(model, [1, 2, 3]);
    expect(heldNow()).toBe(0);
  });
});

describe('An event that was dropped', () => {
  it('comes with the next sync though it was the first since the channel was attached', async () => {
    const { source, model } = await openDropped([2]);
    source.send({ type: 'sync', model: 'posts:1' });
    // The sync result is older than the event: only the channel has it.
    await shows(model, [1, 2]);
  });

  it('is no longer said to be missing once a replay has brought it', async () => {
    const { source, model } = await openDropped([2]);
    await model.pause();
    await model.resume();
    await shows(model, [1, 2]);
    expect(source.getSnapshot().models[0]?.faults.dropped).toEqual([]);
  });

  it('comes when the devtools are gone, to a model that is paused too', async () => {
    const { source, model } = await openDropped([2, 3]);
    await model.pause();
    source.close();
    await shows(model, [1, 2, 3]);
    await eventually(() => expect(model.state).toBe('paused'));
    expect(model.data.confirmed).toEqual(['1', '2', '3']);
  });
});

describe('With the client of @ably-labs/models', () => {
  it('models, states, events and mutations are seen; its messages cannot be touched', async () => {
    const { publish, openModel } = await openSdkWorld();
    const { client, model } = await openModel(() => synced([1]));
    const source = openRecorder(client);
    onTestFinished(source.close);
    await model.sync();
    await eventually(() => expect(model.getSnapshot().state).toBe('ready'));
    publish(2);
    await eventually(() => expect(logOf(source)).toContain('event changed'));
    const { settled } = model.mutate({ mutationId: 'm1', name: 'changed' });
    const refused = expect(settled).rejects.toMatchObject({ code: 'mutation-rejected' });
    const [mutation] = source.getSnapshot().mutations;
    expect(mutation).toMatchObject({ mutationId: 'm1', canReject: true });
    source.send({ type: 'reject', key: mutation?.key ?? '' });
    await refused;
    expect(source.getSnapshot().models).toMatchObject([{ state: 'ready', faults: { isPossible: false } }]);
    await client.release(model);
    expect(source.getSnapshot().models).toEqual([]);
  });
});
