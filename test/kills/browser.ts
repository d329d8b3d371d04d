import type { Bus, Leadership, TabMessage } from '../../src/persist/tabs.js';
import type { VirtualClock } from '../schedules/virtual-clock.js';
import type { Life } from './life.js';

interface Candidate {
  readonly life: Life;
  readonly elected: () => void;
}

/** The lock that chooses a leader: given up by a tab, or freed by its death, it goes to the next. */
export class Lock {
  readonly #clock: VirtualClock;
  readonly #queue: Candidate[] = [];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  get candidates(): number {
    return this.#queue.length;
  }

  open(life: Life): Leadership {
    return {
      campaign: (elected) => {
        const candidate = { life, elected };
        life.step('lock.campaign', () => {
          this.#queue.push(candidate);
          if (this.#queue[0] === candidate) this.#grant();
        });
        return () => life.step('lock.leave', () => this.#leave((other) => other === candidate));
      },
    };
  }

  /** The browser takes back what a dead tab held. */
  free(life: Life): void {
    this.#leave((other) => other.life === life);
  }

  #leave(isLeaving: (candidate: Candidate) => boolean): void {
    const first = this.#queue[0];
    const rest = this.#queue.filter((candidate) => !isLeaving(candidate));
    this.#queue.splice(0, this.#queue.length, ...rest);
    if (this.#queue[0] !== first) this.#grant();
  }

  #grant(): void {
    const [first] = this.#queue;
    this.#clock.after(1, () => {
      if (first !== undefined && this.#queue[0] === first) first.life.step('lock.elected', first.elected);
    });
  }
}

/** What the tabs of one user hear of each other. */
export class Buses {
  readonly #clock: VirtualClock;
  readonly #takes: number;
  readonly #listeners = new Map<Life, (message: TabMessage) => void>();

  /** @param takes ms for which a message is on its way */
  constructor(clock: VirtualClock, takes: number) {
    this.#clock = clock;
    this.#takes = takes;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  open(life: Life): Bus {
    return {
      post: (message) => life.step(`bus.post ${message.type}`, () => this.#post(life, message)),
      listen: (listener) => void this.#listeners.set(life, listener),
      close: () => this.free(life),
    };
  }

  free(life: Life): void {
    this.#listeners.delete(life);
  }

  #post(from: Life, message: TabMessage): void {
    for (const life of this.#listeners.keys()) {
      if (life === from) continue;
      this.#clock.after(this.#takes, () => {
        const listener = this.#listeners.get(life);
        if (listener) life.step(`bus.hear ${message.type}`, () => listener(structuredClone(message)));
      });
    }
  }
}
