import { ModelsError } from '../errors.js';
import { assertKnownOptions } from '../options.js';
import { assertFunctions, definitionMark, modelOptionNames } from './define-model.js';
import type { ResolvedModel } from './live-model.js';
import { toMergeFunction } from './merge-handlers.js';
import type { SyncResult } from './spec.js';

/** A model in whichever form it was asked for, its event types forgotten. */
export interface AnyModelInput<T> {
  readonly channelName: string;
  readonly name?: string;
  readonly sync: () => Promise<SyncResult<T>>;
  readonly merge: object;
}

/** What somebody wrote. Definitions and inline models make new functions all the time; this tells two apart. */
export interface ModelSource {
  readonly sync: unknown;
  readonly merge: object;
}

/** A model that can be run, with what it was made of. */
export interface RunnableModel<T> extends ResolvedModel<T> {
  readonly source: ModelSource;
}

/** By what a client knows the model: its own name, or else its channel's. */
export function nameOf(input: AnyModelInput<unknown>): string {
  return input.name ?? input.channelName;
}

/**
 * Brings a definition or an inline model into the one form that a client runs.
 *
 * @throws ModelsError `invalid-options` when it is not a model
 */
export function resolveModel<T>(input: AnyModelInput<T>): RunnableModel<T> {
  const { channelName, sync, merge } = input;
  const name = nameOf(input);
  assertText('channelName', channelName);
  assertText('name', name);
  const options = (input as { readonly [definitionMark]?: ModelSource })[definitionMark];
  if (options !== undefined)
    return { name, channelName, sync, merge: toMergeFunction(merge), source: options };
  assertKnownOptions(`use the model "${name}"`, input, modelOptionNames);
  assertFunctions(`use the model "${name}"`, input);
  // Its own parameters and no context: that would land in the first of them.
  const call: (...params: readonly unknown[]) => ReturnType<typeof sync> = sync;
  return {
    name,
    channelName,
    sync: (_context, params) => call(...params),
    merge: toMergeFunction(merge),
    source: input,
  };
}

/** A name such as `undefined` would be attached to, and stay silent for ever. */
function assertText(option: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') return;
  const given = value === '' ? 'empty' : typeof value;
  throw new ModelsError(
    'invalid-options',
    `unable to use a model; its \`${option}\` must be a string and is ${given}`,
  );
}
