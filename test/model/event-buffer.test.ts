import { describe, expect, it } from 'vitest';
import { toConfirmedEvent } from '../../src/model/change-message.js';
import type { ConfirmedEvent } from '../../src/model/event.js';
import { EventBuffer, orderById, sortDeliveries, type Delivery } from '../../src/model/event-buffer.js';
import { manualClock } from './manual-clock.js';
import { CHANNEL, openWorld, reaches, shows, synced } from './world.js';

const delivery = (id: number | string, arrivedAt: number): Delivery => {
  const message = { id: String(id), name: 'changed' };
  return { message, event: toConfirmedEvent(message, String(id)) as ConfirmedEvent, arrivedAt };
};

function openBuffer(orderer = orderById('integer')) {
  const clock = manualClock();
  const released: string[] = [];
  const buffer = new EventBuffer(
    100,
    clock,
    (held) => sortDeliveries(held, orderer),
    (due) => released.push(...due.map(({ event }) => event.sequenceId)),
  );
  const push = (id: number | string) => buffer.push(delivery(id, clock.now()));
  return { buffer, push, clock, released };
}

describe('the event buffer', () => {
  it('puts events back in order that come within its window', () => {
    const { push, clock, released } = openBuffer();
    for (const id of [10, 9, 11]) {
      push(id);
      clock.advance(10);
    }
    clock.advance(100);

    expect(released).toEqual(['9', '10', '11']);
  });

  it('releases an event when its time is over, with all that come before it and no others', () => {
    const { push, clock, released } = openBuffer();
    push(2);
    clock.advance(50);
    push(1);
    push(3);
    clock.advance(50);
    expect(released).toEqual(['1', '2']);
    clock.advance(50);

    expect(released).toEqual(['1', '2', '3']);
    expect(clock.pending).toBe(0);
  });

  it('leaves events in the order of their coming that its order says nothing about', () => {
    const { push, clock, released } = openBuffer();
    for (const id of ['by-hand-2', 'by-hand-1']) push(id);
    clock.advance(100);

    expect(released).toEqual(['by-hand-2', 'by-hand-1']);
  });

  it('releases nothing of what it held when it is cleared', () => {
    const { buffer, push, clock, released } = openBuffer();
    for (const id of [2, 1]) push(id);
    buffer.clear();
    clock.advance(1_000);

    expect(released).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('a client with an event buffer', () => {
  it('merges in order what came out of order, and each id once', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([], '0'), { eventBufferOptions: { bufferMs: 20 } });
    await model.sync();
    for (const id of [2, 1, 3]) publish(id);

    await shows(model, [1, 2, 3]);
  });

  it('merges what comes too late after what it should have preceded', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([], '0'), { eventBufferOptions: { bufferMs: 5 } });
    await model.sync();
    publish(2);
    await shows(model, [2]);
    publish(1);

    await shows(model, [2, 1]);
  });

  it('asks an orderer of one’s own, with ids and messages', async () => {
    const { publish, openModel } = await openWorld();
    const rankOf = (message: { data?: unknown }) => (message.data as { rank: number }).rank;
    const { model } = openModel(() => synced([], '0'), {
      eventBufferOptions: { bufferMs: 20, eventOrderer: (_a, _b, a, b) => rankOf(a) - rankOf(b) },
    });
    await model.sync();
    publish(1, { data: { rank: 3 } });
    publish(2, { data: { rank: 1 } });
    publish(3, { data: { rank: 2 } });

    await shows(model, [2, 3, 1]);
  });

  it('stops with a clear error when the orderer answers NaN', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([], '0'), {
      eventBufferOptions: { bufferMs: 5, eventOrderer: () => Number.NaN },
    });
    await model.sync();
    publish(1);
    publish(2);
    await reaches(model, 'errored');

    expect(model.getSnapshot().error).toMatchObject({
      code: 'invalid-options',
      message: 'unable to order events "2" and "1"; eventOrderer answered NaN instead of a number',
    });
  });

  it('stops with a clear error when the orderer throws', async () => {
    const { publish, openModel } = await openWorld();
    const cause = new Error('no rank');
    const { model } = openModel(() => synced([], '0'), {
      eventBufferOptions: {
        bufferMs: 5,
        eventOrderer: () => {
          throw cause;
        },
      },
    });
    await model.sync();
    publish(1);
    publish(2);
    await reaches(model, 'errored');

    expect(model.getSnapshot().error).toMatchObject({
      code: 'invalid-options',
      message: 'unable to order events "2" and "1"; eventOrderer threw: no rank',
      cause,
    });
  });

  it('replays after a pause what it held before, with what should have preceded it', async () => {
    const { local, publish, openModel, connect } = await openWorld();
    const ably = connect();
    const { model, sync } = openModel(() => synced([], '0'), {
      ably,
      eventBufferOptions: { bufferMs: 200 },
    });
    await model.sync();
    const heard = new Promise((resolve) => void ably.channels.get(CHANNEL).subscribe(resolve));
    publish(2);
    await heard;
    await model.pause();
    expect(model.data.confirmed).toEqual([]);

    publish(1);
    await model.resume();

    expect(model.data.confirmed).toEqual(['1', '2']);
    expect(sync).toHaveBeenCalledOnce();
    expect(local.attachments(CHANNEL)).toBe(1);
  });
});
