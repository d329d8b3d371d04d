import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CHANNEL, appendEvent, openWorld, reaches, shows, synced, WAIT } from './world.js';

const MISSED = 30;
const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Takes 3 ms for an event: a slice of the catch-up is full after three. */
let mergedNow = 0;
const slowly: typeof appendEvent = (log, event) => {
  const end = performance.now() + 3;
  while (performance.now() < end);
  mergedNow += 1;
  return appendEvent(log, event);
};

/** Calls back once, between two slices of the catch-up that runs. */
function betweenSlices(callback: () => void): void {
  const look = () => {
    if (mergedNow > 2 && mergedNow < MISSED) callback();
    else setTimeout(look);
  };
  look();
}

beforeEach(() => {
  mergedNow = 0;
});

describe('a long replay', () => {
  const open = async () => {
    const world = await openWorld();
    const opened = world.openModel(() => synced([], '0'), {}, slowly);
    // Its history is there already when the model comes.
    for (const id of ids(MISSED)) world.publish(id);
    return { ...world, ...opened };
  };

  it('lets the page have its turn meanwhile', async () => {
    const { model } = await open();
    const mergedAtTurns = new Set<number>();
    const timer = setInterval(() => mergedAtTurns.add(mergedNow));
    await model.sync();
    clearInterval(timer);

    const between = [...mergedAtTurns].filter((merged) => merged > 0 && merged < MISSED);
    expect(between.length).toBeGreaterThan(2);
    await shows(model, ids(MISSED));
  });

  it('shows nothing of it before it is done', async () => {
    const { model } = await open();
    const shown = new Set<number | undefined>();
    const timer = setInterval(() => shown.add(model.data.confirmed?.length));
    await model.sync();
    shown.add(model.data.confirmed?.length);
    clearInterval(timer);

    expect([...shown].filter((length) => length !== undefined)).toEqual([0, MISSED]);
  });

  it('merges what comes meanwhile after it, once', async () => {
    const { model, publish } = await open();
    betweenSlices(() => {
      publish(MISSED + 1);
      publish(MISSED);
    });
    await model.sync();
    publish(MISSED + 2);

    await shows(model, ids(MISSED + 2));
  });

  it('merges what comes meanwhile also where an older state has heard it live', async () => {
    const { model, publish } = await open();
    await model.sync();
    mergedNow = 0;
    betweenSlices(() => publish(MISSED + 1));
    await model.sync();

    await shows(model, ids(MISSED + 1));
  });

  it('takes nothing in when it is given up, and brings all of it when it is resumed', async () => {
    const { model } = await open();
    const paused = new Promise<void>((resolve) => betweenSlices(() => resolve(model.pause())));
    void model.sync();
    await paused;
    const merged = mergedNow;
    // As many turns as all of it would have taken.
    for (let turn = 0; turn < MISSED; turn += 1) await new Promise((resolve) => setTimeout(resolve));

    expect(mergedNow).toBe(merged);
    expect(model.state).toBe('paused');
    expect(model.data.confirmed).toEqual([]);
    expect(model.getSnapshot().sequenceId).toBe('0');
    await model.resume();
    await shows(model, ids(MISSED));
  });

  it('keeps a mutation on screen until the event that confirms it is', async () => {
    const { model, publish } = await openWorld().then((world) => ({
      ...world,
      ...world.openModel(() => synced([], '0'), {}, slowly),
    }));
    await model.sync();
    await model.pause();
    const [confirmation] = await model.optimistic(
      { mutationId: 'mine', name: 'changed' },
      { timeout: 60_000 },
    );
    publish(1, { mutationId: 'mine' });
    for (const id of ids(MISSED).slice(1)) publish(id);
    mergedNow = 0;
    const shown = new Set<string | undefined>();
    const timer = setInterval(() => shown.add(model.data.optimistic?.slice(0, 2).join()));
    await model.resume();
    await confirmation;
    shown.add(model.data.optimistic?.slice(0, 2).join());
    clearInterval(timer);

    expect([...shown]).toEqual(['(mine)', '1,2']);
  });

  it('reads again where continuity is lost meanwhile', async () => {
    const { local, model, publish } = await open();
    betweenSlices(() => {
      local.loseContinuity(CHANNEL, { during: () => publish(MISSED + 1) });
    });
    await model.sync();

    await shows(model, ids(MISSED + 1));
  });

  it('ends where its channel is lost meanwhile, and then tries again', async () => {
    const { model, ably } = await open();
    betweenSlices(() => void ably.channels.get(CHANNEL).detach());
    void model.sync();

    await vi.waitFor(() => expect(model.getSnapshot().error?.code).toBe('channel-failed'), WAIT);
    await reaches(model, 'ready');
    await shows(model, ids(MISSED));
  });

  it('stops at an event that cannot be merged, with what came before it', async () => {
    const world = await openWorld();
    const { model } = world.openModel(
      () => synced([], '0'),
      {},
      (log, event) => {
        if (event.confirmed && event.sequenceId === '20') throw new Error('no');
        return slowly(log, event);
      },
    );
    for (const id of ids(MISSED)) world.publish(id);

    await expect(model.sync()).rejects.toMatchObject({ code: 'merge-failed' });
    expect(model.data.confirmed).toEqual(ids(19).map(String));
  });
});

describe('a new sync result', () => {
  it('keeps the identity of the parts that are equal', async () => {
    const { open } = await openWorld();
    const { client } = open();
    let likes = 1;
    const model = client.models.get({
      channelName: CHANNEL,
      sync: () =>
        Promise.resolve({ data: { author: { name: 'Ada' }, likes: { count: likes } }, sequenceId: '0' }),
      merge: (state) => state,
    });
    await model.sync();
    const before = model.data.confirmed;
    await model.sync();
    expect(model.data.confirmed).toBe(before);

    likes = 2;
    await model.sync();
    expect(model.data.confirmed).toEqual({ author: { name: 'Ada' }, likes: { count: 2 } });
    expect(model.data.confirmed?.author).toBe(before?.author);
    await model.dispose();
  });
});
