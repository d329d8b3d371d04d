import { deferred, type Deferred } from './deferred.js';

/** One sync, resume, recovery, pause or disposal on its way. */
export interface Operation extends Deferred {
  /** Aborted when a later operation overtakes this one: whatever it still waits for is no longer wanted. */
  readonly signal: AbortSignal;
  /** To be asked after each `await`. */
  readonly isOvertaken: () => boolean;
}

interface RunningOperation extends Operation {
  readonly controller: AbortController;
}

/** One operation at a time, and the latest intention wins: an overtaken one settles as the one that overtook it. */
export class Operations {
  #current: RunningOperation | undefined;

  begin(): Operation {
    const controller = new AbortController();
    const outcome = deferred();
    // The state and its error tell the story too: who does not await the promise need not hear it twice.
    outcome.promise.catch(() => undefined);
    const overtaken = this.#current;
    this.#current = {
      ...outcome,
      controller,
      signal: controller.signal,
      isOvertaken: () => controller.signal.aborted,
    };
    overtaken?.controller.abort();
    overtaken?.resolve(outcome.promise);
    return this.#current;
  }

  /** Ends the operation that runs, and rejects it. */
  end(error: Error): void {
    this.#current?.controller.abort();
    this.#current?.reject(error);
  }

  /** The promise of the operation that runs, or ran last. */
  get outcome(): Promise<void> {
    return this.#current?.promise ?? Promise.resolve();
  }
}
