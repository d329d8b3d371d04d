import type { ModelState, ModelStateChange } from 'ably-models-react';
import { expect, vi } from 'vitest';
import type { Behaviours } from '../behaviour.js';
import type { ConformingModel } from '../driver.js';
import { CHANNEL, deferred, synced } from '../world.js';

/** `state` and its events; pausing, resuming, disposing. */
export const lifecycle = {
  'tells-its-moves': {
    title: 'Each move is told with `current` and `previous`',
    async test({ start, done }) {
      const { model } = await (await start()).openModel(() => synced([1]));
      const moves = record(model);
      await done(model.sync());
      await done(model.pause());
      expect(moves).toEqual([
        { previous: 'initialized', current: 'syncing' },
        { previous: 'syncing', current: 'ready' },
        { previous: 'ready', current: 'paused' },
      ]);
      await done(model.resume());
      expect(moves.at(-1)?.current).toBe('ready');
      await done(model.dispose());
      expect(moves.at(-1)).toEqual({ previous: 'ready', current: 'disposed' });
    },
  },
  'tells-why-it-errored': {
    title: 'The move to `errored` comes with the reason, which is what `sync()` rejects with',
    async test({ start, rejection }) {
      const { model } = await (await start()).openModel(() => ({ data: [] }));
      const moves = record(model);
      const error = await rejection(model.sync());
      expect(moves.at(-1)).toEqual({ previous: 'syncing', current: 'errored', reason: error });
      expect(moves.at(-1)?.reason).toBe(error);
    },
  },
  'tells-once': {
    title: '`once` tells of one move, and `off` ends what `on` began',
    async test({ start, done }) {
      const { model } = await (await start()).openModel(() => synced([1]));
      const [once, off, on] = [vi.fn(), vi.fn(), vi.fn()];
      model.once('paused', once);
      model.on('paused', off);
      model.on('paused', on);
      await done(model.sync());
      await done(model.pause());
      model.off('paused', off);
      await done(model.resume());
      await done(model.pause());
      expect([once, off, on].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 2]);
    },
  },
  'tells-all-moves': {
    title: '`on(listener)` tells of every move, and `off(listener)` ends it',
    async test({ start, done }) {
      const { model } = await (await start()).openModel(() => synced([1]));
      const moves: string[] = [];
      const listener = ({ current }: ModelStateChange) => void moves.push(current);
      model.on(listener);
      await done(model.sync());
      await done(model.pause());
      model.off(listener);
      await done(model.resume());
      expect(moves).toEqual(['syncing', 'ready', 'paused']);
    },
  },
  'tells-several-moves': {
    title: '`on([…], listener)` tells of moves to several states; `off` ends those of a state, or all',
    async test({ start, done }) {
      const { model } = await (await start()).openModel(() => synced([1]));
      const moves: string[] = [];
      model.on(['ready', 'paused'], ({ current }) => void moves.push(current));
      await done(model.sync());
      await done(model.pause());
      model.off('ready');
      await done(model.resume());
      await done(model.pause());
      expect(moves).toEqual(['ready', 'paused', 'paused']);
      model.off();
      await done(model.dispose());
      expect(moves).toHaveLength(3);
    },
  },
  'tells-the-first-of-several-moves-once': {
    title: '`once([…], listener)` tells of the first move to one of several states, and of no other',
    async test({ start, done }) {
      const { model } = await (await start()).openModel(() => synced([1]));
      const moves: string[] = [];
      model.once(['ready', 'paused'], ({ current }) => void moves.push(current));
      await done(model.sync());
      await done(model.pause());
      expect(moves).toEqual(['ready']);
    },
  },
  'ends-what-is-told-once': {
    title: '`off` ends what `once` began',
    async test({ start, done }) {
      const { model } = await (await start()).openModel(() => synced([1]));
      const listener = vi.fn();
      model.once('ready', listener);
      model.off('ready', listener);
      await done(model.sync());
      expect(listener).not.toHaveBeenCalled();
    },
  },
  'waits-for-a-state': {
    title: '`whenState` calls back at once in that state, and otherwise at the next move to it',
    async test({ start, done }) {
      const { model } = await (await start()).openModel(() => synced([1]));
      const [now, later] = [vi.fn(), vi.fn()];
      model.whenState('initialized', model.state, now);
      model.whenState('ready', model.state, later);
      expect([now, later].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
      await done(model.sync());
      await done(model.pause());
      await done(model.resume());
      expect([now, later].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
    },
  },
  'survives-throwing-listeners': {
    title: 'A listener that throws keeps nobody else from hearing',
    async test({ start, done }) {
      const { model } = await (await start()).openModel(() => synced([1]));
      const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
      const heard = vi.fn();
      model.on('ready', () => {
        throw new Error('listener');
      });
      model.on('ready', heard);
      await done(model.sync());
      error.mockRestore();
      expect(heard).toHaveBeenCalledOnce();
    },
  },
  pauses: {
    title: '`pause()` detaches the channel: events are not merged and subscribers hear nothing',
    async test({ start, done, hasDealtWithAll }) {
      const { local, publish, openModel, openWitness } = await start();
      const { model, ably } = await openModel(() => synced([1]));
      const witness = await openWitness();
      await done(model.sync());
      await done(model.pause());
      const subscriber = vi.fn();
      model.subscribe(subscriber);
      await hasDealtWithAll(ably);
      subscriber.mockClear();
      publish(2);
      await witness.hears(2);
      await hasDealtWithAll(ably);
      expect(model.state).toBe('paused');
      expect(model.data.confirmed).toEqual(['1']);
      expect(subscriber).not.toHaveBeenCalled();
      expect(local.attachments(CHANNEL)).toBe(1);
    },
  },
  'pauses-twice': {
    title: 'Pausing a paused model does nothing',
    async test({ start, done }) {
      const { model } = await (await start()).openModel(() => synced([1]));
      await done(model.sync());
      await done(model.pause());
      const moves = record(model);
      await done(model.pause());
      expect(moves).toEqual([]);
      expect(model.state).toBe('paused');
    },
  },
  'pauses-during-a-sync': {
    title: '`pause()` during a sync pauses, and `resume()` hears again',
    async test({ start, until, becomes, done, shows }) {
      const { local, publish, openModel } = await start();
      const slow = deferred<unknown>();
      const answers: unknown[] = [slow.promise];
      const { model, syncs } = await openModel(() => answers.shift() ?? synced([1]));
      void model.sync().catch(() => undefined);
      await until('the sync function is called', () => syncs.length === 1);
      const paused = model.pause();
      slow.resolve(synced([1]));
      await done(paused);
      await becomes(() => [model.state, local.attachments(CHANNEL)], ['paused', 0]);
      await done(model.resume());
      publish(2);
      await shows(model, [1, 2]);
    },
  },
  'resumes-by-replay': {
    title: '`resume()` replays what was missed, without another sync',
    async test({ start, done, shows }) {
      const { publish, openModel } = await start();
      publish(1);
      const { model, syncs } = await openModel(() => synced([1]));
      await done(model.sync());
      publish(2);
      await shows(model, [1, 2]);
      await done(model.pause());
      publish(3);
      await done(model.resume());
      await shows(model, [1, 2, 3]);
      publish(4);
      await shows(model, [1, 2, 3, 4]);
      expect(model.state).toBe('ready');
      expect(syncs).toHaveLength(1);
    },
  },
  'resumes-by-replay-without-events': {
    title: '`resume()` replays also when no event had come before the pause',
    async test({ start, done, shows }) {
      const { publish, openModel } = await start();
      publish(1);
      const { model, syncs } = await openModel(() => synced([1]));
      await done(model.sync());
      await done(model.pause());
      publish(2);
      await done(model.resume());
      await shows(model, [1, 2]);
      expect(syncs).toHaveLength(1);
    },
  },
  'resumes-by-sync-after-the-retention': {
    title: '`resume()` syncs anew after a pause that was longer than the channel keeps its messages',
    async test({ start, done, shows }) {
      const { publish, openModel } = await start();
      const answers = [synced([1]), synced([1, 2, 3])];
      const { model, syncs } = await openModel(() => answers.shift());
      await done(model.sync());
      publish(2);
      await shows(model, [1, 2]);
      await done(model.pause());
      const { now } = Date;
      const later = vi.spyOn(Date, 'now').mockImplementation(() => now() + 120_000);
      publish(3);
      try {
        await done(model.resume());
      } finally {
        later.mockRestore();
      }
      await shows(model, [1, 2, 3]);
      expect(syncs).toHaveLength(2);
    },
  },
  'disposes-completely': {
    title: '`dispose()` detaches the channel, and subscribers hear nothing more',
    async test({ start, until, done, hasDealtWithAll }) {
      const { local, publish, openModel, openWitness } = await start();
      const { model, ably } = await openModel(() => synced([1]));
      const witness = await openWitness();
      await done(model.sync());
      const subscriber = vi.fn();
      model.subscribe(subscriber);
      await until('the subscriber is called', () => subscriber.mock.calls.length > 0);
      subscriber.mockClear();
      await done(model.dispose());
      publish(2);
      await witness.hears(2);
      await hasDealtWithAll(ably);
      expect(local.attachments(CHANNEL)).toBe(1);
      expect(subscriber).not.toHaveBeenCalled();
      expect(model.state).toBe('disposed');
    },
  },
  'disposes-for-a-reason': {
    title: '`dispose(reason)` tells the reason, and rejects what is pending with it',
    async test({ start, done, rejection }) {
      const { model } = await (await start()).openModel(() => synced([1]));
      await done(model.sync());
      const [confirmation] = await model.optimistic({ name: 'changed', mutationId: 'a' });
      const moves = record(model);
      const reason = new Error('signed out');
      await done(model.dispose(reason));
      expect(moves).toEqual([{ previous: 'ready', current: 'disposed', reason }]);
      const rejected = await rejection(confirmation);
      expect([rejected, rejected.cause]).toContain(reason);
    },
  },
  'rejects-what-is-pending-when-disposed': {
    title: '`dispose()` rejects what is pending also without a reason',
    async test({ start, done, rejection }) {
      const { model } = await (await start()).openModel(() => synced([1]));
      await done(model.sync());
      const [confirmation] = await model.optimistic({ name: 'changed', mutationId: 'a' });
      const rejected = rejection(confirmation);
      await done(model.dispose());
      await rejected;
    },
  },
  'refuses-use-when-disposed': {
    title: 'A disposed model refuses to be used: `sync()` rejects and `subscribe` throws',
    async test({ start, done, rejection, unhandled, hasDealtWithAll }) {
      const { model, ably } = await (await start()).openModel(() => synced([1]));
      await done(model.sync());
      await done(model.dispose());
      expect(() => model.subscribe(vi.fn())).toThrow();
      await rejection(model.sync());
      await hasDealtWithAll(ably);
      expect(unhandled).toEqual([]);
    },
  },
  'gets-a-fresh-model-after-dispose': {
    title: 'After `dispose()`, `models.get` gives a fresh model that works',
    async test({ start, done, shows, unhandled }) {
      const { publish, openModel } = await start();
      const { client, model } = await openModel(() => synced([1]));
      await done(model.sync());
      await done(model.dispose());
      const again = client.models.get({
        channelName: CHANNEL,
        sync: async () => synced([1, 2]),
        merge: (log, { sequenceId }) => [...log, String(sequenceId)],
      });
      expect(again.state).toBe('initialized');
      await done(again.sync());
      publish(3);
      await shows(again, [1, 2, 3]);
      expect(unhandled).toEqual([]);
      await done(again.dispose());
    },
  },
  'takes-any-order-of-calls': {
    title: 'Of many calls at once, the last one wins',
    async test({ start, becomes, done, shows }) {
      const { local, publish, openModel } = await start();
      publish(1);
      const { model } = await openModel(() => synced([1]));
      await done(model.sync());
      const calls = [() => model.pause(), () => model.resume(), () => model.sync(), () => model.pause()];
      for (const call of calls) void call().catch(() => undefined);
      await becomes(() => [model.state, local.attachments(CHANNEL)], ['paused', 0]);
      await done(model.resume());
      publish(2);
      await shows(model, [1, 2]);
    },
  },
} satisfies Behaviours;

const states: readonly ModelState[] = ['initialized', 'syncing', 'ready', 'paused', 'errored', 'disposed'];

/** Every move from now on. */
function record(model: ConformingModel): ModelStateChange[] {
  const moves: ModelStateChange[] = [];
  for (const state of states) {
    model.on(state, ({ previous, current, reason }) =>
      moves.push({ previous, current, ...(reason && { reason }) }),
    );
  }
  return moves;
}
