import type fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSchedules, coverageTable, plainCells, replayCommand, tabCells } from './check-schedules.js';
import { schedule, tabSchedule, type Schedule } from './commands.js';
import { simulatedWorld } from './simulated-world.js';

/** The same each time, so that a change is judged and not its luck; `npm run fuzz` looks further. */
const seed = 300;
const RUNS = 3_000;
const RUNS_WITH_TABS = 400;

/** @returns how often each fault struck a model in each state */
async function expectNoDivergence(schedules: fc.Arbitrary<Schedule>, runs: number) {
  const unhandled: unknown[] = [];
  const onUnhandled = (thrown: unknown) => unhandled.push(thrown);
  process.on('unhandledRejection', onUnhandled);

  const { failure, coverage } = await checkSchedules({
    runs,
    seed,
    schedules,
    openWorld: simulatedWorld,
  });
  process.off('unhandledRejection', onUnhandled);

  if (failure) expect.fail(`${failure.message}\n\n${replayCommand(failure.schedule)}\n`);
  expect(unhandled).toEqual([]);
  return coverage;
}

describe('any schedule of commits, calls and faults', () => {
  it('ends where the log of the backend ends, and shows nothing else on the way', async () => {
    const coverage = await expectNoDivergence(schedule, RUNS);
    const missed = plainCells.filter((cell) => !coverage.has(cell));
    expect(missed, `not every fault struck in every state:\n${coverageTable(coverage)}`).toEqual([]);
  }, 120_000);

  it('with tabs of one machine, does each kept mutation once, and shows it once', async () => {
    const coverage = await expectNoDivergence(tabSchedule, RUNS_WITH_TABS);
    const missed = tabCells.filter((cell) => !coverage.has(cell));
    expect(missed, `not every fault struck in every state:\n${coverageTable(coverage)}`).toEqual([]);
  }, 120_000);
});
