interface Reading {
  /** Resolves when there is an answer, be it an error. */
  readonly arrival: Promise<void>;
  answer: { readonly value: unknown } | { readonly error: unknown } | undefined;
}

/** By the promise itself: what suspends is rendered from scratch, and keeps nothing of its own. */
const readings = new WeakMap<object, Reading>();

export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as Partial<PromiseLike<T>> | null | undefined)?.then === 'function';
}

/**
 * What the promise has come to; suspends until then. As `use` of React 19, and for those before it as well.
 *
 * @throws what it was rejected with
 */
export function readPromise<T>(promise: PromiseLike<T>): T {
  let reading = readings.get(promise);
  if (reading === undefined) {
    const begun: Reading = {
      arrival: Promise.resolve(promise).then(
        (value) => void (begun.answer = { value }),
        (error: unknown) => void (begun.answer = { error }),
      ),
      answer: undefined,
    };
    readings.set(promise, (reading = begun));
  }
  const { answer, arrival } = reading;
  // What React up to 18 suspends on. It is no Error.
  if (answer === undefined) throw arrival as unknown as Error;
  if ('error' in answer) throw answer.error as Error;
  // What this very promise has answered.
  return answer.value as T;
}
