import { ModelsError } from '../errors.js';
import { isObject } from '../kinds.js';
import { assertModel, definitionError, definitionMark, type ModelDefinition } from './define-model.js';
import type { ResolvedModel } from './live-model.js';
import { toModelFunctions } from './model-functions.js';
import { assertText } from './model-names.js';
import type { EventSchemas, StandardSchema } from './schema.js';
import type { SyncResult } from './spec.js';

/** A model in whichever form it was asked for, its event types forgotten. */
export interface AnyModelInput<T, Answer = unknown> {
  readonly channelName: string;
  readonly name?: string;
  /** Without a schema, what it answers is a `T`. */
  readonly sync: () => Promise<SyncResult<Answer>>;
  readonly merge: object;
  readonly schema?: StandardSchema<unknown, T>;
  readonly events?: EventSchemas;
}

/** What somebody wrote. Definitions and inline models make new functions all the time; this tells two apart. */
export interface ModelSource {
  readonly sync: unknown;
  readonly merge: object;
}

/** A model that can be run, with what it was made of. */
export interface RunnableModel<T> extends ResolvedModel<T> {
  readonly [definitionMark]: ModelSource;
}

/**
 * By what a client knows the model: its own name, or else its channel's.
 *
 * @throws ModelsError `invalid-options` for what is no object; in development
 */
export function nameOf(input: AnyModelInput<unknown>): string {
  if (process.env.NODE_ENV !== 'production') assertInput(input);
  return input.name ?? input.channelName;
}

/**
 * Brings a definition or an inline model into the one form that a client runs.
 *
 * @throws ModelsError `invalid-options` when it is not a model
 */
export function resolveModel<Answer, T = Answer>(input: AnyModelInput<T, Answer>): RunnableModel<T> {
  const name = nameOf(input);
  if (isDefinition(input) && input[definitionError]) throw input[definitionError];
  const { channelName } = input;
  assertText('channelName', channelName);
  assertText('name', name);
  if (isDefinition(input)) return input;
  if (process.env.NODE_ENV !== 'production') assertModel(`use the model "${name}"`, input);
  // Its own parameters and no context: that would land in the first of them.
  const call: (...params: readonly unknown[]) => Promise<unknown> = input.sync;
  const functions = toModelFunctions<T>(name, input, (_context, params) => call(...params));
  return { name, channelName, ...functions, [definitionMark]: input };
}

function isDefinition<T>(input: AnyModelInput<T>): input is AnyModelInput<T> & ModelDefinition<T> {
  return definitionMark in input;
}

/** For callers without types. */
function assertInput(input: unknown): void {
  if (isObject(input)) return;
  const why =
    typeof input === 'function'
      ? "this is a function. What defineModel makes is to be called, as in useModel(post('1'))"
      : `it must be what defineModel describes, or the same inline, and is ${String(input)}`;
  throw new ModelsError('invalid-options', `unable to use a model; ${why}`);
}
