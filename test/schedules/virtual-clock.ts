import type { Clock } from '../../src/model/clock.js';

/** A clock on which time passes only when it is told to. */
export interface VirtualClock extends Clock {
  /** How many timers are set. */
  readonly pending: number;
  /** Lets `ms` pass: fires what is due, one timer after the other, and awaits `settle` before the first and after each. */
  pass(ms: number, settle: () => Promise<void>): Promise<void>;
}

export function virtualClock(): VirtualClock {
  let time = 1_700_000_000_000;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  const clock: VirtualClock = {
    now: () => time,
    after(ms, callback) {
      const timer = { at: time + ms, callback };
      // Kept in order; of equal times the first stays first.
      const index = timers.findIndex(({ at }) => at > timer.at);
      timers.splice(index < 0 ? timers.length : index, 0, timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    // Longer than nothing: what else there is to do happens in between.
    turn: () => new Promise((resolve) => void clock.after(30, resolve)),
    get pending() {
      return timers.length;
    },
    async pass(ms, settle) {
      const end = time + ms;
      await settle();
      for (;;) {
        const [next] = timers;
        if (next === undefined || next.at > end) break;
        timers.shift();
        time = next.at;
        next.callback();
        await settle();
      }
      time = end;
    },
  };
  return clock;
}
