import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { interleave, median, ratioOf } from '../compare.js';
import { count, percent } from '../format.js';
import type { Section, Series } from '../section.js';
import { atLeast } from '../verdict.js';
import type { ContenderName } from './contenders.js';
import type { Manner, Reading, Round } from './contender-process.js';

const ROUNDS = 7;
const PENDING = [0, 10, 100, 1000];
const NAMES = ['bareLoop', 'thisPackage', 'sdk'] as const;

/** One file with the section, when built. */
const processFile = fileURLToPath(new URL('folding-contender.js', import.meta.url));

/** A contender in its own process, which measures a round when it is told to. */
async function start(name: ContenderName, pending: number) {
  const child = fork(processFile, [name, String(pending)]);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(
      `unable to measure ${name} with ${pending} pending; its process ended with ${String(code)}`,
    );
  });
  failed.catch(() => undefined);
  const answer = async () => ((await Promise.race([once(child, 'message'), failed])) as unknown[])[0];
  await answer();
  return {
    /** Events a second. */
    run: async (round: Round): Promise<number> => {
      child.send(round);
      const { events, ms } = (await answer()) as Reading;
      return (events / ms) * 1000;
    },
    stop: () => child.kill(),
  };
}

async function compare(pending: number, manner: Manner) {
  const [bareLoop, thisPackage, sdk] = await Promise.all([
    start('bareLoop', 0),
    start('thisPackage', pending),
    start('sdk', pending),
  ]);
  const fast: Round = { manner, burst: 1000, bursts: 5, budget: 200 };
  // One by one and with a thousand pending, it would take seconds for each hundred.
  const slow: Round = { manner, burst: manner === 'burst' ? 1000 : 100, bursts: 1, budget: 50 };
  try {
    return await interleave(
      {
        bareLoop: () => bareLoop.run(fast),
        thisPackage: () => thisPackage.run(fast),
        sdk: () => sdk.run(slow),
      },
      ROUNDS,
    );
  } finally {
    for (const contender of [bareLoop, thisPackage, sdk]) contender.stop();
  }
}

const manners = { burst: 'bursts of 1,000', singles: 'one by one' } as const;
const labels = { bareLoop: 'bare loop', thisPackage: 'this package', sdk: '@ably-labs/models' } as const;

export async function measure(): Promise<Section[]> {
  const rows: string[][] = [];
  const series = new Map<string, Series>();
  const ratios = new Map<string, number>();
  for (const manner of ['burst', 'singles'] as const) {
    for (const pending of PENDING) {
      const readings = await compare(pending, manner);
      const rates = NAMES.map((name) => median(readings[name]));
      const ours = ratioOf(readings.thisPackage, readings.bareLoop);
      ratios.set(`${manner} ${pending}`, ours);
      const theirs = ratioOf(readings.sdk, readings.bareLoop);
      rows.push([
        manners[manner],
        pending.toLocaleString('en'),
        ...rates.map(count),
        percent(ours),
        percent(theirs),
      ]);
      for (const [index, name] of NAMES.entries()) {
        const plot = `Folding events, ${manners[manner]}`;
        const line = series.get(`${plot} ${name}`) ?? {
          plot,
          label: labels[name],
          xLabel: 'pending mutations',
          yLabel: 'events a second',
          points: [],
        };
        line.points.push([pending, rates[index] ?? NaN]);
        series.set(`${plot} ${name}`, line);
      }
    }
  }
  const ratio = (key: string) => ratios.get(key) ?? NaN;
  return [
    {
      title: 'Folding confirmed events',
      method:
        'Messages enter at the channel’s listener, a snapshot is read after each burst or after each message; events a ' +
        'second of CPU time. The bare loop is `state = merge(state, message)` over the same messages, and knows no pending mutations.',
      columns: ['messages', 'pending', ...NAMES.map((name) => labels[name]), 'ours / bare', 'SDK / bare'],
      rows,
      verdicts: [
        atLeast(1 / 2, {
          what: 'Nothing pending, bursts: of the bare loop',
          measured: ratio('burst 0'),
          format: percent,
        }),
        atLeast(1 / 3, {
          what: '100 pending, bursts of 1,000: of the bare loop',
          measured: ratio('burst 100'),
          format: percent,
        }),
      ],
      series: [...series.values()],
    },
  ];
}
