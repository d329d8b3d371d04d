import type { Section } from '../../section.js';
import { contenders, ours, zustand } from './contenders/index.js';
import type { Contender, Layout } from './contender.js';
import { collectGarbage, interleave, settle } from './rounds.js';
import { putOnStage } from './stage.js';
import { atMost, median, ms, times } from '../statistics.mjs';

const SIZE = 1_000;
const LIMIT = 1.2;

interface Times {
  readonly mount: number;
  readonly unmount: number;
}

/** One world, put on screen and taken off again. */
export async function mountOnce(contender: Contender, size: number, layout: Layout): Promise<Times> {
  const world = await contender.open(size, layout);
  await settle();
  collectGarbage();
  const stage = putOnStage(world, size);
  await settle();
  const unmount = stage.unmount();
  world.close();
  return { mount: stage.mountTime, unmount };
}

async function measureLayout(layout: Layout) {
  const results = await interleave(contenders, { warmUp: 6, rounds: 31 }, (contender) =>
    mountOnce(contender, SIZE, layout),
  );
  return (contender: Contender, what: keyof Times) =>
    median((results.get(contender) ?? []).map((result) => result[what]));
}

export async function mounting(): Promise<Section> {
  const one = await measureLayout('one');
  const many = await measureLayout('many');
  const cell = (value: number, ofZustand: number) => `${ms(value)} (${times(value / ofZustand)})`;
  const ratio = one(ours, 'mount') / one(zustand, 'mount');

  return {
    title: `Mounting ${SIZE.toLocaleString('en')} components`,
    method:
      'One flushSync of a list of components that show a number each, from root.render to the DOM with all effects ' +
      'run; the data are there before. Medians of 31 interleaved rounds after 6 to warm up, each in a world of its ' +
      'own. In brackets: as a multiple of zustand in the same run.',
    columns: ['', 'on one model', 'unmounted', 'on as many models', 'unmounted'],
    rows: contenders.map((contender) => [
      contender.name,
      ...[one, many].flatMap((layout) =>
        (['mount', 'unmount'] as const).map((what) => cell(layout(contender, what), layout(zustand, what))),
      ),
    ]),
    verdicts: [
      {
        what: '1,000 components on one model, mounted',
        target: `≤ ${LIMIT} × zustand`,
        measured: times(ratio),
        ok: atMost(ratio, LIMIT),
      },
    ],
  };
}
