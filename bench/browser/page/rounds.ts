import type { Contender } from './contender.js';

/** ms; who takes longer for a round is not asked for another. */
const PATIENCE = 5_000;

/**
 * Runs every contender once a round, each round beginning with another one: what the machine does meanwhile, and what
 * the one before left behind, falls on all of them alike. Who is very slow runs once, cold: that tells enough, and the
 * bench would never end.
 */
export async function interleave<Result>(
  contenders: readonly Contender[],
  { warmUp, rounds }: { readonly warmUp: number; readonly rounds: number },
  run: (contender: Contender) => Promise<Result>,
): Promise<ReadonlyMap<Contender, readonly Result[]>> {
  const results = new Map(contenders.map((contender) => [contender, [] as Result[]]));
  const slow = new Set<Contender>();
  for (let round = 0; round < warmUp + rounds; round += 1) {
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      if (slow.has(contender)) continue;
      const began = performance.now();
      const result = await run(contender);
      if (performance.now() - began > PATIENCE) slow.add(contender);
      if (round >= warmUp || slow.has(contender)) results.get(contender)?.push(result);
    }
  }
  return results;
}

/** Until what is still on its way has come: timers, React's tasks, and a frame. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => setTimeout(resolve));
}

/** What the contender before has left would be collected within the next one's time. Chromium is started with it. */
export function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('unable to measure; start Chromium with --expose-gc');
  globalThis.gc();
}
