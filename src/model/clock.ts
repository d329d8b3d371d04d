/** Time, as the model uses it; tests put a manual one in its place. */
export interface Clock {
  /** ms since the epoch; used for ages and durations, never to choose a position in the stream. */
  now(): number;
  /** Calls back once after `ms`; never for what no timer can count. The returned function calls it off. */
  after(ms: number, callback: () => void): () => void;
  /** Resolves when whatever waits meanwhile, a frame or the user's input, has had its turn. */
  turn(): Promise<void>;
}

/** The longest wait that a timer knows; anything above it would be over at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** The browser's own, where it has it: what goes on after it comes before other work, and no timer is throttled. */
const { scheduler } = globalThis as { readonly scheduler?: { readonly yield?: () => Promise<void> } };

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    if (!(ms <= MAX_TIMER_MS)) return () => undefined;
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  turn: () => scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve)),
};
