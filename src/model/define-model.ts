import { ModelsError } from '../errors.js';
import { assertKnownOptions } from '../options.js';
import { assertSchemas } from './check-data.js';
import type { ChangeEvent } from './event.js';
import type { ResolvedModel } from './live-model.js';
import { toMergeFunction, type EventOf, type EventsOf, type Merge } from './merge-handlers.js';
import { toModelFunctions } from './model-functions.js';
import { namesFor, type Named } from './model-names.js';
import type { EventSchemas, NoSchemas, StandardSchema } from './schema.js';
import type { SyncContext, SyncDelta, SyncResult } from './spec.js';

/** Present on what `defineModel` made; registered, so that two copies of this package agree on it. */
export const definitionMark: unique symbol = Symbol.for('ably-models-react.definition');

/** What keeps a definition from being that of a model. */
export const definitionError: unique symbol = Symbol.for('ably-models-react.definition-error');

/** Carries the events of a definition to the hooks; never there at run time. */
declare const eventType: unique symbol;

/** @see defineModel */
export interface ModelOptions<
  Args extends readonly unknown[],
  T,
  Events,
  Names extends string,
  Event extends ChangeEvent,
  Schemas extends EventSchemas = NoSchemas,
  Answer = T,
> {
  /** The Ably channel on which the backend publishes this model's changes. */
  readonly channelName: Named<Args>;
  /** Identifies the model within its client. Default: the channel name. */
  readonly name?: Named<Args>;
  /** Reads the state from the backend. The last argument is the context: `{ signal, since }`. */
  readonly sync: (...args: [...Args, SyncContext]) => Promise<SyncResult<Answer> | SyncDelta>;
  /** Folds a change into the state: handlers by event name, or one function. Pure, and run many times. */
  readonly merge: Merge<NoInfer<T>, Events, Names, Event, NoInfer<Schemas>>;
  /**
   * A Standard Schema (of zod, valibot, arktype, …) for the data that `sync` answers. The state is what the schema
   * makes of it; what does not fit is `sync-result-invalid`, and the last good state stays.
   */
  readonly schema?: StandardSchema<unknown, T>;
  /**
   * By event name, synchronous Standard Schemas for the data of events. Handlers are given what the schema makes
   * of it. A mutation that does not fit is refused at once, as `event-invalid`; at a confirmed event that does not
   * fit the model stops as `errored`, since a state that skips an event is wrong. Events without a schema are
   * not checked.
   */
  readonly events?: Schemas;
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
  readonly [definitionError]?: ModelsError;
  readonly [eventType]?: (event: EventOf<Events>) => void;
}

/** What every hook takes: a definition, or the same written inline, with a `sync` that takes nothing. */
export interface ModelInput<
  T,
  Events,
  Names extends string,
  Event extends ChangeEvent,
  Schemas extends EventSchemas = NoSchemas,
  Answer = T,
> {
  readonly channelName: string;
  readonly name?: string;
  readonly sync: () => Promise<SyncResult<Answer>>;
  readonly merge: Merge<NoInfer<T>, Events, Names, Event, NoInfer<Schemas>>;
  readonly schema?: StandardSchema<unknown, T>;
  readonly events?: Schemas;
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

export const modelOptionNames = ['channelName', 'name', 'sync', 'merge', 'schema', 'events'] as const;

/**
 * Describes a model once, to be used everywhere. Pure: it may be called in a server component.
 *
 * Where `channelName` or `name` throws, or answers no text, `post('1')` still answers a definition: hooks tell the
 * error, and `client.models.get` throws it.
 *
 * All types are inferred: the arguments from `channelName`, the data from the `schema` or from what `sync` answers,
 * the data of each event from its schema in `events` or from the annotation of its handler.
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
 * @example With schemas, nothing needs an annotation, and what does not fit never reaches the state.
 * defineModel({
 *   channelName: (id: string) => `posts:${id}`,
 *   sync: (id, { signal }) => getJson(`/posts/${id}`, signal), // Promise<any>
 *   schema: z.object({ title: z.string(), comments: z.array(comment) }),
 *   events: { 'comment.added': comment },
 *   merge: {
 *     'comment.added': (post, { data }) => ({ ...post, comments: [...post.comments, data] }),
 *   },
 * });
 *
 * @throws ModelsError `invalid-options` for an option that does not exist, or is not what it must be; in development
 */
export function defineModel<
  Answer,
  Events,
  Names extends string,
  Event extends ChangeEvent,
  Args extends readonly unknown[] = [],
  Schemas extends EventSchemas = NoSchemas,
  T = Answer,
>(
  options: ModelOptions<Args, T, Events, Names, Event, Schemas, Answer>,
): ModelFactory<Args, T, EventsOf<Events, Names, Event, Schemas>> {
  assertModel('define a model', options);
  const { sync: call } = options;
  const description = { ...options, merge: toMergeFunction<T>(options.merge) };
  let last: { readonly args: Args; readonly definition: ModelDefinition<T> } | undefined;
  const define = (...args: Args): ModelDefinition<T> => {
    const names = namesFor(options, args);
    if (names instanceof ModelsError) return definitionOfNone(options, names);
    const { name, channelName } = names;
    // The thousand cells of a table ask for the same one, and so does each of their renders.
    const known = last?.definition;
    if (last && known?.name === name && known.channelName === channelName && hasSameArgs(last.args, args))
      return known;
    const { sync, merge, prepare } = toModelFunctions<T>(name, description, (context) =>
      call(...args, context),
    );
    const definition: ModelDefinition<T> = {
      name,
      channelName,
      sync: (context = { signal: new AbortController().signal }) => sync(context, []),
      merge,
      ...(prepare && { prepare }),
      [definitionMark]: options,
    };
    last = { args, definition };
    return definition;
  };
  // The same at run time; where it is no factory, its type says why.
  return define as unknown as ModelFactory<Args, T, EventsOf<Events, Names, Event, Schemas>>;
}

/** Of an object nobody can tell whether it has changed. */
function hasSameArgs(a: readonly unknown[], b: readonly unknown[]): boolean {
  return (
    a.length === b.length &&
    a.every((arg, index) => Object.is(arg, b[index]) && (typeof arg !== 'object' || arg === null))
  );
}

/** For callers without types: a missing function would otherwise show at the first sync or event. */
export function assertModel(
  doing: string,
  options: {
    readonly sync: unknown;
    readonly merge: unknown;
    readonly schema?: unknown;
    readonly events?: unknown;
  },
): void {
  if (process.env.NODE_ENV === 'production') return;
  assertKnownOptions(doing, options, modelOptionNames);
  assertSchemas(doing, options);
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

/**
 * The definition of a model that cannot be, which `resolveModel` throws. Named after what is wrong with it: the same
 * in each render, unlike any other model, and unlike one that cannot be for another reason.
 */
function definitionOfNone<T>(
  source: ModelDefinition<T>[typeof definitionMark],
  error: ModelsError,
): ModelDefinition<T> {
  return {
    channelName: error.message,
    name: error.message,
    sync: () => Promise.reject(error),
    merge: (state) => state,
    [definitionMark]: source,
    [definitionError]: error,
  };
}
