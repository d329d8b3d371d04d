import { watchCommits } from './commits.js';
import type { Change, Contender } from './contender.js';
import { eachInItsTask, inOneTask } from './deliver.js';
import { Frames } from './frames.js';
import { collectGarbage, settle } from './rounds.js';
import { putOnStage } from './stage.js';

export interface BurstPlan {
  readonly components: number;
  /** How many of them the messages touch, by turns. */
  readonly touched: number;
  readonly messages: number;
  readonly delivery: 'one task' | 'own tasks';
}

export interface Burst {
  readonly commits: number;
  readonly renders: number;
  /** Renders of components whose value did not change. */
  readonly idleRenders: number;
  /** Frames in which there was a commit. */
  readonly frames: number;
  readonly mostCommits: number;
  /** The most components that were rendered within one frame. */
  readonly mostRenders: number;
  /** ms from the first message until the DOM shows the last one. */
  readonly time: number;
}

/** @throws Error when the DOM does not show what the messages brought */
export async function runBurst(contender: Contender, plan: BurstPlan): Promise<Burst> {
  const { components, touched, messages, delivery } = plan;
  const changeOf = (number: number): Change => ({
    index: (number % touched) * Math.floor(components / touched),
    value: number,
  });
  const world = await contender.open(components, 'one');
  const stage = putOnStage(world, components);
  await settle();
  collectGarbage();
  const frames = new Frames();
  await settle();

  const before = stage.renders();
  let seen = before;
  const commits = new Map<number, number>();
  const renders = new Map<number, number>();
  const add = (to: Map<number, number>, more: number) =>
    to.set(frames.current, (to.get(frames.current) ?? 0) + more);
  const last = changeOf(messages);

  const began = performance.now();
  const shown = new Promise<number>((resolve) => {
    watchCommits(() => {
      add(commits, 1);
      add(renders, stage.renders() - seen);
      seen = stage.renders();
      if (stage.textAt(last.index) === String(last.value)) resolve(performance.now());
    });
  });
  const deliver = (number: number) => world.receive(changeOf(number));
  if (delivery === 'one task') inOneTask(messages, deliver);
  else eachInItsTask(messages, deliver);
  const time = (await shown) - began;
  await settle();
  await settle();
  watchCommits(() => undefined);
  frames.stop();

  const touchedIndexes = new Set<number>();
  for (let number = messages - Math.min(touched, messages) + 1; number <= messages; number += 1) {
    const { index, value } = changeOf(number);
    touchedIndexes.add(index);
    if (stage.textAt(index) === String(value)) continue;
    throw new Error(`unable to measure ${contender.name}; it shows another state than the messages brought`);
  }
  const idleRenders = Array.from({ length: components }, (_, index) => index)
    .filter((index) => !touchedIndexes.has(index))
    .reduce((sum, index) => sum + stage.rendersOf(index) - 1, 0);
  const result = {
    commits: [...commits.values()].reduce((sum, each) => sum + each, 0),
    renders: stage.renders() - before,
    idleRenders,
    frames: commits.size,
    mostCommits: Math.max(...commits.values()),
    mostRenders: Math.max(...renders.values()),
    time,
  };
  stage.unmount();
  world.close();
  return result;
}
