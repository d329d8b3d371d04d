import { deferred, type Deferred } from './deferred.js';

/** One sync, resume, recovery, pause or disposal on its way. */
export interface Operation extends Deferred {
  /** Aborted when a later operation overtakes this one: whatever it still waits for is no longer wanted. */
  readonly signal: AbortSignal;
  /** To be asked after each `await`. */
  readonly isOvertaken: () => boolean;
}

/** One operation at a time, and the latest intention wins: an overtaken one settles as the one that overtook it. */
export class Operations {
  #outcome = Promise.resolve();
  #overtake: (() => void) | undefined;

  begin(): Operation {
    const controller = new AbortController();
    const { signal } = controller;
    const outcome = deferred();
    const overtake = this.#overtake;
    this.#outcome = outcome.promise;
    this.#overtake = () => {
      controller.abort();
      outcome.resolve(this.#outcome);
    };
    overtake?.();
    return { ...outcome, signal, isOvertaken: () => signal.aborted };
  }

  /** The promise of the operation that runs, or ran last. */
  get outcome(): Promise<void> {
    return this.#outcome;
  }
}
