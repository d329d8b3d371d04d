import type { ModelsError } from '../errors.js';
import { deferred, type Deferred } from '../model/deferred.js';

/** Whoever called `mutate`. */
export interface Maker {
  readonly settled: Deferred;
  readonly acknowledged: Deferred;
  /** Of one that failed, and was retried by somebody else. */
  readonly answeredLate: Deferred;
  hasFailed: boolean;
}

export function createMaker(): Maker {
  return {
    settled: deferred(),
    acknowledged: deferred(),
    answeredLate: deferred(),
    hasFailed: false,
  };
}

/** Tells the end of its mutation: without an error, that it is confirmed. */
export function settle(maker: Maker, error?: ModelsError): void {
  // Both would tell it twice.
  const { resolve, reject } = maker.hasFailed ? maker.answeredLate : maker.settled;
  if (error) return reject(error);
  maker.acknowledged.resolve();
  resolve();
}

/** Tells that its mutation failed, which a retry may make good. */
export function fail(maker: Maker, error: ModelsError): void {
  maker.hasFailed = true;
  maker.settled.reject(error);
}
