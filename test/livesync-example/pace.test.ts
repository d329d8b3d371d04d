import { expect, it, onTestFinished, vi } from 'vitest';
import { backoffWithJitter } from '../../examples/livesync/server/connector/options.js';
import { Pace } from '../../examples/livesync/server/connector/pace.js';

it('takes turns evenly, also over many lanes, and saves none up while nobody comes', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const pace = new Pace(50);
  const begun = performance.now();
  const taken: number[] = [];
  const take = async (): Promise<void> => {
    await pace.turn(new AbortController().signal);
    taken.push(performance.now() - begun);
  };
  await vi.advanceTimersByTimeAsync(1_000);
  const lanes = Promise.all([take(), take(), take()]);
  await vi.runAllTimersAsync();
  await lanes;
  expect(taken).toEqual([1_000, 1_020, 1_040]);
});

it('waits longer after each failure, never longer than half a minute, and never all at the same time', () => {
  const random = vi.spyOn(Math, 'random');
  onTestFinished(() => random.mockRestore());
  const delays = (chance: number) => {
    random.mockReturnValue(chance);
    return [1, 2, 3, 6, 60].map(backoffWithJitter);
  };
  expect(delays(0)).toEqual([500, 1_000, 2_000, 15_000, 15_000]);
  expect(delays(1)).toEqual([1_000, 2_000, 4_000, 30_000, 30_000]);
});
