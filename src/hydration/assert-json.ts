import { ModelsError } from '../errors.js';
import { isPlain } from '../model/plain-data.js';

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/**
 * Refuses what `JSON.stringify` would change without a word: the server would show a date, and the browser has a text.
 * A key of an object that holds `undefined` may go: it reads as `undefined` still.
 *
 * @throws ModelsError `invalid-options`, naming the place
 */
export function assertJson(value: unknown, path: string, around: readonly unknown[] = []): void {
  const fault = faultOf(value, around);
  if (fault !== undefined) {
    throw new ModelsError(
      'invalid-options',
      `unable to serialize the state; \`${path}\` is ${fault}, and JSON has nothing like it`,
    );
  }
  if (typeof value !== 'object' || value === null) return;
  const within = [...around, value];
  if (Array.isArray(value)) {
    // By index: `forEach` skips holes, which come out as null.
    for (let index = 0; index < value.length; index += 1)
      assertJson(value[index], `${path}[${index}]`, within);
    return;
  }
  for (const [key, held] of Object.entries(value)) {
    if (held === undefined) continue;
    assertJson(held, path + (IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`), within);
  }
}

function faultOf(value: unknown, around: readonly unknown[]): string | undefined {
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : String(value);
    case 'object':
      if (value === null) return undefined;
      if (around.includes(value)) return 'part of itself';
      return isPlain(value) ? undefined : `a ${nameOfClass(value)}`;
    default:
      return `a ${typeof value}`;
  }
}

function nameOfClass({ constructor }: object): string {
  return constructor.name === '' ? 'class of its own' : constructor.name;
}
