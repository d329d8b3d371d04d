import assert from 'node:assert/strict';
import { setTimeout as startTimer } from 'node:timers';
import type { Behaviours } from '../behaviour.js';
import type { Log, MergedEvent } from '../driver.js';
import { appendEvent, CHANNEL, synced } from '../world.js';

/** No more for one fault, or it is a loop. */
const MOST_REQUESTS = 20;

/** Ms; unlike that of any other timer in the process. */
const TIMEOUT = 54_321;

/**
 * What may freeze a process or fill its memory, or looks at all that a process leaves unhandled (a model of another
 * test may still be at it), and is tried in one of its own: nothing here may use the test runner.
 */
export const isolated = {
  'pages-through-the-history': {
    title: 'A history of several pages is read page by page, and each page once',
    async test({ start, done, shows }) {
      const { local, publish, openModel } = await start();
      for (const id of [1, 2, 3, 4, 5]) publish(id);
      const { model } = await openModel(() => synced([1]), {
        options: { syncOptions: { historyPageSize: 2 } },
      });
      await done(model.sync());
      await shows(model, [1, 2, 3, 4, 5]);
      assert.equal(local.counters.historyRequests, 3);
    },
  },
  'stops-at-a-failing-merge': {
    title: 'A merge function that throws makes it `errored`: the last good data stays, and nothing loops',
    async test({ driver, start, becomes, done }) {
      const { local, publish, openModel } = await start();
      publish(1);
      const { model, syncs } = await openModel(() => synced([1]), {
        options: { syncOptions: { retryStrategy: driver.fixedRetryStrategy(1) } },
        merge: appendUnlessBroken,
      });
      await done(model.sync());
      publish(2);
      publish(3, { name: 'broken' });
      await becomes(() => model.state, 'errored');
      assert.deepEqual(model.data.confirmed, ['1', '2']);
      assert.equal(syncs.length, 1);
      assert.ok(local.counters.historyRequests <= MOST_REQUESTS);
    },
  },
  'stops-at-a-failing-merge-in-the-history': {
    title: 'A merge function that throws at an event of the history lets `sync()` reject, and nothing loops',
    async test({ driver, start, rejection }) {
      const { publish, openModel } = await start();
      publish(1);
      publish(2, { name: 'broken' });
      const { model, syncs } = await openModel(() => synced([1]), {
        options: { syncOptions: { retryStrategy: driver.fixedRetryStrategy(1) } },
        merge: appendUnlessBroken,
      });
      await rejection(model.sync());
      assert.equal(model.state, 'errored');
      assert.equal(syncs.length, 1);
    },
  },
  'retries-a-failing-history': {
    title: 'A history request that fails is tried again, and one more attempt is enough',
    async test({ driver, start, done, shows }) {
      // What an attempt sends is on its way for longer than it takes to begin the next one.
      const { local, publish, openModel } = await start({ latencyMs: 20 });
      publish(1);
      publish(2);
      local.failHistory({ channel: CHANNEL });
      const { model, syncs } = await openModel(() => synced([1]), {
        options: { syncOptions: { retryStrategy: driver.fixedRetryStrategy(1) } },
      });
      await done(model.sync());
      publish(3);
      await shows(model, [1, 2, 3]);
      assert.ok(syncs.length <= 2, `it synced ${syncs.length} times`);
      assert.equal(local.counters.historyRequests, 2);
    },
  },
  'forgets-the-confirmed': {
    title: 'Nothing is kept of changes that are confirmed',
    async test({ start, done, becomes }) {
      const { publish, openModel } = await start();
      const { model } = await openModel(() => synced([1]));
      await done(model.sync());
      const kept = watchTimers();
      for (let index = 0; index < 20; index += 1) {
        const mutationId = `m${index}`;
        const [confirmation] = await model.optimistic({ name: 'changed', mutationId }, { timeout: TIMEOUT });
        publish(index + 2, { mutationId });
        await done(confirmation);
      }
      assert.equal(kept.started(), 20);
      await becomes(kept.alive, 0);
    },
  },
  'survives-throwing-subscribers': {
    title: 'A subscriber that throws keeps nobody else from hearing',
    async test({ start, done, until, unhandled }) {
      const { publish, openModel } = await start();
      const { model } = await openModel(() => synced([1]));
      await done(model.sync());
      model.subscribe(() => {
        throw new Error('subscriber');
      });
      const heard: string[] = [];
      model.subscribe((_error, data) => void heard.push(String(data?.at(-1))));
      publish(2);
      await until('the other hears the event', () => heard.includes('2'));
      assert.deepEqual(unhandled, []);
    },
  },
  'leaves-nothing-unhandled': {
    title: 'A change that nobody waits for may be taken back without an unhandled rejection',
    async test({ start, done, becomes, unhandled }) {
      const { publish, openModel } = await start();
      const { model } = await openModel(() => synced([1]));
      await done(model.sync());
      await done(model.optimistic({ name: 'changed', mutationId: 'a' }, { timeout: 5 }));
      const [, cancel] = await model.optimistic({ name: 'changed', mutationId: 'b' });
      await cancel();
      await done(model.optimistic({ name: 'changed', mutationId: 'c' }));
      publish(2, { mutationId: 'c', rejected: true });
      await becomes(() => model.data.optimistic?.join(), '1');
      assert.deepEqual(unhandled, []);
    },
  },
} satisfies Behaviours;

function appendUnlessBroken(log: Log, event: MergedEvent): Log {
  if (event.name === 'broken') throw new Error('no such field');
  return appendEvent(log, event);
}

/** The timers of mutations, and how many of them somebody still holds on to. Needs `--expose-gc`. */
function watchTimers() {
  const timers: WeakRef<NodeJS.Timeout>[] = [];
  const watching = (callback: () => void, ms?: number): NodeJS.Timeout => {
    const timer = startTimer(callback, ms);
    if (ms === TIMEOUT) timers.push(new WeakRef(timer));
    return timer;
  };
  globalThis.setTimeout = watching as typeof setTimeout;
  return {
    started: () => timers.length,
    alive: () => {
      globalThis.gc?.();
      return timers.filter((timer) => timer.deref() !== undefined).length;
    },
  };
}
