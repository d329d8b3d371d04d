import type { Kill, Moment } from './life.js';
import { run, type Run } from './run.js';
import { scenarios, type Scenario } from './scenarios.js';
import type { Database } from './database.js';

export { scenarios };

/** What came of all runs of one scenario. */
export interface Tally {
  readonly scenario: string;
  /** Calls that its tabs make when nobody dies. */
  readonly steps: number;
  /** Deaths, each in a run of its own. */
  kills: number;
  /** Runs with two deaths. */
  pairs: number;
  lost: number;
  doubled: number;
  /** ms of the longest way to rest. */
  slowest: number;
  /** ms of the longest time for which something was on a screen twice. */
  doubledFor: number;
  readonly failures: Run[];
}

interface Options {
  /** Opened for each run. Default: one in memory. */
  readonly database?: () => Promise<Database>;
  /** Called after each run. */
  readonly onRun?: (run: Run) => Promise<void>;
  /** Runs with two deaths, chosen by the seed. */
  readonly pairs?: number;
  readonly seed?: number;
  /** Whether one failure is enough. */
  readonly stopsAtFailure?: boolean;
}

/** Runs a scenario once for each death that there can be in it, and for some pairs of them. */
export async function checkKills(scenario: Scenario, options: Options = {}): Promise<Tally> {
  const { database, onRun, pairs = 0, seed = 1, stopsAtFailure = false } = options;
  const tell = async (kills: readonly Kill[]) => {
    const told = await run(scenario, kills, await database?.());
    await onRun?.(told);
    return told;
  };
  const plain = await tell([]);
  const steps = [...plain.steps.values()].reduce((sum, { length }) => sum + length, 0);
  const tally: Tally = {
    scenario: scenario.name,
    steps,
    kills: 0,
    pairs: 0,
    lost: 0,
    doubled: 0,
    slowest: 0,
    doubledFor: 0,
    failures: [],
  };
  const note = (each: Run): Run => {
    tally.kills += each.kills.length === 1 ? 1 : 0;
    tally.pairs += each.kills.length === 2 ? 1 : 0;
    tally.lost += each.lost;
    tally.doubled += each.doubled;
    tally.slowest = Math.max(tally.slowest, each.restedAfter);
    tally.doubledFor = Math.max(tally.doubledFor, each.doubledFor);
    if (each.complaints.length > 0) tally.failures.push(each);
    return each;
  };
  note(plain);
  const runs: Run[] = [];
  for (const kill of killsOf(plain, scenario.kills ?? scenario.tabs)) {
    if (stopsAtFailure && tally.failures.length > 0) return tally;
    const once = note(await tell([kill]));
    runs.push(once);
    if (once.leftInFlight) runs.push(note(await tell([{ ...kill, inFlight: 'lands' }])));
  }
  const random = randomOf(seed);
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(random() * list.length)] as Value;
  for (let pair = 0; pair < pairs; pair += 1) {
    const first = pick(runs);
    const [kill] = first.kills as [Kill];
    const others = killsOf(
      first,
      [...first.steps.keys()].filter((name) => name !== kill.tab),
    );
    const inFlight = random() < 0.5 ? 'lost' : 'lands';
    if (others.length > 0) note(await tell([kill, { ...pick(others), inFlight }]));
  }
  return tally;
}

/** All deaths that tabs of these names can die in a run like this one. */
function killsOf({ steps }: Run, names: readonly string[]): Kill[] {
  return names.flatMap((tab) =>
    (steps.get(tab) ?? []).flatMap((name, step) => {
      const moments: Moment[] = name === 'network.send' ? ['before', 'after', 'late'] : ['before', 'after'];
      return moments.map((moment): Kill => ({ tab, step, moment, inFlight: 'lost' }));
    }),
  );
}

/** The mulberry32 generator: from 0 to below 1, and the same each time. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** For the terminal. */
export function tableOf(tallies: readonly Tally[]): string {
  const lines = tallies.map(
    ({ scenario, steps, kills, pairs, lost, doubled, slowest, doubledFor }) =>
      `${scenario.padEnd(64)}${steps} steps, ${kills} kills, ${pairs} pairs, ${lost} lost, ${doubled} doubled; at rest within ${slowest} ms, twice on a screen for ${doubledFor} ms`,
  );
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0);
  const total = `${sum(({ steps }) => steps)} steps, ${sum(({ kills }) => kills)} kills, ${sum(({ pairs }) => pairs)} pairs, ${sum(({ lost }) => lost)} lost, ${sum(({ doubled }) => doubled)} doubled`;
  return [...lines, `${'all'.padEnd(64)}${total}`].join('\n');
}

/** What went wrong in a run, and where the tabs died. */
export function describeFailure(scenario: string, { kills, steps, complaints }: Run): string {
  const deaths = kills.map(({ tab, step, moment, inFlight }) => {
    const calls = steps.get(tab) ?? [];
    return `${tab} killed ${moment} ${calls[step] ?? '?'} (call ${step}; what is on its way ${inFlight}) after ${calls.slice(Math.max(0, step - 4), step).join(', ')}`;
  });
  return [`${scenario}: ${complaints.join('; ')}`, ...deaths].join('\n    ');
}
