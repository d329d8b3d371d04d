import type { Clock } from '../../src/model/clock.js';

/** A clock that stands still until it is told otherwise, and then calls back in the order of the times. */
export function manualClock(start = 1_700_000_000_000) {
  let time = start;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  const clock: Clock = {
    now: () => time,
    after(ms, callback) {
      const timer = { at: time + ms, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    turn: () => Promise.resolve(),
  };
  return {
    ...clock,
    advance(ms: number): void {
      const end = time + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        time = next.at;
        next.callback();
      }
      time = end;
    },
    get pending(): number {
      return timers.length;
    },
  };
}
