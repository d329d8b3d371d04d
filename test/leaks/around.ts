/**
 * Replaces a method of one object.
 *
 * @param replace is given what would have been called, and its first argument
 * @returns puts the method back
 */
export function around<Name extends string>(
  object: Readonly<Record<Name, unknown>>,
  name: Name,
  replace: (call: () => unknown, argument: unknown) => unknown,
): () => void {
  const writable: Record<string, unknown> = object;
  const method = writable[name] as (...args: unknown[]) => unknown;
  const replaced = (...args: unknown[]) => replace(() => method.apply(object, args), args[0]);
  writable[name] = replaced;
  return () => {
    writable[name] = method;
  };
}
