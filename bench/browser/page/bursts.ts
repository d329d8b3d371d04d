import type { Section, Verdict } from '../../section.js';
import { runBurst, type Burst, type BurstPlan } from './burst.js';
import { contenders, ours } from './contenders/index.js';
import type { Contender } from './contender.js';
import { interleave } from './rounds.js';
import { count, median, ms } from '../statistics.mjs';

const plans: readonly (BurstPlan & { readonly rounds: number })[] = [
  { components: 1, touched: 1, messages: 1_000, delivery: 'one task', rounds: 5 },
  { components: 1, touched: 1, messages: 1_000, delivery: 'own tasks', rounds: 5 },
  { components: 1_000, touched: 10, messages: 1_000, delivery: 'one task', rounds: 3 },
  { components: 1_000, touched: 10, messages: 1_000, delivery: 'own tasks', rounds: 3 },
  { components: 1_000, touched: 10, messages: 200, delivery: 'own tasks', rounds: 5 },
];

const titleOf = ({ components, touched, messages, delivery }: BurstPlan) => {
  const who =
    components === 1 ? 'one component' : `${count(components)} components, of which ${touched} change`;
  const how = delivery === 'one task' ? 'all in one task' : 'each in a task of its own';
  return `${count(messages)} messages, ${how}: ${who}`;
};

export async function bursts(): Promise<Section[]> {
  const sections: Section[] = [];
  for (const plan of plans) sections.push(await measurePlan(plan));
  return sections;
}

async function measurePlan(plan: (typeof plans)[number]): Promise<Section> {
  const { rounds } = plan;
  const results = await interleave(contenders, { warmUp: 1, rounds }, (contender) =>
    runBurst(contender, plan),
  );
  const of = (contender: Contender, what: keyof Burst) =>
    (results.get(contender) ?? []).map((burst) => burst[what]);
  const counted = ['commits', 'renders', 'idleRenders', 'frames', 'mostCommits', 'mostRenders'] as const;

  return {
    title: titleOf(plan),
    method:
      'React tells its developer tools of each commit; components count their renders. Time until the DOM shows the ' +
      `last state. Medians of ${rounds} interleaved rounds after one to warm up; who took more than 5 s ran once. ` +
      'SWR and the SDK have no selectors: each component hears all of it.',
    columns: [
      '',
      'commits',
      'renders',
      'without a change',
      'frames with a commit',
      'commits in one frame, at most',
      'renders in one frame, at most',
      'last state shown after',
    ],
    rows: contenders.map((contender) => [
      contender.name,
      ...counted.map((what) => count(median(of(contender, what)))),
      ms(median(of(contender, 'time'))),
    ]),
    verdicts: verdictsOf(plan, (what) => of(ours, what)),
  };
}

/** Of the worst round: a promise for each frame is not kept by a median. */
function verdictsOf(plan: BurstPlan, of: (what: keyof Burst) => readonly number[]): Verdict[] {
  if (plan.delivery === 'one task') return [];
  const worst = (what: keyof Burst) => Math.max(...of(what));
  const verdict = (what: string, limit: number, measured: number): Verdict => ({
    what: `${titleOf(plan)}, ${what}`,
    target: `≤ ${limit}`,
    measured: count(measured),
    ok: measured <= limit,
  });
  return [
    ...(plan.messages === 1_000
      ? [
          verdict('commits in one frame', 1, worst('mostCommits')),
          verdict('renders of components whose selection did not change', 0, worst('idleRenders')),
        ]
      : [verdict('renders in one frame', plan.touched, worst('mostRenders'))]),
  ];
}
