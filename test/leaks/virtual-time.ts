import { setImmediate } from 'node:timers';
import { vi } from 'vitest';
import type { Random } from './random.js';

// Before any other module takes hold of a timer, as Ably's client does when it is imported. The real `setImmediate`
// stays: it is what React runs on, and nothing here waits for a clock.
vi.useFakeTimers({
  toFake: [
    'Date',
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'requestAnimationFrame',
    'cancelAnimationFrame',
  ],
});

/** More than React waits before it replaces a fallback: that wait would be in real time, as React was there before. */
const TURN_MS = 400;
/** More than React works before it lets others go first. */
const SLICE_MS = 6;

const real = { now: performance.now.bind(performance), random: Math.random.bind(Math) };

/** Time that passes when it is told to, and as slowly as it is told to. */
export class VirtualTime {
  /** While true, React finds its time used up whenever it looks, and goes on in another task. */
  isSlow = false;
  /** What React looks at; apart from the timers' time, which stands still within a task. */
  #now = performance.now();

  constructor(random: Random) {
    performance.now = () => (this.#now += this.isSlow ? SLICE_MS : 0);
    // Ably's client waits a little longer or shorter each time.
    Math.random = () => random.next();
  }

  get timers(): number {
    return vi.getTimerCount();
  }

  /** Lets so many tasks run (React's, a message's on its way), and all that follows from each at once. */
  async turns(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn += 1) {
      this.#now += TURN_MS;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Lets ms pass: one timer after the other, with a few turns and a look after each. */
  async pass(ms: number, look: () => void): Promise<void> {
    const end = Date.now() + ms;
    // There is a timer at the end too, so that time gets there.
    setTimeout(() => undefined, ms);
    while (Date.now() < end) {
      vi.advanceTimersToNextTimer();
      await this.turns(2);
      look();
    }
  }

  stop(): void {
    performance.now = real.now;
    Math.random = real.random;
    vi.clearAllTimers();
  }
}
