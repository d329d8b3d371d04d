import { holds, isNoticed, table } from './report.js';
import type { LoadResult } from './run-load.js';
import { traps, type Trap } from './traps.js';

/**
 * Runs once with everything in place, and once without each of the fixes: the first must hold, the others must not. A
 * check that cannot fail would prove nothing.
 */
export async function prove(
  run: (trap: Trap | undefined) => Promise<LoadResult>,
): Promise<{ report: string; isProven: boolean }> {
  const rows: (string | number)[][] = [
    ['fix removed', 'instead', 'lost', 'doubled', 'out of order', 'states that differ', 'noticed'],
  ];
  const notes: string[] = [];
  let isProven = true;
  for (const trap of [undefined, ...traps]) {
    const result = await run(trap);
    const shouldHold = trap === undefined || trap.holdsBecause !== undefined;
    if (shouldHold ? !holds(result) : !isNoticed(result)) isProven = false;
    if (trap?.holdsBecause !== undefined)
      notes.push(`Without "${trap.name}" it holds: ${trap.holdsBecause}.`);
    if (shouldHold && !holds(result)) notes.push(...result.stalled, ...result.complaints);
    const { lost, doubled, disordered, differing } = result;
    const name = trap?.name ?? '(none)';
    rows.push([
      name,
      trap?.instead ?? '',
      lost,
      doubled,
      disordered,
      differing,
      isNoticed(result) ? 'yes' : 'no',
    ]);
  }
  return { report: [table(rows), '', ...notes].join('\n'), isProven };
}
