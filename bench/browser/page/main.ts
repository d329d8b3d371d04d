import { contenders } from './contenders/index.js';
import { mounting, mountOnce } from './mounting.js';

/** What `measure.mjs` calls in the page. */
export const bench = {
  mounting,
  /** For the profiler: one contender's mounts and nothing else. */
  mountAgainAndAgain: async (name: string, layout: 'one' | 'many', rounds: number) => {
    const contender = contenders.find((each) => each.name === name);
    if (contender === undefined) throw new Error(`unable to mount; there is no contender "${name}"`);
    for (let round = 0; round < rounds; round += 1) await mountOnce(contender, 1_000, layout);
  },
};

export type Bench = typeof bench;

Object.assign(globalThis, { bench });
