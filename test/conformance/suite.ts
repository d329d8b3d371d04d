import assert, { AssertionError } from 'node:assert/strict';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { behaviours, isIsolated, type BehaviourId } from './behaviours.js';
import type { Driver } from './driver.js';
import { bundleIsolatedProcess } from './isolation.js';
import { createWorld } from './world.js';

/** Ms to wait for a condition: long, so that a slow machine makes no difference. */
const PATIENCE = 10_000;

/** Where it is known not to come. */
const PATIENCE_WITH_A_GAP = 500;

/** By behaviour that the client lacks, what it does instead. */
export type Gaps = Readonly<Partial<Record<BehaviourId, string>>>;

/**
 * One test for each behaviour, on one client. A known gap has to fail, by an assertion of the behaviour: when it no
 * longer does, the test says so.
 */
export function conforms(driver: Driver, gaps: Gaps = {}): void {
  let isolation: Awaited<ReturnType<typeof bundleIsolatedProcess>>;
  beforeAll(async () => {
    isolation = await bundleIsolatedProcess();
  }, 30_000);
  afterAll(() => isolation.remove());

  const attempt = async (id: BehaviourId, patience: number): Promise<void> => {
    if (isIsolated(id)) return isolation.attempt(driver.name, id, patience);
    const world = createWorld(driver, patience);
    try {
      await behaviours.find(([one]) => one === id)?.[1].test(world);
    } finally {
      await world.close();
    }
  };

  describe(`the client of ${driver.name}`, () => {
    for (const [id, { title }] of behaviours) {
      const gap = gaps[id];
      if (gap === undefined) it(title, () => attempt(id, PATIENCE), 60_000);
      else
        it(`lacks: ${title}. ${gap}`, () => failsByAssertion(attempt(id, PATIENCE_WITH_A_GAP), id), 60_000);
    }
  });
}

async function failsByAssertion(attempt: Promise<void>, id: string): Promise<void> {
  try {
    await attempt;
  } catch (error) {
    // Vitest's own is no instance of Node's.
    if (error instanceof AssertionError || (error as Error).name === 'AssertionError') return;
    throw error;
  }
  assert.fail(`"${id}" holds now: take it off the list of gaps, and run \`npm run conformance\``);
}
