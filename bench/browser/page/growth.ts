import { watchCommits } from './commits.js';
import type { Contender, Layout } from './contender.js';
import { atARate } from './deliver.js';
import { collectGarbage, settle } from './rounds.js';
import { putOnStage } from './stage.js';

/** A world on screen, for messages to come; Node reads the browser's own account of its time around `receive`. */
export async function openGrowth(contender: Contender, size: number, layout: Layout) {
  const world = await contender.open(size, layout);
  await settle();
  collectGarbage();
  const stage = putOnStage(world, size);
  await settle();
  collectGarbage();
  let value = 0;
  return {
    mountTime: stage.mountTime,
    /** Messages at a rate, for one component after the other, until the last is in the DOM. @returns how many */
    receive: (perSecond: number, ms: number) =>
      new Promise<number>((resolve) => {
        const base = value;
        const delivering = atARate(perSecond, ms, (number) => {
          value = base + number;
          world.receive({ index: value % size, value });
        });
        const last = base + Math.floor((perSecond * ms) / 1000);
        watchCommits(() => {
          if (stage.textAt(last % size) === String(last)) void delivering.then(resolve);
        });
      }),
    close: () => {
      watchCommits(() => undefined);
      stage.unmount();
      world.close();
    },
  };
}
