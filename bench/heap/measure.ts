import { setTimeout as wait } from 'node:timers/promises';
import { count, kB } from '../format.js';
import type { Section, Series } from '../section.js';
import { atMost } from '../verdict.js';
import { openPackage, openSdk, type World } from './world.js';

/** Each run takes this long by the models' clock: what is kept for minutes must go as well. In ms. */
const DURATION = 5_400_000;
/** What the heap may grow by from its first tenth to its last, in bytes: less than 50 for each of 10,000. */
const FLAT = 500_000;

const works = {
  event: 'events',
  mutation: 'confirmed mutations',
  visit: 'models visited and left',
} as const;
type Work = keyof typeof works;

const totals: Record<'thisPackage' | 'sdk', Record<Work, number>> = {
  thisPackage: { event: 100_000, mutation: 10_000, visit: 10_000 },
  // It keeps them, and takes longer for each the more it keeps.
  sdk: { event: 10_000, mutation: 2_000, visit: 1_000 },
};

/** Time that goes on by hand, beside the time that passes. Timers stay as they are: none is waited for. */
const realNow = Date.now.bind(Date);
let ahead = 0;
Date.now = () => realNow() + ahead;

async function heap(): Promise<number> {
  // Until what was put into a timer is done, and what it held is let go.
  await wait(5);
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** @returns the heap after each tenth, in bytes */
async function readings(world: World, work: Work, total: number): Promise<number[]> {
  const heaps: number[] = [];
  for (let index = 1; index <= total; index += 1) {
    const done = world[work]();
    if (done) await done;
    ahead += DURATION / total;
    if (index % (total / 10) === 0) heaps.push(await heap());
  }
  return heaps;
}

const growthOf = (heaps: readonly number[]) => (heaps.at(-1) ?? NaN) - (heaps[0] ?? NaN);

export async function measure(): Promise<Section[]> {
  if (globalThis.gc === undefined) throw new Error('unable to measure the heap; start node with --expose-gc');
  const rows: string[][] = [];
  const series: Series[] = [];
  const growths: Partial<Record<Work, number>> = {};
  for (const work of Object.keys(works) as Work[]) {
    for (const [name, open] of [
      ['thisPackage', openPackage],
      ['sdk', openSdk],
    ] as const) {
      const total = totals[name][work];
      const heaps = await readings(await open(), work, total);
      const growth = growthOf(heaps);
      if (name === 'thisPackage') growths[work] = growth;
      const label = name === 'thisPackage' ? 'this package' : '@ably-labs/models';
      const each = (growth / total / 0.9).toFixed(growth / total < 10 ? 1 : 0);
      rows.push([
        `${count(total)} ${works[work]}`,
        label,
        ...[heaps[0], heaps.at(-1)].map((bytes) => kB(bytes ?? NaN)),
        kB(growth),
        each,
      ]);
      series.push({
        plot: `Memory kept by ${works[work]}`,
        label,
        xLabel: works[work],
        yLabel: 'heap above the first tenth, kB',
        points: heaps.map((bytes, tenth) => [((tenth + 1) * total) / 10, (bytes - (heaps[0] ?? NaN)) / 1000]),
      });
    }
  }
  return [
    {
      title: 'Memory that is kept',
      method:
        'The heap after a collection, after the first and the last tenth; each run takes an hour and a half by the ' +
        `models’ clock. Flat: it grows by less than ${kB(FLAT)} between the two.`,
      columns: ['after', 'client', 'first tenth', 'last tenth', 'growth', 'bytes each'],
      rows,
      verdicts: (Object.keys(works) as Work[]).map((work) =>
        atMost(FLAT, {
          what: `Heap kept by ${count(totals.thisPackage[work])} ${works[work]}`,
          measured: growths[work] ?? NaN,
          format: kB,
        }),
      ),
      series,
    },
  ];
}
