import fc from 'fast-check';
import { schedule, tabSchedule, type Schedule } from './commands.js';
import {
  cells,
  plainCells,
  checkSchedules,
  coverageTable,
  replayCommand,
  type CheckResult,
} from './check-schedules.js';
import { realWorld } from './real-world.js';
import { runSchedule } from './run-schedule.js';
import { simulatedWorld } from './simulated-world.js';

const worldOf = (real: boolean) => (real ? realWorld : simulatedWorld);

/** Runs schedules and reports to whoever started this process. */
export async function fuzz(options: {
  readonly runs: number;
  readonly seed: number;
  /** Over the real client and a local server, rather than without a network. */
  readonly real: boolean;
  readonly onProgress: (runs: number) => void;
}): Promise<{
  readonly runs: number;
  readonly coverage: [string, number][];
  readonly failure?: { message: string; command: string };
}> {
  const { runs, seed, real, onProgress } = options;
  const anySchedule = fc.oneof(schedule, tabSchedule);
  const {
    failure,
    coverage,
    runs: done,
  } = await checkSchedules({
    runs,
    seed,
    // The tabs have no connection of the real kind.
    schedules: real ? schedule : anySchedule,
    openWorld: worldOf(real),
    onRun: (run) => run % (real ? 10 : 500) === 0 && onProgress(run),
  });
  return {
    runs: done,
    coverage: [...coverage],
    ...(failure && { failure: { message: failure.message, command: replayCommand(failure.schedule, real) } }),
  };
}

/** Runs one schedule; throws what is wrong with it. */
export async function replay(schedule: Schedule, real: boolean): Promise<void> {
  const world = await worldOf(real)();
  try {
    await runSchedule(schedule, world, new Map());
  } finally {
    await world.close();
  }
}

export function summarize(
  coverage: readonly (readonly [string, number])[],
  real: boolean,
): {
  readonly table: string;
  readonly missed: string[];
} {
  const sum: CheckResult['coverage'] = new Map();
  for (const [cell, count] of coverage) {
    const key = cell as (typeof cells)[number];
    sum.set(key, (sum.get(key) ?? 0) + count);
  }
  return { table: coverageTable(sum), missed: (real ? plainCells : cells).filter((cell) => !sum.has(cell)) };
}
