/** ms to wait before the given attempt (1 is the first retry); below 0 ends it. */
export type RetryStrategy = (attempt: number) => number;

/**
 * Waits longer each time: `initialMs`, then times `factor`, up to `maxMs`.
 *
 * @param factor by which the wait grows
 * @param initialMs the first wait, in ms
 * @param maxAttempts retries in all; default -1, without end
 * @param maxMs the longest wait, in ms; default 60,000
 * @example
 * backoffRetryStrategy(2, 1000, 10); // 1 s, 2 s, 4 s, … ten times
 */
export function backoffRetryStrategy(
  factor: number,
  initialMs: number,
  maxAttempts = -1,
  maxMs = 60_000,
): RetryStrategy {
  return (attempt) => {
    if (maxAttempts >= 0 && attempt > maxAttempts) return -1;
    return Math.min(initialMs * factor ** (attempt - 1), maxMs);
  };
}

/**
 * Waits the same each time.
 *
 * @param ms between two attempts
 * @param maxAttempts retries in all; default -1, without end
 */
export function fixedRetryStrategy(ms: number, maxAttempts = -1): RetryStrategy {
  return backoffRetryStrategy(1, ms, maxAttempts, ms);
}
