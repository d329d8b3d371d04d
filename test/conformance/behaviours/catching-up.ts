import { expect } from 'vitest';
import type { Behaviours } from '../behaviour.js';
import { deferred, synced } from '../world.js';

/** From a sync result to the present, through the history. */
export const catchingUp = {
  'syncs-then-ready': {
    title: '`sync()` resolves when the model is `ready` and its data is there',
    async test({ start, done }) {
      const { model, syncs } = await (await start()).openModel(() => synced([1, 2]));
      await done(model.sync());
      expect(model.state).toBe('ready');
      expect(model.data.confirmed).toEqual(['1', '2']);
      expect(model.data.optimistic).toEqual(['1', '2']);
      expect(syncs).toHaveLength(1);
    },
  },
  'hands-params-to-sync': {
    title: 'The sync function is called with the parameters of `sync()`, also when it is tried again',
    async test({ start, done }) {
      let tries = 0;
      const { model, syncs } = await (
        await start()
      ).openModel(() => {
        tries += 1;
        if (tries === 1) throw new Error('503');
        return synced([1]);
      });
      await done(model.sync('a', 'b'));
      expect(syncs).toEqual([
        ['a', 'b'],
        ['a', 'b'],
      ]);
    },
  },
  'refuses-missing-sequence-id': {
    title: 'A sync result without a sequence id makes it `errored`, and is not asked for again',
    async test({ start, rejection }) {
      const { model, syncs } = await (await start()).openModel(() => ({ data: [] }));
      await rejection(model.sync());
      expect(model.state).toBe('errored');
      expect(syncs).toHaveLength(1);
    },
  },
  'takes-ids-as-numbers': {
    title: 'A sequence id may be a number',
    async test({ start, done, shows }) {
      const { publish, openModel } = await start();
      publish(1);
      publish(2);
      const { model } = await openModel(() => synced([1], 1));
      await done(model.sync());
      await shows(model, [1, 2]);
    },
  },
  'replays-from-the-sync': {
    title: 'What was published after the sync result is merged, and what it contains is not',
    async test({ start, done, shows }) {
      const { publish, openModel } = await start();
      for (const id of [1, 2, 3, 4]) publish(id);
      const { model, syncs } = await openModel(() => synced([1, 2]));
      await done(model.sync());
      await shows(model, [1, 2, 3, 4]);
      expect(syncs).toHaveLength(1);
    },
  },
  'replays-all-from-zero': {
    title: "The sequence id '0' replays everything that the channel keeps",
    async test({ start, done, shows }) {
      const { publish, openModel } = await start();
      publish(1);
      publish(2);
      const { model } = await openModel(() => synced([], '0'));
      await done(model.sync());
      await shows(model, [1, 2]);
    },
  },
  'trusts-without-history': {
    title: 'A sync result is taken as fresh when the channel has no history',
    async test({ start, done }) {
      const { model, syncs } = await (await start()).openModel(() => synced([7]));
      await done(model.sync());
      expect(model.data.confirmed).toEqual(['7']);
      expect(syncs).toHaveLength(1);
    },
  },
  'syncs-again-without-enough-history': {
    title: 'A sync result older than the history is asked for again, and what follows is heard once',
    async test({ start, done, shows, unhandled }) {
      const { local, publish, openModel } = await start();
      publish(5);
      publish(6);
      const { model, syncs } = await openModel((call) => (call === 1 ? synced([1]) : synced([1, 5])));
      local.latencyMs = 5;
      await done(model.sync());
      publish(7);
      await shows(model, [1, 5, 6, 7]);
      expect(syncs).toHaveLength(2);
      expect(unhandled).toEqual([]);
    },
  },
  'hears-during-the-sync': {
    title: 'What is published while the sync function runs is merged once',
    async test({ start, until, done, shows }) {
      const { publish, openModel } = await start();
      publish(1);
      const answer = deferred<unknown>();
      const { model, syncs } = await openModel(() => answer.promise);
      const syncing = model.sync();
      await until('the sync function is called', () => syncs.length === 1);
      publish(2);
      answer.resolve(synced([1]));
      await done(syncing);
      publish(3);
      await shows(model, [1, 2, 3]);
    },
  },
  'merges-late-lower-ids': {
    title: 'An event with a lower id that was committed after the sync result is merged',
    async test({ start, done, shows }) {
      const { publish, openModel } = await start();
      for (const id of [5, 7, 6]) publish(id);
      const { model } = await openModel(() => synced([5, 7]));
      await done(model.sync());
      await shows(model, [5, 7, 6]);
    },
  },
  'orders-text-ids': {
    title: 'Ids that are not numbers work',
    async test({ start, done, shows }) {
      const { publish, openModel } = await start();
      for (const id of ['a', 'b', 'c']) publish(id);
      const { model } = await openModel(() => synced(['a']));
      await done(model.sync());
      await shows(model, ['a', 'b', 'c']);
    },
  },
  'tells-big-ids-apart': {
    title: 'Ids above 2⁵³ are told apart',
    async test({ start, done, shows }) {
      const { publish, openModel } = await start();
      publish('9007199254740992');
      publish('9007199254740993');
      const { model } = await openModel(() => synced(['9007199254740992']));
      await done(model.sync());
      await shows(model, ['9007199254740992', '9007199254740993']);
    },
  },
  'merges-history-and-live-once': {
    title: 'An event that was found in the history and comes again live counts once',
    async test({ start, done, shows }) {
      let time = Date.now();
      const { publish, openModel } = await start({ now: () => time, retentionMs: 86_400_000 });
      publish(1);
      publish(2);
      const { model } = await openModel(() => synced([1]));
      await done(model.sync());
      // By now Ably has forgotten that it has had it already.
      time += 180_000;
      publish(2);
      publish(3);
      await shows(model, [1, 2, 3]);
    },
  },
  'skips-what-the-sync-contains': {
    title:
      'Live events that the sync result contains already, because the connector lags, are not merged again',
    async test({ start, done, shows }) {
      const { publish, openModel } = await start();
      const { model } = await openModel(() => synced([1, 2, 3]));
      await done(model.sync());
      for (const id of [2, 3, 4]) publish(id);
      await shows(model, [1, 2, 3, 4]);
    },
  },
  'syncs-anew-without-going-back': {
    title: 'A new sync that is answered from a cache never takes the data back, meanwhile or after',
    async test({ start, done, shows }) {
      const { publish, openModel } = await start();
      const { model } = await openModel(() => synced([1]));
      publish(1);
      await done(model.sync());
      publish(2);
      await shows(model, [1, 2]);
      const shown = new Set<string | undefined>();
      model.subscribe((_, log) => shown.add(log?.join(' ')));
      await done(model.sync());
      publish(3);
      await shows(model, [1, 2, 3]);
      expect([...shown]).toEqual(['1 2', '1 2 3']);
    },
  },
  'syncs-anew-without-a-gap': {
    title: 'After a new sync of a running model each event counts once, however slow the channel is',
    async test({ start, done, shows, unhandled }) {
      const { local, publish, openModel } = await start();
      const { model } = await openModel(() => synced([1]));
      publish(1);
      await done(model.sync());
      local.latencyMs = 20;
      await done(model.sync());
      publish(2);
      publish(3);
      await shows(model, [1, 2, 3]);
      expect(unhandled).toEqual([]);
    },
  },
  'retries-by-function': {
    title: 'A retry strategy is asked with each attempt, and ends the retries with less than 0',
    async test({ start, rejection }) {
      const error = new Error('503');
      const asked: number[] = [];
      const retryStrategy = (attempt: number) => (asked.push(attempt), attempt > 3 ? -1 : 1);
      const { model, syncs } = await (
        await start()
      ).openModel(() => Promise.reject(error), {
        options: { syncOptions: { retryStrategy } },
      });
      const reasons: unknown[] = [];
      model.on('errored', ({ reason }) => reasons.push(reason));
      const rejected = await rejection(model.sync());
      expect(model.state).toBe('errored');
      expect(reasons).toEqual([rejected]);
      expect([rejected, rejected.cause]).toContain(error);
      expect(asked).toEqual([1, 2, 3, 4]);
      expect(syncs.length).toBeGreaterThan(2);
    },
  },
  'retries-never': {
    title: 'A retry strategy that answers -1 lets the sync function be called once',
    async test({ start, rejection }) {
      const { model, syncs } = await (
        await start()
      ).openModel(() => Promise.reject(new Error('503')), {
        options: { syncOptions: { retryStrategy: () => -1 } },
      });
      await rejection(model.sync());
      expect(syncs).toHaveLength(1);
      expect(model.state).toBe('errored');
    },
  },
  'retries-at-once': {
    title: 'A retry strategy that answers 0 tries again at once',
    async test({ start, done }) {
      const answers = [() => Promise.reject(new Error('503')), () => synced([1])];
      const { model } = await (
        await start()
      ).openModel(() => answers.shift()?.(), {
        options: { syncOptions: { retryStrategy: () => 0 } },
      });
      await done(model.sync());
      expect(model.data.confirmed).toEqual(['1']);
    },
  },
  'retries-by-number': {
    title: 'A retry strategy may be a number of ms',
    async test({ start, done }) {
      const answers = [() => Promise.reject(new Error('503')), () => synced([1])];
      const { model } = await (
        await start()
      ).openModel(() => answers.shift()?.(), {
        options: { syncOptions: { retryStrategy: 5 } },
      });
      await done(model.sync());
      expect(model.data.confirmed).toEqual(['1']);
    },
  },
  'recovers-after-errored': {
    title: '`sync()` starts an `errored` model again',
    async test({ start, done, rejection, shows }) {
      const { local, publish, openModel } = await start();
      let isDown = true;
      const { model } = await openModel(() => (isDown ? Promise.reject(new Error('503')) : synced([1])), {
        options: { syncOptions: { retryStrategy: () => -1 } },
      });
      // The channel is still on its way when the sync function has failed already.
      local.latencyMs = 5;
      await rejection(model.sync());
      isDown = false;
      await done(model.sync());
      publish(2);
      await shows(model, [1, 2]);
    },
  },
} satisfies Behaviours;
