import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSchedules, replayCommand } from './check-schedules.js';
import { schedule, type Schedule } from './commands.js';
import { realWorld } from './real-world.js';
import { runSchedule, type End } from './run-schedule.js';
import { simulatedWorld } from './simulated-world.js';
import type { World } from './world.js';

/** The same each time, so that a change is judged and not its luck; `npm run fuzz -- --real` looks further. */
const seed = 300;
const RUNS = 300;
const COMPARED = 40;

async function endOf(each: Schedule, world: World): Promise<End> {
  try {
    return await runSchedule(each, world, new Map());
  } finally {
    await world.close();
  }
}

/** What the backend decided; anything else is a matter of time, and a network takes another one. */
const isDecision = (outcome: string | undefined) =>
  outcome === 'confirmed' || outcome === 'mutation-rejected';

describe('schedules over the real client and a server', () => {
  it('end where the log of the backend ends, and leave nothing behind', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (thrown: unknown) => unhandled.push(thrown);
    process.on('unhandledRejection', onUnhandled);

    const { failure } = await checkSchedules({ runs: RUNS, seed, schedules: schedule, openWorld: realWorld });
    process.off('unhandledRejection', onUnhandled);

    if (failure) expect.fail(`${failure.message}\n\n${replayCommand(failure.schedule, true)}\n`);
    expect(unhandled).toEqual([]);
  }, 120_000);

  it('end as they do without a network', async () => {
    for (const each of fc.sample(schedule, { seed, numRuns: COMPARED })) {
      const simulated = await endOf(each, simulatedWorld());
      const real = await endOf(each, await realWorld());

      const difference = `${replayCommand(each, true)}\nand without --real:\n`;
      expect(real.states, difference).toEqual(simulated.states);
      expect(Object.keys(real.outcomes), difference).toEqual(Object.keys(simulated.outcomes));
      for (const [mutationId, outcome] of Object.entries(real.outcomes)) {
        const other = simulated.outcomes[mutationId];
        if (isDecision(outcome) && isDecision(other)) expect(outcome, difference).toBe(other);
      }
    }
  }, 60_000);
});
