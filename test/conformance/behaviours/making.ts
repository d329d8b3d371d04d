import { expect } from 'vitest';
import type { ConformingModel, Options, Spec } from '../driver.js';
import type { Behaviours } from '../behaviour.js';
import { appendEvent, CHANNEL, synced } from '../world.js';

const spec: Spec = { channelName: CHANNEL, sync: async () => synced([1]), merge: appendEvent };

/** What `models.get` is for, and what is not good enough for it. */
export const making = {
  'exposes-ably': {
    title: 'The client shows the `ably` that it was made with',
    async test({ driver, start }) {
      const ably = (await start()).connect();
      expect(driver.create({ ably }).ably).toBe(ably);
    },
  },
  'refuses-options-without-ably': {
    title: 'A client without an `ably` is refused',
    async test({ driver }) {
      for (const options of [undefined, {}, { ably: 'local.key:secret' }]) {
        expect(() => driver.create(options as never)).toThrow();
      }
    },
  },
  'refuses-page-size': {
    title: 'A history page size outside 1 to 1000 is refused',
    async test(world) {
      await refuses(world, { syncOptions: { historyPageSize: 0 } });
      await refuses(world, { syncOptions: { historyPageSize: 1001 } });
    },
  },
  'refuses-negative-buffer': {
    title: 'An event buffer of less than 0 ms is refused',
    test: (world) => refuses(world, { eventBufferOptions: { bufferMs: -1 } }),
  },
  'asks-nothing-when-made': {
    title: 'Making a client offline leaves no unhandled rejection',
    async test({ driver, start, unhandled }) {
      const { connect } = await start();
      // Nobody listens there.
      const ably = connect({ port: 1, autoConnect: false });
      driver.create({ ably });
      await ably.time().catch(() => undefined);
      expect(unhandled).toEqual([]);
    },
  },
  'gets-one-model-a-channel': {
    title: '`models.get` gives the same model for the same channel, and another for another',
    async test({ start }) {
      const { models } = await (await start()).open();
      const model = models.get(spec);
      expect(models.get({ ...spec })).toBe(model);
      expect(models.get({ ...spec, channelName: 'posts:2' })).not.toBe(model);
    },
  },
  'starts-nothing-by-itself': {
    title: 'A new model is `initialized`, has no data, and starts nothing',
    async test({ start, hasDealtWithAll }) {
      const { local, openModel } = await start();
      const { ably, model, syncs } = await openModel(() => synced([1]));
      await hasDealtWithAll(ably);
      expect(model.state).toBe('initialized');
      expect([model.data.optimistic, model.data.confirmed]).toEqual([undefined, undefined]);
      expect(syncs).toEqual([]);
      expect(local.attachments(CHANNEL)).toBe(0);
    },
  },
  'refuses-incomplete-models': {
    title: 'A model without a channel name, `sync` or `merge` is refused',
    async test({ start }) {
      const { models } = await (await start()).open();
      for (const missing of ['channelName', 'sync', 'merge']) {
        expect(() => models.get({ ...spec, [missing]: undefined })).toThrow();
      }
      expect(() => models.get({ ...spec, channelName: '' })).toThrow();
    },
  },
  'offers-retry-strategies': {
    title:
      '`backoffRetryStrategy` waits longer each time up to a limit, `fixedRetryStrategy` always the same',
    async test({ driver: { backoffRetryStrategy, fixedRetryStrategy } }) {
      const waits = (strategy: (attempt: number) => number) => [1, 2, 3, 4].map(strategy);
      expect(waits(backoffRetryStrategy(2, 1000, 3))).toEqual([1000, 2000, 4000, -1]);
      expect(waits(backoffRetryStrategy(2, 1000, -1, 3000))).toEqual([1000, 2000, 3000, 3000]);
      expect(backoffRetryStrategy(2, 1000)(99)).toBe(60_000);
      expect(waits(fixedRetryStrategy(5, 2))).toEqual([5, 5, -1, -1]);
      expect(fixedRetryStrategy(5)(99)).toBe(5);
    },
  },
} satisfies Behaviours;

/** When the client is made, or at its first model. */
async function refuses(world: Parameters<Behaviours[string]['test']>[0], options: Options): Promise<void> {
  const ably = (await world.start()).connect();
  const make = (): ConformingModel => world.driver.create({ ably, ...options }).models.get(spec);
  expect(make).toThrow();
}
