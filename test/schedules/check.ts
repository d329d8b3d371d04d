/** Throws what is wrong, unless it holds. */
export function check(holds: boolean, message: () => string): void {
  if (!holds) throw new Error(message());
}
