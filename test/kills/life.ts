import type { Clock } from '../../src/model/clock.js';
import type { VirtualClock } from '../schedules/virtual-clock.js';

/**
 * Where a tab is killed, seen from one of its calls: before it has left the tab, when it has done its work in the world
 * and the answer has not come, or as soon as it has left, long before it arrives.
 */
export type Moment = 'before' | 'after' | 'late';

/** One death: of which tab, at which of its calls, and what becomes of the other calls that are on their way. */
export interface Kill {
  /** `A` is the first tab of that name, `A2` the one that is opened in its place, and so on. */
  readonly tab: string;
  /** From 0, in the order in which the tab makes its calls. */
  readonly step: number;
  readonly moment: Moment;
  readonly inFlight: 'lost' | 'lands';
}

/** ms for which a request is on its way that arrives long after its tab has died. */
const LATE_MS = 40;

const never = new Promise<never>(() => undefined);

interface LifeOptions {
  readonly name: string;
  readonly clock: VirtualClock;
  readonly kill: Kill | undefined;
  readonly died: () => void;
}

/** Between a tab and everything else: counts its calls, and cuts all of them off when it is killed. */
export class Life {
  readonly name: string;
  /** The tab's own time, which ends with it. */
  readonly clock: Clock;
  /** The names of its calls. */
  readonly steps: string[] = [];
  isOver = false;
  /** From here on it is killed no more: the story is told. */
  isSafe = false;
  /** Whether other calls were on their way when it was killed. */
  leftInFlight = false;
  readonly #options: LifeOptions;
  readonly #stops = new Set<() => void>();
  #inFlight = 0;

  constructor(options: LifeOptions) {
    this.name = options.name;
    this.#options = options;
    this.clock = {
      now: () => options.clock.now(),
      after: (ms, callback) => this.#after(ms, callback),
      turn: () => new Promise((resolve) => void this.#after(0, resolve)),
    };
  }

  /** A call that is done in no time, or something that happens to the tab. */
  step(name: string, act: () => void): void {
    if (this.isOver) return;
    const moment = this.#count(name);
    if (moment === 'before') return this.end();
    act();
    if (moment !== undefined) this.end();
  }

  /** A call that does its work after `there` ms, and whose answer comes `back` ms later. */
  request<Value>(name: string, act: () => Value | Promise<Value>, there = 1, back = 1): Promise<Value> {
    if (this.isOver) return never;
    const moment = this.#count(name);
    if (moment === 'before') {
      this.end();
      return never;
    }
    return new Promise((resolve, reject) => {
      const arrive = async (): Promise<void> => {
        this.#inFlight -= 1;
        if (this.isOver && moment !== 'late' && this.#options.kill?.inFlight === 'lost') return;
        const [answer] = await Promise.allSettled([Promise.resolve().then(act)]);
        const settle = () =>
          answer.status === 'fulfilled' ? resolve(answer.value) : reject(answer.reason as Error);
        if (moment === 'after') this.end();
        else this.#after(back, settle);
      };
      this.#inFlight += 1;
      const wait = moment === 'late' ? there + LATE_MS : there;
      this.#options.clock.after(wait, () => void arrive());
      if (moment === 'late') this.end();
    });
  }

  /** The answer to something that takes its own time; not for the dead. */
  relay<Value>(answer: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      answer.then(
        (value) => !this.isOver && resolve(value),
        (error: unknown) => !this.isOver && reject(error as Error),
      );
    });
  }

  /** The tab is gone: nothing of it runs any more, as far as anybody else can tell. */
  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.leftInFlight = this.#inFlight > 0;
    for (const stop of this.#stops) stop();
    this.#stops.clear();
    this.#options.died();
  }

  /** @returns when the tab is to be killed at this call */
  #count(name: string): Moment | undefined {
    const { kill } = this.#options;
    this.steps.push(name);
    return kill?.step === this.steps.length - 1 && !this.isSafe ? kill.moment : undefined;
  }

  #after(ms: number, callback: () => void): () => void {
    if (this.isOver) return () => undefined;
    const cancel = this.#options.clock.after(ms, () => {
      this.#stops.delete(stop);
      callback();
    });
    const stop = () => {
      this.#stops.delete(stop);
      cancel();
    };
    this.#stops.add(stop);
    return stop;
  }
}
