import { expect, vi } from 'vitest';
import type { Behaviours } from '../behaviour.js';
import type { MergedEvent, Options } from '../driver.js';
import { appendEvent, deferred, synced, type World } from '../world.js';

const a = { name: 'changed', mutationId: 'a' };
const b = { name: 'changed', mutationId: 'b' };

/** `optimistic`, and what becomes of it. */
export const mutating = {
  'shows-optimistic-changes': {
    title: '`optimistic()` shows the change in the optimistic data, and leaves the confirmed data alone',
    async test(world) {
      const { model } = await openReady(world);
      const [confirmation, cancel] = await model.optimistic(a);
      expect(model.data.optimistic).toEqual(['1', '(a)']);
      expect(model.data.confirmed).toEqual(['1']);
      expect(confirmation).toBeInstanceOf(Promise);
      expect(cancel).toBeTypeOf('function');
    },
  },
  'gives-merge-the-optimistic-event': {
    title: 'The merge function gets an optimistic event as it was made, with `confirmed: false`',
    async test(world) {
      const events: MergedEvent[] = [];
      const { model } = await openReady(world, {}, (log, event) => (events.push(event), log));
      await world.done(model.optimistic({ ...a, data: { text: 'hi' } }));
      expect(events[0]).toMatchObject({ ...a, data: { text: 'hi' }, confirmed: false });
    },
  },
  'shows-in-the-same-tick': {
    title: '`optimistic()` shows in the same tick',
    async test(world) {
      const { model } = await openReady(world);
      void model.optimistic(a);
      expect(model.data.optimistic).toEqual(['1', '(a)']);
    },
  },
  'shows-many-in-one-tick': {
    title: 'All of several `optimistic()` calls in one tick show',
    async test(world) {
      const { model } = await openReady(world);
      await world.done(Promise.all([model.optimistic(a), model.optimistic(b)]));
      expect(model.data.optimistic).toEqual(['1', '(a)', '(b)']);
    },
  },
  'shows-before-the-first-sync': {
    title: 'Optimistic changes made before the first sync result show over it',
    async test({ start, until, done }) {
      const answer = deferred<unknown>();
      const { model, syncs } = await (await start()).openModel(() => answer.promise);
      await done(model.optimistic(a));
      const syncing = model.sync();
      await until('the sync function is called', () => syncs.length === 1);
      await done(model.optimistic(b));
      answer.resolve(synced([1]));
      await done(syncing);
      expect(model.data.optimistic).toEqual(['1', '(a)', '(b)']);
    },
  },
  confirms: {
    title: 'An event with its mutation id confirms a change: the promise resolves, and it counts once',
    async test(world) {
      const { publish, model } = await openReady(world);
      const [confirmation] = await model.optimistic(a);
      publish(2, { mutationId: 'a' });
      await world.done(confirmation);
      await world.shows(model, [1, 2]);
      await world.showsOptimistic(model, [1, 2]);
    },
  },
  'confirms-in-any-order': {
    title: 'Changes may be confirmed in another order than they were made',
    async test(world) {
      const { publish, model } = await openReady(world);
      const [first] = await model.optimistic(a);
      const [second] = await model.optimistic(b);
      publish(2, { mutationId: 'b' });
      await world.done(second);
      await world.showsOptimistic(model, [1, 2, '(a)']);
      publish(3, { mutationId: 'a' });
      await world.done(first);
      await world.showsOptimistic(model, [1, 2, 3]);
    },
  },
  rebases: {
    title: 'Pending changes stay over what others change meanwhile',
    async test(world) {
      const { publish, model } = await openReady(world);
      await world.done(model.optimistic(a));
      publish(2);
      await world.showsOptimistic(model, [1, 2, '(a)']);
      expect(model.data.confirmed).toEqual(['1', '2']);
    },
  },
  'takes-back-the-rejected': {
    title: 'An event with the rejection header takes a change back: the promise rejects, nothing is merged',
    async test(world) {
      const { publish, model } = await openReady(world);
      const [confirmation] = await model.optimistic(a);
      publish(2, { mutationId: 'a', rejected: true });
      await world.rejection(confirmation);
      expect(model.data.optimistic).toEqual(['1']);
      expect(model.data.confirmed).toEqual(['1']);
    },
  },
  'takes-back-all-the-rejected': {
    title: 'Of several rejections that arrive together, each takes its change back',
    async test(world) {
      const { publish, model } = await openReady(world);
      const confirmations: Promise<void>[] = [];
      for (const mutationId of ['a', 'b', 'c']) {
        confirmations.push((await model.optimistic({ name: 'changed', mutationId }))[0]);
      }
      for (const [index, mutationId] of ['a', 'b', 'c'].entries()) {
        publish(index + 2, { mutationId, rejected: true });
      }
      for (const confirmation of confirmations) await world.rejection(confirmation);
      expect(model.data.optimistic).toEqual(['1']);
    },
  },
  'takes-back-the-cancelled': {
    title: '`cancel()` takes a change back: the promise rejects',
    async test(world) {
      const { model } = await openReady(world);
      const [confirmation, cancel] = await model.optimistic(a);
      await world.done(model.optimistic(b));
      await world.done(cancel());
      await world.rejection(confirmation);
      expect(model.data.optimistic).toEqual(['1', '(b)']);
    },
  },
  'takes-back-the-unmergeable': {
    title: 'A merge function that throws at a change takes back that change alone',
    async test(world) {
      const { model } = await openReady(world, {}, (log, event) => {
        if (event.name === 'broken') throw new Error('no such field');
        return appendEvent(log, event);
      });
      await world.done(model.optimistic(a));
      await world.rejection(
        model.optimistic({ name: 'broken', mutationId: 'c' }).then(([confirmation]) => confirmation),
      );
      expect(model.data.optimistic).toEqual(['1', '(a)']);
      expect(model.state).toBe('ready');
    },
  },
  'takes-back-after-its-timeout': {
    title: '`optimistic(event, { timeout })` takes a change back that nobody confirmed in that many ms',
    async test(world) {
      const { model } = await openReady(world);
      const [confirmation] = await model.optimistic(a, { timeout: 10 });
      await world.rejection(confirmation);
      expect(model.data.optimistic).toEqual(['1']);
    },
  },
  'takes-back-after-the-client-timeout': {
    title: 'The timeout of the client (`optimisticEventOptions`) counts for changes without their own',
    async test(world) {
      const { model } = await openReady(world, { optimisticEventOptions: { timeout: 10 } });
      const [confirmation] = await model.optimistic(a);
      await world.rejection(confirmation);
      expect(model.data.optimistic).toEqual(['1']);
    },
  },
  'takes-back-after-five-seconds': {
    title: 'A change that nobody confirmed is taken back after five seconds, unless told otherwise',
    async test(world) {
      const { model } = await openReady(world);
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
      try {
        let isTakenBack = false;
        const [confirmation] = await model.optimistic(a);
        confirmation.catch(() => (isTakenBack = true));
        await vi.advanceTimersByTimeAsync(4_999);
        expect(isTakenBack).toBe(false);
        await vi.advanceTimersByTimeAsync(1);
        expect(isTakenBack).toBe(true);
      } finally {
        vi.useRealTimers();
      }
    },
  },
  'settles-what-the-sync-contains': {
    title: 'A change that a newer sync result already contains is not shown twice',
    async test(world) {
      let newest = [1];
      const { publish, model } = await openReady(world, {}, appendEvent, () => synced(newest));
      const [confirmation] = await model.optimistic(a);
      await world.done(model.pause());
      publish(2, { mutationId: 'a' });
      newest = [1, 2];
      await world.done(model.sync());
      await world.showsOptimistic(model, [1, 2]);
      await world.done(confirmation);
    },
  },
  'refuses-changes-that-are-none': {
    title: 'A change without a name is refused',
    async test(world) {
      const { model } = await openReady(world);
      for (const event of [undefined, {}, { mutationId: 'a' }, { name: '', mutationId: 'a' }]) {
        // One client throws at once, the other rejects.
        await world.rejection(Promise.resolve().then(() => model.optimistic(event as never)));
      }
      expect(model.data.optimistic).toEqual(['1']);
    },
  },
} satisfies Behaviours;

/** A model that is ready, with event 1 in its data and in the history. */
async function openReady(
  { start, done }: World,
  options: Options = {},
  merge = appendEvent,
  answer: () => unknown = () => synced([1]),
) {
  const server = await start();
  server.publish(1);
  const opened = await server.openModel(answer, { options, merge });
  await done(opened.model.sync());
  return { ...server, ...opened };
}
