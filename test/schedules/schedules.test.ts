import { describe, expect, it } from 'vitest';
import { plainCells, checkSchedules, coverageTable, replayCommand } from './check-schedules.js';
import { schedule } from './commands.js';
import { simulatedWorld } from './simulated-world.js';

/** The same each time, so that a change is judged and not its luck; `npm run fuzz` looks further. */
const seed = 300;
const RUNS = 5_000;

describe('any schedule of commits, calls and faults', () => {
  it('ends where the log of the backend ends, and shows nothing else on the way', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (thrown: unknown) => unhandled.push(thrown);
    process.on('unhandledRejection', onUnhandled);

    const { failure, coverage } = await checkSchedules({
      runs: RUNS,
      seed,
      schedules: schedule,
      openWorld: simulatedWorld,
    });
    process.off('unhandledRejection', onUnhandled);

    if (failure) expect.fail(`${failure.message}\n\n${replayCommand(failure.schedule)}\n`);
    expect(unhandled).toEqual([]);
    const missed = plainCells.filter((cell) => !coverage.has(cell));
    expect(missed, `not every fault struck in every state:\n${coverageTable(coverage)}`).toEqual([]);
  }, 120_000);
});
