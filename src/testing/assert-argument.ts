import { ModelsError } from '../errors.js';

/**
 * A test that hands over what nobody can use would test something else, and pass.
 *
 * @param what its name, and what it must be @throws ModelsError `invalid-options`
 */
export function assertArgument(doing: string, isValid: boolean, what: string, value: unknown): void {
  if (!isValid)
    throw new ModelsError('invalid-options', `unable to ${doing}; ${what} and is ${String(value)}`);
}

/** ms that something takes. */
export const isTime = (value: unknown): boolean => typeof value === 'number' && value >= 0;

/** How many of something there are; all of them with `Infinity`. */
export const isCount = (value: unknown): boolean =>
  value === Infinity || (Number.isInteger(value) && Number(value) >= 0);
