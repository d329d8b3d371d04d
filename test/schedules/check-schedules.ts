import fc from 'fast-check';
import corpus from './corpus.json' with { type: 'json' };
import { faults, plainFaults, type Fault, type Schedule } from './commands.js';
import { tabFaults } from './tab-commands.js';
import { runSchedule, type Coverage } from './run-schedule.js';
import type { World } from './world.js';

export interface CheckOptions {
  readonly runs: number;
  readonly seed: number;
  readonly schedules: fc.Arbitrary<Schedule>;
  readonly openWorld: () => World | Promise<World>;
  /** Called after each run. */
  readonly onRun?: (run: number) => void;
}

export interface CheckResult {
  readonly runs: number;
  /** How often each fault struck a model in each state. */
  readonly coverage: Coverage;
  /** What a client did that it must not, with the smallest schedule that makes it do so. */
  readonly failure?: { readonly message: string; readonly schedule: Schedule };
}

const states = ['initialized', 'syncing', 'ready', 'paused', 'errored', 'disposed'] as const;

const cellsOf = (of: readonly Fault[]) =>
  of.flatMap((fault) => states.map((state) => `${fault} × ${state}` as const));

/** Every fault in every state of the lifecycle. */
export const cells = cellsOf(faults);

/** Without those that only a tab meets. */
export const plainCells = cellsOf(plainFaults);

/** Those that only a tab meets. */
export const tabCells = cellsOf(tabFaults);

/** Schedules that failed once. */
export const known = corpus as unknown as readonly Schedule[];

/** Runs known schedules and then random ones, until one fails. */
export async function checkSchedules({
  runs,
  seed,
  schedules,
  openWorld,
  onRun,
}: CheckOptions): Promise<CheckResult> {
  const coverage: Coverage = new Map();
  let run = 0;
  const property = fc.asyncProperty(schedules, async (each) => {
    const world = await openWorld();
    try {
      await runSchedule(each, world, coverage);
    } finally {
      await world.close();
    }
    run += 1;
    onRun?.(run);
  });
  const { failed, errorInstance, counterexample, numRuns } = await fc.check(property, {
    seed,
    numRuns: runs + known.length,
    examples: known.map((each): [Schedule] => [each]),
  });
  if (!failed || counterexample === null) return { runs: numRuns, coverage };
  return {
    runs: numRuns,
    coverage,
    failure: { message: reasonOf(errorInstance), schedule: counterexample[0] },
  };
}

/** How to see it again; for the terminal. */
export const replayCommand = (failing: Schedule, real = false): string =>
  `npm run fuzz -- ${real ? '--real ' : ''}--replay '${JSON.stringify(failing)}'`;

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** A table of faults by states, with a dot where nothing was hit. */
export function coverageTable(coverage: Coverage): string {
  const width = 12;
  const row = (first: string, rest: readonly string[]) =>
    first.padEnd(16) + rest.map((cell) => cell.padStart(width)).join('');
  return [
    row('', states),
    ...faults.map((fault) =>
      row(
        fault,
        states.map((state) => String(coverage.get(`${fault} × ${state}`) ?? '·')),
      ),
    ),
  ].join('\n');
}
