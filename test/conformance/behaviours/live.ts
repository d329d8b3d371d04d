import { expect, vi } from 'vitest';
import type { Behaviours } from '../behaviour.js';
import type { MergedEvent, Options } from '../driver.js';
import { CHANNEL, synced, type World } from '../world.js';

type Orderer = NonNullable<NonNullable<Options['eventBufferOptions']>['eventOrderer']>;

/** Events that come while it is ready, and what may happen to them on the way. */
export const live = {
  'merges-live-events': {
    title: 'Live events are merged in the order of the channel',
    async test(world) {
      const { publish, model } = await openReady(world);
      for (const id of [2, 3, 4]) publish(id);
      await world.shows(model, [1, 2, 3, 4]);
    },
  },
  'gives-merge-the-whole-event': {
    title: 'The merge function gets name, data, mutation id and sequence id of an event',
    async test({ start, done, until }) {
      const { publish, openModel } = await start();
      const events: MergedEvent[] = [];
      const { model } = await openModel(() => synced([1]), {
        merge: (log, event) => (events.push(event), log),
      });
      await done(model.sync());
      publish(2, { name: 'comment.added', data: { text: 'hi' }, mutationId: 'a' });
      await until('an event is merged', () => events.length > 0);
      expect(events[0]).toMatchObject({
        name: 'comment.added',
        data: { text: 'hi' },
        mutationId: 'a',
        sequenceId: '2',
        confirmed: true,
        rejected: false,
      });
    },
  },
  'merges-events-without-mutation-id': {
    title: 'An event that no mutation caused (a cron job, another service) is merged',
    async test(world) {
      const { publish, model } = await openReady(world);
      publish(2, { mutationId: null });
      publish(3);
      await world.shows(model, [1, 2, 3]);
    },
  },
  'survives-messages-without-headers': {
    title: 'A message without headers harms nothing',
    async test(world) {
      const { local, publish, model } = await openReady(world);
      local.publish(CHANNEL, { id: '2', name: 'changed' });
      local.publish(CHANNEL, { id: '3', name: 'changed', extras: { ref: { type: 'reaction' } } });
      publish(4);
      await world.until('the next event is merged', () => model.data.confirmed?.at(-1) === '4');
      expect(world.unhandled).toEqual([]);
      expect(model.state).toBe('ready');
    },
  },
  'merges-duplicates-once': {
    title: 'An event that is delivered twice is merged once',
    async test(world) {
      const { local, publish, model } = await openReady(world);
      local.duplicateMessages(CHANNEL);
      publish(2);
      publish(3);
      await world.shows(model, [1, 2, 3]);
    },
  },
  'buffers-and-orders': {
    title: 'With an event buffer, events within it are put in the order of their numbers',
    async test(world) {
      const { publish, model } = await openReady(world, { bufferMs: 50 });
      for (const id of [10, 9, 2]) publish(id);
      await world.shows(model, [1, 2, 9, 10]);
    },
  },
  'buffers-and-orders-text': {
    title: 'With an event buffer, ids that are not numbers are put in order as text',
    async test({ start, done, shows }) {
      const { publish, openModel } = await start();
      const { model } = await openModel(() => synced(['a']), {
        options: { eventBufferOptions: { bufferMs: 50 } },
      });
      await done(model.sync());
      for (const id of ['c', 'b', 'd', 'e']) publish(id);
      await shows(model, ['a', 'b', 'c', 'd', 'e']);
    },
  },
  'buffers-and-dedupes': {
    title: 'With an event buffer, an event that is delivered twice within it is merged once',
    async test(world) {
      const { local, publish, model } = await openReady(world, { bufferMs: 20 });
      local.duplicateMessages(CHANNEL);
      publish(2);
      publish(3);
      await world.shows(model, [1, 2, 3]);
    },
  },
  'orders-by-own-function': {
    title: 'An `eventOrderer` of your own puts the events of the buffer in order, by their ids',
    async test(world) {
      const eventOrderer = (a: string | number, b: string | number) => Number(b) - Number(a);
      const { publish, model } = await openReady(world, { bufferMs: 50, eventOrderer });
      for (const id of [2, 4, 3]) publish(id);
      await world.shows(model, [1, 4, 3, 2]);
    },
  },
  'orders-by-message': {
    title: 'An `eventOrderer` gets the messages too',
    async test(world) {
      const compared: unknown[] = [];
      const eventOrderer: Orderer = (a, b, messageA, messageB) => {
        compared.push(messageA?.name, messageB?.name);
        return Number(a) - Number(b);
      };
      const { publish, model } = await openReady(world, { bufferMs: 20, eventOrderer });
      publish(3);
      publish(2);
      await world.shows(model, [1, 2, 3]);
      expect(new Set(compared)).toEqual(new Set(['changed']));
    },
  },
  'works-beside-the-application': {
    title: 'It works on a channel that the application uses too, and takes nothing away from it',
    async test({ start, until, done, shows, unhandled }) {
      const { publish, connect, openModel } = await start();
      const ably = connect();
      const heard: unknown[] = [];
      await ably.channels.get(CHANNEL).subscribe(({ id }) => heard.push(id));
      const { model } = await openModel(() => synced([1]), { ably });
      await done(model.sync());
      publish(2);
      await shows(model, [1, 2]);
      await until('the application hears it too', () => heard.includes('2'));
      await done(model.dispose());
      publish(3);
      await until('it still does when the model is gone', () => heard.includes('3'));
      expect(unhandled).toEqual([]);
    },
  },
  'misses-nothing-when-resumed': {
    title: 'A connection that drops and is resumed misses nothing',
    async test(world) {
      const { local, publish, model, syncs } = await openReady(world);
      local.dropConnections();
      publish(2);
      await world.shows(model, [1, 2]);
      publish(3);
      await world.shows(model, [1, 2, 3]);
      expect(syncs).toHaveLength(1);
    },
  },
  'recovers-from-a-discontinuity': {
    title: 'After a discontinuity it catches up, and hears every later event',
    async test(world) {
      const { local, publish, model } = await openReady(world);
      local.loseContinuity(CHANNEL, { during: () => publish(2) });
      await world.shows(model, [1, 2]);
      publish(3);
      await world.shows(model, [1, 2, 3]);
      expect(model.state).toBe('ready');
    },
  },
  'recovers-from-a-failed-resume': {
    title: 'A connection that cannot be resumed is noticed: what was missed is merged',
    async test(world) {
      const { local, publish, model } = await openReady(world);
      local.forgetConnections();
      local.dropConnections();
      publish(2);
      await world.shows(model, [1, 2]);
      publish(3);
      await world.shows(model, [1, 2, 3]);
    },
  },
  'recovers-late-lower-ids': {
    title: 'An event with a lower id that was missed is merged when it recovers',
    async test(world) {
      const { local, publish, model } = await openReady(world);
      publish(5);
      publish(7);
      await world.shows(model, [1, 5, 7]);
      local.loseContinuity(CHANNEL, { during: () => publish(6) });
      publish(8);
      await world.shows(model, [1, 5, 7, 6, 8]);
    },
  },
  'syncs-when-history-has-expired': {
    title: 'It syncs anew when it was away for longer than the channel keeps its messages',
    async test(world) {
      const { local, publish, model, ably } = await openReady(world, {}, (call) =>
        synced(call === 1 ? [1] : [1, 2, 3]),
      );
      local.refuseConnections(true);
      local.forgetConnections();
      local.dropConnections();
      await world.until('the connection is away', () => ably.connection.state !== 'connected');
      const { now } = Date;
      const later = vi.spyOn(Date, 'now').mockImplementation(() => now() + 120_000);
      try {
        publish(2);
        local.expireHistory(CHANNEL);
        publish(3);
        local.refuseConnections(false);
        await world.shows(model, [1, 2, 3]);
        publish(4);
        await world.shows(model, [1, 2, 3, 4]);
      } finally {
        later.mockRestore();
      }
    },
  },
  'recovers-from-a-suspended-channel': {
    title: 'After its channel was suspended it catches up, and hears every later event',
    async test(world) {
      const { local, publish, model, ably } = await openReady(world);
      const channel = ably.channels.get(CHANNEL);
      const states: string[] = [];
      channel.on(({ current }) => void states.push(current));
      local.failAttaches({ channel: CHANNEL });
      local.detachChannel(CHANNEL);
      await world.until('the channel is suspended', () => states.includes('suspended'));
      publish(2);
      await world.shows(model, [1, 2]);
      publish(3);
      await world.shows(model, [1, 2, 3]);
    },
  },
  'starts-again-after-a-failed-channel': {
    title: 'After its channel failed, `sync()` starts it again',
    async test(world) {
      const { local, publish, model, ably } = await openReady(world);
      local.failChannel(CHANNEL);
      await world.hasDealtWithAll(ably);
      await world.done(model.sync());
      publish(2);
      await world.shows(model, [1, 2]);
    },
  },
  'comes-back-online': {
    title: 'A connection that is closed and opened again is caught up with',
    async test(world) {
      const { publish, model, ably } = await openReady(world);
      ably.close();
      await world.until('the connection is closed', () => ably.connection.state === 'closed');
      publish(2);
      ably.connect();
      await world.shows(model, [1, 2]);
      publish(3);
      await world.shows(model, [1, 2, 3]);
    },
  },
} satisfies Behaviours;

/** A model that is ready, with event 1 merged and in the history. */
async function openReady(
  { start, done }: World,
  eventBufferOptions: NonNullable<Options['eventBufferOptions']> = {},
  answer: (call: number) => unknown = () => synced([1]),
) {
  const { openModel, ...server } = await start();
  server.publish(1);
  const opened = await openModel(answer, { options: { eventBufferOptions } });
  await done(opened.model.sync());
  return { ...server, ...opened };
}
