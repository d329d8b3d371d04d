export const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Waits for a condition, for as long as something moves.
 *
 * @param progress anything that differs once there was progress; asked every 50 ms
 * @param stalledAfter ms without progress after which it is given up
 * @returns whether the condition holds
 */
export async function waitUntil(
  isMet: () => boolean | Promise<boolean>,
  progress: () => unknown,
  stalledAfter: number,
): Promise<boolean> {
  let seen: unknown;
  let movedAt = performance.now();
  while (!(await isMet())) {
    const now = progress();
    if (now !== seen) movedAt = performance.now();
    else if (performance.now() - movedAt > stalledAfter) return false;
    seen = now;
    await delay(50);
  }
  return true;
}
