import { ModelsError, toModelsError } from '../errors.js';
import { isText } from '../kinds.js';

/**
 * A name such as `undefined` would be attached to, and stay silent for ever.
 *
 * @param args what the model is for
 * @throws ModelsError `invalid-options`
 */
export function assertText(
  option: string,
  value: unknown,
  args: readonly unknown[] = [],
): asserts value is string {
  if (isText(value)) return;
  const given = value === '' ? 'empty' : typeof value;
  throw new ModelsError(
    'invalid-options',
    `unable to ${usageOf(args)}; its \`${option}\` must be a string and is ${given}`,
  );
}

/** Two channels under one name: without this, a component would show the state of the other's. */
export const nameTaken = (
  { name, channelName }: { readonly name: string; readonly channelName: string },
  other: string,
): ModelsError =>
  new ModelsError(
    'invalid-options',
    `unable to get model "${name}" on channel "${channelName}"; a model of that name is on channel "${other}". ` +
      'Give one of them another `name`',
  );

/** A text, or what makes it of the model's arguments. */
export type Named<Args extends readonly unknown[]> = string | ((...args: Args) => string);

/** @returns the error where they cannot be made: `post('1')` stands in the middle of a render, and must not throw */
export function namesFor<Args extends readonly unknown[]>(
  options: { readonly channelName: Named<Args>; readonly name?: Named<Args> },
  args: Args,
): { readonly channelName: string; readonly name: string } | ModelsError {
  try {
    const channelName = fill('channelName', options.channelName, args);
    return { channelName, name: options.name === undefined ? channelName : fill('name', options.name, args) };
  } catch (thrown) {
    return thrown as ModelsError;
  }
}

/** @throws ModelsError `invalid-options` */
function fill<Args extends readonly unknown[]>(option: string, text: Named<Args>, args: Args): string {
  let filled: unknown;
  try {
    filled = typeof text === 'function' ? text(...args) : text;
  } catch (thrown) {
    throw toModelsError('invalid-options', usageOf(args), thrown, `its \`${option}\` threw: `);
  }
  assertText(option, filled, args);
  return filled;
}

/**
 * Made where something is wrong only: a definition is made for each component, at each render. Which arguments they were
 * is told in development.
 */
function usageOf(args: readonly unknown[]): string {
  if (process.env.NODE_ENV !== 'production' && args.length > 0)
    return `use a model for (${args.map(describe).join(', ')})`;
  return 'use a model';
}

/** Tells one argument from others as far as its text can; an object may have none. */
function describe(arg: unknown): string {
  if (typeof arg === 'string') return JSON.stringify(arg);
  return typeof arg === 'number' || typeof arg === 'bigint' || typeof arg === 'boolean'
    ? String(arg)
    : typeof arg;
}
