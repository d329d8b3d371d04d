import type { ModelsError } from '../errors.js';
import type { Clock } from './clock.js';
import type { ConfirmedEvent } from './event.js';
import type { Track } from './track.js';

/** ms of merging between two turns of the host: half a frame, so that a long replay drops none. */
const SLICE_MS = 8;

/**
 * A stretch of the channel on its way into a track. It is merged apart, in as many slices as that takes, and taken in
 * at once: nobody sees half of it, and one that is given up has changed nothing.
 */
export class Stretch<T> {
  readonly track: Track<T>;
  /** All of it but what is held back, in channel order. */
  readonly #seen: readonly ConfirmedEvent[];
  /** What is new, in the order in which it is merged. */
  readonly #due: readonly ConfirmedEvent[];
  /** What waits for others that may come before it. */
  readonly held: readonly ConfirmedEvent[];
  readonly #merge: (state: T, event: ConfirmedEvent) => T;
  #state: T;
  #merged = 0;
  #failure: ModelsError | undefined;

  constructor(
    track: Track<T>,
    seen: readonly ConfirmedEvent[],
    due: readonly ConfirmedEvent[],
    held: readonly ConfirmedEvent[],
    merge: (state: T, event: ConfirmedEvent) => T,
  ) {
    this.track = track;
    this.#seen = seen;
    this.#due = due;
    this.held = held;
    this.#merge = merge;
    this.#state = track.state;
  }

  /** Merges for a slice of time. @returns whether there is more */
  mergeSome(clock: Clock): boolean {
    const end = clock.now() + SLICE_MS;
    while (this.#hasMore) {
      const event = this.#due[this.#merged] as ConfirmedEvent;
      try {
        if (!event.rejected) this.#state = this.#merge(this.#state, event);
        this.#merged += 1;
      } catch (thrown) {
        this.#failure = thrown as ModelsError;
      }
      if (clock.now() >= end) break;
    }
    return this.#hasMore;
  }

  get #hasMore(): boolean {
    return this.#merged < this.#due.length && this.#failure === undefined;
  }

  /**
   * Takes in what was merged.
   *
   * @returns how many events were merged
   * @throws ModelsError what the merge function threw; what came before that is taken in
   */
  takeIn(settle: (event: ConfirmedEvent) => void): number {
    const { track } = this;
    const unmerged = new Set(this.#due.slice(this.#merged));
    // In the order of the channel: a later sync result may have its cut between any two of them.
    for (const event of this.#seen) {
      track.see(event);
      if (!unmerged.has(event)) settle(event);
    }
    track.state = this.#state;
    for (const event of this.#due.slice(0, this.#merged)) track.advance(event);
    if (this.#failure !== undefined) throw this.#failure;
    return this.#merged;
  }
}
