/** One sync, resume, recovery, pause or disposal on its way. */
export interface Operation {
  /** Aborted when a later operation overtakes this one: whatever it still waits for is no longer wanted. */
  readonly signal: AbortSignal;
  readonly promise: Promise<void>;
  /** To be asked after each `await`. */
  readonly isOvertaken: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

interface RunningOperation extends Operation {
  readonly controller: AbortController;
  /** Lets the promise settle as another does. */
  readonly follow: (later: Promise<void>) => void;
}

/** One operation at a time, and the latest intention wins: an overtaken one settles as the one that overtook it. */
export class Operations {
  #current: RunningOperation | undefined;

  begin(): Operation {
    const controller = new AbortController();
    let follow!: (outcome: Promise<void> | void) => void;
    let reject!: (error: Error) => void;
    const promise = new Promise<void>((resolvePromise, rejectPromise) => {
      follow = resolvePromise;
      reject = rejectPromise;
    });
    // The state and its error tell the story too: who does not await the promise need not hear it twice.
    promise.catch(() => undefined);
    const operation: RunningOperation = {
      controller,
      signal: controller.signal,
      isOvertaken: () => controller.signal.aborted,
      promise,
      resolve: () => follow(),
      reject,
      follow,
    };
    const overtaken = this.#current;
    this.#current = operation;
    overtaken?.controller.abort();
    overtaken?.follow(promise);
    return operation;
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
