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

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    if (!(ms <= MAX_TIMER_MS)) return () => undefined;
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  turn,
};

/**
 * By a message to ourselves, as React has it: a timer waits for 4 ms, or for a second in a hidden page, and after
 * `scheduler.yield()` Chromium goes on before it draws a frame, for up to 100 ms.
 */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    // React Native has timers only.
    if (typeof MessageChannel === 'undefined') return void setTimeout(resolve);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
