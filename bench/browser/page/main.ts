// Before React, which looks for its developer tools when it is loaded.
import './commits.js';
import { runBurst, type BurstPlan } from './burst.js';
import { bursts } from './bursts.js';
import type { Contender, Layout } from './contender.js';
import { contenders } from './contenders/index.js';
import { catchingUp } from './catch-up.js';
import { openGrowth } from './growth.js';
import { frameTimes } from './load.js';
import { mounting, mountOnce } from './mounting.js';
import { openTyping } from './typing.js';

function contenderOf(name: string): Contender {
  const contender = contenders.find((each) => each.name === name);
  if (contender === undefined) throw new Error(`unable to measure; there is no contender "${name}"`);
  return contender;
}

let growing: Awaited<ReturnType<typeof openGrowth>> | undefined;
let typed: Awaited<ReturnType<typeof openTyping>> | undefined;

/** What `measure.mjs` calls in the page. */
export const bench = {
  bursts,
  burst: (name: string, plan: BurstPlan) => runBurst(contenderOf(name), plan),
  mounting: async () => [await mounting()],
  catchingUp: async () => [await catchingUp()],
  frameTimes,
  growth: {
    /** @returns ms that the mount took */
    open: async (name: string, layout: Layout, size: number) => {
      growing = await openGrowth(contenderOf(name), size, layout);
      return growing.mountTime;
    },
    /** @returns how many messages have come */
    receive: (perSecond: number, ms: number) => growing?.receive(perSecond, ms),
    close: () => growing?.close(),
  },
  typing: {
    open: async (name: string) => {
      typed = await openTyping(name);
    },
    moveCaret: (to: number) => typed?.moveCaret(to),
    close: async () => {
      if (typed === undefined) throw new Error('unable to stop typing; nobody has begun');
      return typed.close();
    },
  },
  /** For the profiler: one contender's mounts and nothing else. */
  mountAgainAndAgain: async (name: string, layout: 'one' | 'many', rounds: number) => {
    for (let round = 0; round < rounds; round += 1) await mountOnce(contenderOf(name), 1_000, layout);
  },
};

export type Bench = typeof bench;

Object.assign(globalThis, { bench });
