import { ModelsError } from '../errors.js';
import { assertKnownOptions } from '../options.js';
import type { ChangeEvent } from './event.js';
import type { ResolvedModel } from './live-model.js';
import type { EventOf, EventsOf, Merge } from './merge-handlers.js';
import { toMergeFunction } from './merge-handlers.js';
import type { SyncContext, SyncResult } from './spec.js';

/** Present on what `defineModel` made; registered, so that two copies of this package agree on it. */
export const definitionMark: unique symbol = Symbol.for('ably-models-react.definition');

/** Carries the events of a definition to the hooks; never there at run time. */
declare const eventType: unique symbol;

/** @see defineModel */
export interface ModelOptions<
  Args extends readonly unknown[],
  T,
  Events,
  Names extends string,
  Event extends ChangeEvent,
> {
  /** The Ably channel on which the backend publishes this model's changes. */
  readonly channelName: string | ((...args: Args) => string);
  /** Identifies the model within its client. Default: the channel name. */
  readonly name?: string | ((...args: Args) => string);
  /** Reads the state from the backend. The last argument is the context: `{ signal }`. */
  readonly sync: (...args: [...Args, SyncContext]) => Promise<SyncResult<T>>;
  /** Folds a change into the state: handlers by event name, or one function. Pure, and run many times. */
  readonly merge: Merge<NoInfer<T>, Events, Names, Event>;
}

/**
 * A model with its arguments filled in. Fits wherever a model is asked for: the hooks, `<ModelView of>`,
 * `client.models.get`.
 */
export interface ModelDefinition<T, Events = Readonly<Record<string, unknown>>> extends ResolvedModel<T> {
  /** Without a context (as clients call it that know none) the signal never aborts. */
  readonly sync: (context?: SyncContext) => Promise<SyncResult<T>>;
  /** The options that it was made of: what tells two definitions of one model apart. */
  readonly [definitionMark]: { readonly sync: unknown; readonly merge: object };
  readonly [eventType]?: (event: EventOf<Events>) => void;
}

/** What every hook takes: a definition, or the same written inline, with a `sync` that takes nothing. */
export interface ModelInput<T, Events, Names extends string, Event extends ChangeEvent> {
  readonly channelName: string;
  readonly name?: string;
  readonly sync: () => Promise<SyncResult<T>>;
  readonly merge: Merge<NoInfer<T>, Events, Names, Event>;
  readonly [eventType]?: (event: Event) => void;
}

/**
 * What `defineModel` makes: the model for the arguments that it is called with.
 *
 * The context follows the last argument of `sync`. After one that may be left out it would land in that
 * one's place, so all are required (`draft: boolean | undefined` instead of `draft?: boolean`).
 */
export type ModelFactory<Args extends readonly unknown[], T, Events> = number extends Args['length']
  ? 'unable to define a model; the number of its arguments must be fixed'
  : Args['length'] extends Required<Args>['length']
    ? (...args: Args) => ModelDefinition<T, Events>
    : 'unable to define a model; its arguments must all be required';

export const modelOptionNames = ['channelName', 'name', 'sync', 'merge'] as const;

/**
 * Describes a model once, to be used everywhere. Pure: it may be called in a server component.
 *
 * All types are inferred: the arguments from `channelName`, the data from what `sync` answers, the data of
 * each event from the annotation of its handler.
 *
 * @example
 * export const post = defineModel({
 *   channelName: (id: string) => `posts:${id}`,
 *   sync: (id, { signal }) => getPost(id, signal), // Promise<{ data: Post, sequenceId: string }>
 *   merge: {
 *     'comment.added': (post, { data }: { data: Comment }) => ({ ...post, comments: [...post.comments, data] }),
 *   },
 * });
 *
 * const { data } = useModel(post('1'));
 *
 * @throws ModelsError `invalid-options` for an option that does not exist
 */
export function defineModel<
  T,
  Events,
  Names extends string,
  Event extends ChangeEvent,
  Args extends readonly unknown[] = [],
>(
  options: ModelOptions<Args, T, Events, Names, Event>,
): ModelFactory<Args, T, EventsOf<Events, Names, Event>> {
  assertKnownOptions('define a model', options, modelOptionNames);
  assertFunctions('define a model', options);
  const { channelName, name = channelName, sync } = options;
  const merge = toMergeFunction<T>(options.merge);
  const define = (...args: Args): ModelDefinition<T> => ({
    channelName: fill(channelName, args),
    name: fill(name, args),
    sync: (context = { signal: new AbortController().signal }) => sync(...args, context),
    merge,
    [definitionMark]: options,
  });
  // The same at run time; where it is no factory, its type says why.
  return define as unknown as ModelFactory<Args, T, EventsOf<Events, Names, Event>>;
}

/** For callers without types: a missing function would otherwise show at the first sync or event. */
export function assertFunctions(
  doing: string,
  options: { readonly sync: unknown; readonly merge: unknown },
): void {
  const { sync, merge } = options;
  if (typeof sync !== 'function') {
    throw new ModelsError('invalid-options', `unable to ${doing}; \`sync\` must be a function`);
  }
  if (typeof merge === 'function' || (typeof merge === 'object' && merge !== null)) return;
  throw new ModelsError(
    'invalid-options',
    `unable to ${doing}; \`merge\` must be a function or handlers by event name`,
  );
}

function fill<Args extends readonly unknown[]>(
  text: string | ((...args: Args) => string),
  args: Args,
): string {
  return typeof text === 'function' ? text(...args) : text;
}
