/** What a task cost, in ms. */
export interface Reading {
  readonly wall: number;
  /** Of all threads of this process. */
  readonly cpu: number;
}

// No garbage collection is forced before it: with it the engine throws away what it has learnt of the code, and each
// reading would be of a cold start. What garbage there is is collected in its own time, and counts.
export async function timed(task: () => Promise<void> | void): Promise<Reading> {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await task();
  const wall = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / 1000 };
}

/** The longest time between two turns of the event loop while the task runs, in ms: no task in between was longer. */
export async function longestTurn(task: () => Promise<void>): Promise<number> {
  let longest = 0;
  let isOver = false;
  let last = performance.now();
  const beat = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(beat);
  };
  setImmediate(beat);
  await task();
  isOver = true;
  return longest;
}
