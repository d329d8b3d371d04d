import { memoryDatabase, type Database } from './database.js';
import { judge, leftovers, unrest, type Verdict } from './judge.js';
import type { Kill } from '../simulated-browser/life.js';
import type { Scenario } from './scenarios.js';
import { World } from './world.js';

/** ms after which what has not come to rest never will. */
const PATIENCE = 90_000;
/** ms for which it must then stay as it is. */
const STAYS = 10_000;

/** ms for which a tab that was opened again may show twice what it finds both in its state and in the outbox. */
const DOUBLED_MS = 50;
/** ms after which the tab that sends finds what another has left without a word. */
const LOOK_AFTER = 10_000;

export interface Run extends Verdict {
  readonly kills: readonly Kill[];
  /** The calls of each tab, by its name. */
  readonly steps: ReadonlyMap<string, readonly string[]>;
  /** Whether calls were on their way when a tab was killed. */
  readonly leftInFlight: boolean;
  /** The longest time until everything was at rest, in ms. */
  readonly restedAfter: number;
  /** The longest time for which something was on a screen twice, in ms. */
  readonly doubledFor: number;
}

/** Tells a story once, with these deaths in it, on a clock of its own. */
export async function run(
  scenario: Scenario,
  kills: readonly Kill[],
  database: Database = memoryDatabase(),
): Promise<Run> {
  const world = new World(scenario, kills, database);
  await world.pass(Math.max(...scenario.actions.map(({ at }) => at)));
  let restedAfter = 0;
  // A tab may also be killed while all is at rest; and the one that is opened in its place has to come to rest too.
  for (let opened = -1; world.isReopening || opened < world.tabs.length;) {
    await untilOpen(world);
    restedAfter = Math.max(restedAfter, await untilRest(world));
    opened = world.tabs.length;
    await world.pass(STAYS);
  }
  const restless = await unrest(world);
  const verdict = await judge(world, kills.length);
  // Without those that closing makes.
  const steps = new Map(world.tabs.map(({ name, life }) => [name, [...life.steps]]));
  const tabs = world.alive;
  for (const { life } of tabs) life.isSafe = true;
  await Promise.all(tabs.map((tab) => tab.close()));
  await world.pass(1_000);
  const doubledFor = Math.max(...world.tabs.map((tab) => tab.doubledFor));
  const complaints = [
    ...verdict.complaints,
    ...(restless === undefined ? [] : [`no rest: ${restless}`]),
    ...(doubledFor > DOUBLED_MS ? [`on a screen twice for ${doubledFor} ms`] : []),
    ...(restedAfter > patienceWith(scenario, kills) ? [`at rest only after ${restedAfter} ms`] : []),
    ...leftovers(world),
  ];
  return {
    ...verdict,
    complaints,
    kills,
    steps,
    leftInFlight: world.tabs.some(({ life }) => life.leftInFlight),
    restedAfter,
    doubledFor,
  };
}

async function untilOpen(world: World): Promise<void> {
  const { reopensAfter = 1 } = world.scenario;
  while (world.isReopening) await world.pass(Math.max(1, reopensAfter / 20));
}

async function untilRest(world: World): Promise<number> {
  let took = 0;
  for (; took < PATIENCE && (await unrest(world)) !== undefined; took += 50) {
    await world.pass(50);
    if (!world.isReopening) continue;
    // Nobody sits in front of it.
    await untilOpen(world);
    took = 0;
  }
  return took;
}

/** What a second tab leaves is found after a while; everything else is told, or read, at once. */
function patienceWith({ restsWithin = 500 }: Scenario, kills: readonly Kill[]): number {
  const isFollower = ({ tab }: Kill) => !tab.startsWith('A') || kills.length > 1;
  return restsWithin + (kills.some(isFollower) ? LOOK_AFTER : 0);
}
