/** Time, as the model uses it; tests put a manual one in its place. */
export interface Clock {
  /** ms since the epoch; used for ages and durations, never to choose a position in the stream. */
  now(): number;
  /** Calls back once after `ms`; never for what no timer can count. The returned function calls it off. */
  after(ms: number, callback: () => void): () => void;
}

/** The longest wait that a timer knows; anything above it would be over at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    if (!(ms <= MAX_TIMER_MS)) return () => undefined;
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
