import { count } from '../format.js';
import { ratioOf } from '../compare.js';
import type { Section, Series } from '../section.js';
import { thisPackage } from './contenders.js';
import { messages } from './events.js';

/** How many events a model has merged since it began, when its cost is read: each time the events in between. */
const MARKS = [10_000, 30_000, 100_000, 300_000, 1_000_000];
const BURST = 1000;
const PENDING = [0, 10, 100];
const ROUNDS = 5;

/** What one event costs on the way to each mark, in µs of CPU. */
async function costs(pending: number): Promise<number[]> {
  const folder = await thisPackage(pending);
  let delivered = 0;
  const found: number[] = [];
  for (const mark of MARKS) {
    const total = mark - delivered;
    let cpu = 0;
    while (delivered < mark) {
      const fresh = messages(delivered + 1, BURST);
      const before = process.cpuUsage();
      await folder.burst(fresh);
      const { user, system } = process.cpuUsage(before);
      cpu += user + system;
      delivered += BURST;
    }
    found.push(cpu / total);
  }
  return found;
}

export async function measure(): Promise<Section[]> {
  // Compiles, and counts for nothing.
  await costs(0);
  const runs = new Map<number, number[][]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const pending of PENDING) runs.set(pending, [...(runs.get(pending) ?? []), await costs(pending)]);
  }
  const lines = PENDING.map((pending): Series => {
    const of = runs.get(pending) ?? [];
    return {
      plot: 'One event, as events go by',
      label: `${pending} pending`,
      xLabel: 'events that the model has merged',
      yLabel: 'µs of CPU an event',
      points: MARKS.map((mark, index) => [
        mark,
        ratioOf(
          of.map((run) => run[index] ?? NaN),
          of.map(() => 1),
        ),
      ]),
    };
  });
  return [
    {
      title: 'One event, as events go by',
      method: 'What an event costs a model that has merged that many, in bursts of 1,000; µs of CPU.',
      columns: ['pending', ...MARKS.map(count)],
      rows: lines.map(({ label, points }) => [label, ...points.map(([, cost]) => cost.toFixed(2))]),
      verdicts: [],
      series: lines,
    },
  ];
}
