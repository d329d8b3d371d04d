import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

/** As `toEqual`, which is asked for its words only: asked for each step of a schedule, it would take most of the time. */
export function expectEqual(actual: unknown, expected: unknown, otherwise: string): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual, otherwise).toEqual(expected);
}
