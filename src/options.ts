import { ModelsError } from './errors.js';
import { isObject } from './kinds.js';

/**
 * Refuses option names that do not exist.
 *
 * Without it a misspelt option (`pauseafter`, `selct`) is silently no option at all, and plain
 * JavaScript callers never learn why nothing happens. In development: what is misspelt there is misspelt everywhere.
 *
 * @throws ModelsError `invalid-options`, naming the option and the ones that exist; in development
 */
export function assertKnownOptions(doing: string, options: unknown, known: readonly string[]): void {
  if (process.env.NODE_ENV === 'production') return;
  if (!isObject(options))
    throw new ModelsError('invalid-options', `unable to ${doing}; the options must be an object`);
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue;
    const allowed = known.map((name) => `\`${name}\``).join(', ');
    throw new ModelsError(
      'invalid-options',
      `unable to ${doing}; \`${option}\` is not an option, known are ${allowed}`,
    );
  }
}
