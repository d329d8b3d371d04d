import { watchCommits } from './commits.js';
import type { Contender, Layout } from './contender.js';
import { eachInItsTask } from './deliver.js';
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
    /** Messages for one component after the other, each in a task of its own, until the last is in the DOM. */
    receive: (messages: number) =>
      new Promise<void>((resolve) => {
        const base = value;
        const last = base + messages;
        watchCommits(() => {
          if (stage.textAt(last % size) === String(last)) resolve();
        });
        eachInItsTask(messages, (number) => {
          value = base + number;
          world.receive({ index: value % size, value });
        });
      }),
    close: () => {
      watchCommits(() => undefined);
      stage.unmount();
      world.close();
    },
  };
}
