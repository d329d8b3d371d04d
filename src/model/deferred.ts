/** A promise with what settles it. */
export interface Deferred {
  readonly promise: Promise<void>;
  /** @param as settles it as another does */
  readonly resolve: (as: Promise<void> | void) => void;
  readonly reject: (error: Error) => void;
}

export function deferred(): Deferred {
  let resolve!: Deferred['resolve'];
  let reject!: Deferred['reject'];
  const promise = new Promise<void>((...settle) => {
    [resolve, reject] = settle;
  });
  // A snapshot tells what became of it too: who does not await it must not meet it as an unhandled rejection.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
