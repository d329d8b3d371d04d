import { expect, vi } from 'vitest';
import type { Behaviours } from '../behaviour.js';
import type { ConformingModel } from '../driver.js';
import { synced, type World } from '../world.js';

/** `subscribe` and `unsubscribe`. */
export const subscribing = {
  'calls-back-first': {
    title: 'A subscriber is called with the present data, after `subscribe` has returned',
    async test(world) {
      const { model } = await openReady(world);
      const heard = listen(model);
      expect(heard).toEqual([]);
      await world.until('the subscriber is called', () => heard.length > 0);
      expect(heard).toEqual(['1']);
    },
  },
  'calls-back-first-with-the-optimistic': {
    title: 'The present data of an optimistic subscription includes what is pending',
    async test(world) {
      const { model, ably } = await openReady(world);
      await world.done(model.optimistic({ name: 'changed', mutationId: 'a' }));
      await world.hasDealtWithAll(ably);
      const heard = listen(model);
      await world.until('the subscriber is called', () => heard.length > 0);
      expect(heard).toEqual(['1 (a)']);
    },
  },
  'subscribes-before-the-sync': {
    title: 'A subscription may be made before the first sync, and hears its result',
    async test({ start, done, until }) {
      const { model } = await (await start()).openModel(() => synced([1]));
      let heard: string[] | undefined;
      expect(() => (heard = listen(model))).not.toThrow();
      await done(model.sync());
      await until('the subscriber hears the result', () => heard?.at(-1) === '1');
    },
  },
  'calls-back-for-changes': {
    title: 'A subscriber hears each change, optimistic and confirmed, and nothing in between',
    async test(world) {
      const { publish, model } = await openReady(world);
      const heard = listen(model);
      await world.until('the subscriber is called', () => heard.length > 0);
      await world.done(model.optimistic({ name: 'changed', mutationId: 'a' }));
      await world.until('it hears the mutation', () => heard.includes('1 (a)'));
      publish(2, { mutationId: 'a' });
      await world.until('it hears the confirmation', () => heard.includes('1 2'));
      publish(3);
      await world.until('it hears the last event', () => heard.includes('1 2 3'));
      expect(heard).toEqual(['1', '1 (a)', '1 2', '1 2 3']);
    },
  },
  'calls-back-for-confirmed-changes-only': {
    title: 'With `optimistic: false` a subscriber hears confirmed changes only',
    async test(world) {
      const { publish, model } = await openReady(world);
      const heard = listen(model, false);
      await world.until('the subscriber is called', () => heard.length > 0);
      await world.done(model.optimistic({ name: 'changed', mutationId: 'a' }));
      publish(2);
      await world.until('it hears the first event', () => heard.includes('1 2'));
      publish(3, { mutationId: 'a' });
      await world.until('it hears the second event', () => heard.includes('1 2 3'));
      expect(heard).toEqual(['1', '1 2', '1 2 3']);
    },
  },
  'tells-subscribers-the-error': {
    title: 'Subscribers are called with the error that stops the model',
    async test({ start, until }) {
      const { model } = await (await start()).openModel(() => ({ data: [] }));
      const syncing = model.sync().catch((error: unknown) => error);
      const errors: unknown[] = [];
      model.subscribe((error) => error && errors.push(error));
      await until('the subscriber hears the error', () => errors.length > 0);
      expect(errors).toEqual([await syncing]);
    },
  },
  unsubscribes: {
    title: '`unsubscribe` ends the callbacks',
    async test(world) {
      const { publish, model } = await openReady(world);
      const ended = vi.fn();
      model.subscribe(ended);
      const heard = listen(model);
      await world.until('both are called', () => heard.length > 0 && ended.mock.calls.length > 0);
      model.unsubscribe(ended);
      ended.mockClear();
      publish(2);
      await world.until('the other hears the event', () => heard.includes('1 2'));
      expect(ended).not.toHaveBeenCalled();
    },
  },
  'unsubscribes-strangers': {
    title: '`unsubscribe` does nothing for a callback that is not subscribed',
    async test(world) {
      const { model } = await openReady(world);
      expect(() => model.unsubscribe(vi.fn())).not.toThrow();
    },
  },
  'refuses-callbacks-that-are-none': {
    title: '`subscribe` refuses what is no function',
    async test(world) {
      const { model } = await openReady(world);
      expect(() => model.subscribe('callback' as never)).toThrow();
    },
  },
} satisfies Behaviours;

/** A model that is ready, with event 1 in its data, and quiet. */
async function openReady({ start, done, hasDealtWithAll }: World) {
  const server = await start();
  const opened = await server.openModel(() => synced([1]));
  await done(opened.model.sync());
  await hasDealtWithAll(opened.ably);
  return { ...server, ...opened };
}

/** What a subscriber hears, from now on. */
function listen(model: ConformingModel, optimistic = true): string[] {
  const heard: string[] = [];
  model.subscribe((_, log) => heard.push(log?.join(' ') ?? '-'), { optimistic });
  return heard;
}
