/** Time, as the model uses it; tests put a manual one in its place. */
export interface Clock {
  /** ms since the epoch; used for ages and durations, never to choose a position in the stream. */
  now(): number;
  /** Calls back once after `ms`. The returned function calls it off. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
