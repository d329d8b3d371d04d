import type { ChannelListener, ChannelSource, HistoryPage } from '../src/channel/port.js';
import { Model } from '../src/model/model.js';
import { manualClock } from '../test/model/manual-clock.js';

/**
 * A ready model whose state is a number, on a channel that keeps nothing, and on a clock of its own.
 *
 * @param step ms between two events
 */
export async function openWorld(step: number) {
  const clock = manualClock();
  let listener: ChannelListener | undefined;
  const emptyPage: HistoryPage = {
    items: [],
    hasNext: () => false,
    next: () => Promise.resolve(emptyPage),
  };
  const channels: ChannelSource = {
    connection: { getState: () => 'connected', observe: () => () => undefined },
    release: () => Promise.resolve(),
    open(_name, opened) {
      listener = opened;
      return {
        attachPoints: 1,
        isAttached: true,
        attach: () => Promise.resolve(),
        history: () => Promise.resolve(emptyPage),
        close: () => Promise.resolve(),
      };
    },
  };

  const model = new Model<number>(
    { name: 'count', channelName: 'count' },
    { sync: () => Promise.resolve({ data: 0, sequenceId: '0' }), merge: (count) => count + 1 },
    {
      channels,
      clock,
      logger: { debug: () => undefined, warn: () => undefined, error: () => undefined },
      settings: {
        historyPageSize: 100,
        retention: 120_000,
        retryStrategy: () => -1,
        syncTimeout: 30_000,
        bufferMs: 0,
        eventOrderer: undefined,
        mutationTimeout: 5_000,
      },
      onDispose: () => undefined,
    },
  );
  await model.sync();

  let id = 0;
  const publish = (mutationId?: string) => {
    id += 1;
    const headers = mutationId === undefined ? {} : { 'x-ably-models-event-uuid': mutationId };
    listener?.message({ id: String(id), name: 'counted', extras: { headers } });
    clock.advance(step);
  };
  return {
    event: () => {
      publish();
    },
    mutation: async () => {
      const { mutationId, settled } = model.mutate({ name: 'counted' });
      publish(mutationId);
      await settled;
    },
  };
}
