import { describe, expect, it, vi } from 'vitest';
import type { ChangeEvent } from 'ably-models-react';
import { openWorld, synced, WAIT, type Log } from './world.js';

const change = (mutationId: string, data?: unknown) => ({ mutationId, name: 'changed', data });
const never = { timeout: 3_600_000 };

describe('The optimistic view, folded when it is read', () => {
  it('is the same object each time that a snapshot is read, also when others are pending by then', async () => {
    const { openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    await model.sync();
    model.mutate(change('a')).settled.catch(() => undefined);
    const snapshot = model.getSnapshot();
    const seen = snapshot.optimistic;
    model.mutate(change('b')).settled.catch(() => undefined);

    expect(snapshot.optimistic).toEqual(seen);
    expect(snapshot.optimistic).toBe(seen);
  });

  it('tells a subscriber nothing of a mutation that changes nothing', async () => {
    const { openModel } = await openWorld();
    const { model } = openModel(
      () => synced([1]),
      {},
      (log, { name, mutationId }) => (name === 'nothing' ? log : [...log, String(mutationId)]),
    );
    await model.sync();
    model.mutate(change('a')).settled.catch(() => undefined);
    const told = vi.fn();
    model.subscribe(told);
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1), WAIT);
    model.mutate({ ...change('b'), name: 'nothing' }).settled.catch(() => undefined);

    expect(told).toHaveBeenCalledTimes(1);
  });

  /** What is `brittle` does not fit a state that has more than one entry. */
  const brittle = (log: Log, event: ChangeEvent): Log => {
    if (event.data === 'brittle' && log.length > 1) throw new Error('does not fit');
    return [...log, String(event.mutationId ?? event.sequenceId)];
  };

  it('of the past does not take out another attempt under the same id', async () => {
    const { openModel, publish } = await openWorld();
    const { model } = openModel(() => synced([1]), {}, brittle);
    await model.sync();
    const first = model.mutate(change('a', 'brittle'), never);
    first.settled.catch(() => undefined);
    publish(2);
    await vi.waitFor(() => expect(model.getSnapshot().confirmed).toEqual(['1', '2']), WAIT);
    first.cancel();
    const second = model.mutate(change('a', 'fits'), never);
    const failed = vi.fn();
    second.settled.catch(failed);
    // Compares the snapshot with the one before, and folds that.
    expect(model.getSnapshot().optimistic).toEqual(['1', '2', 'a']);
    await new Promise((resolve) => setTimeout(resolve));

    expect(failed).not.toHaveBeenCalled();
    expect(model.getSnapshot().pendingCount).toBe(1);
  });
});
