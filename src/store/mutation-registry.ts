import type { ChangeOrigin } from '../model/live-model.js';
import { Listeners } from './listeners.js';
import { hasFailed, isPending, type PendingMutation } from './mutations.js';
import type { Scheduler } from './scheduler.js';

/** Enough to look through; without a bound, a backend that is away would fill the memory. */
const FAILURES_KEPT = 100;

/** A constant, since a new array for each read would render for ever. */
const noPendingMutations: readonly PendingMutation[] = Object.freeze([]);

export const getNoPendingMutations = (): readonly PendingMutation[] => noPendingMutations;

/** A client's mutations that are on their way, and those that failed and that nobody has dealt with. */
export class MutationRegistry {
  readonly #scheduler: Scheduler;
  readonly #listeners = new Listeners();
  /** By model and mutation id, in the order in which they were made: what is set again keeps its place. */
  readonly #mutations = new Map<string, PendingMutation>();
  #shown = noPendingMutations;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener);

  /** What is on screen: a frame behind at most. */
  readonly getSnapshot = (): readonly PendingMutation[] => this.#shown;

  /** Whether this is how it stands, and nobody has dismissed it. */
  holds(mutation: PendingMutation): boolean {
    return this.#mutations.get(keyOf(mutation)) === mutation;
  }

  /**
   * Takes in a mutation as it stands now. One that is made anew under the id of a failed one takes its place.
   *
   * @param previous how it stood before; where that is gone, what becomes of it is of no interest here
   */
  show(mutation: PendingMutation, previous: PendingMutation | undefined, origin: ChangeOrigin): void {
    if (previous !== undefined && !this.holds(previous)) return;
    if (isPending(mutation) || hasFailed(mutation)) this.#mutations.set(keyOf(mutation), mutation);
    else this.#mutations.delete(keyOf(mutation));
    if (hasFailed(mutation)) this.#dropOldest();
    this.#changed(origin);
  }

  /** Forgets one that failed. Does nothing for any other. */
  dismiss(mutation: PendingMutation): void {
    if (!hasFailed(mutation) || !this.holds(mutation)) return;
    this.#mutations.delete(keyOf(mutation));
    this.#changed('local');
  }

  #dropOldest(): void {
    const failed = [...this.#mutations].filter(([, mutation]) => hasFailed(mutation));
    for (const [key] of failed.slice(0, -FAILURES_KEPT)) this.#mutations.delete(key);
  }

  #changed(origin: ChangeOrigin): void {
    this.#scheduler.schedule(this.#show, origin);
  }

  readonly #show = (): void => {
    this.#shown = [...this.#mutations.values()];
    this.#listeners.notify();
  };
}

/** One action may change two models under one mutation id. */
function keyOf({ model, mutationId }: PendingMutation): string {
  return JSON.stringify([model, mutationId]);
}
