import type { ChangeEvent } from './event.js';
import type { InputOf, NoSchemas, OutputOf } from './schema.js';
import type { MergeFunction } from './spec.js';

/**
 * One pure function per event name: the name as key, `(state, event) => state` as value.
 *
 * With a schema for the event, its data is what the schema makes of it. Without, annotate `event` as far as the handler
 * needs it (`ChangeEvent<'comment.added', Comment>`, or no more than `{ data: Comment }`), and the event's data type
 * is known wherever such an event is made. One handler that reads an event without annotating it leaves the data of
 * all that have no schema `unknown`.
 */
export type MergeHandlers<T, Events, Names extends string, Schemas = NoSchemas> = {
  readonly [Name in keyof Events]: Merging<
    T,
    ChangeEvent<Name & string, Name extends keyof Schemas ? OutputOf<Schemas[Name]> : Events[Name]>
  >;
} & {
  // Known even where `Events` is not, so that each handler has to answer a state.
  readonly [Name in Names]: Merging<T, never>;
} & {
  // No function: it would pass for handlers of no event at all.
  readonly [Symbol.hasInstance]?: never;
};

/** What `merge` may be: handlers by event name, or one function for all events. */
export type Merge<T, Events, Names extends string, Event extends ChangeEvent, Schemas = NoSchemas> =
  MergeHandlers<T, Events, Names, Schemas> | Merging<T, Described<Event, Schemas>>;

/** What a merge function for all events is given: those that have a schema, or else what it says itself. */
type Described<Event extends ChangeEvent, Schemas> = [keyof Schemas & string] extends [never]
  ? Event
  : EventOf<{ readonly [Name in keyof Schemas]: OutputOf<Schemas[Name]> }>;

/**
 * `(state: T, event: Event) => T`, declared as a method: TypeScript looks at a `merge` with annotated parameters
 * before it looks at `sync`, and would refuse `(state: Post) => Post` as long as it does not know `T`.
 */
export type Merging<T, Event> = { merge(state: T, event: Event): T }['merge'];

/**
 * Event names with the types of their data as a mutation brings it: read off the schemas, the handlers, or the
 * function's annotated event.
 */
export type EventsOf<Events, Names extends string, Event extends ChangeEvent, Schemas = NoSchemas> = [
  Names | (keyof Schemas & string),
] extends [never]
  ? { readonly [Name in Event['name']]: Extract<Event, { readonly name: Name }>['data'] }
  : {
      readonly [Name in Names | (keyof Schemas & string)]: Name extends keyof Schemas
        ? InputOf<Schemas[Name]>
        : Name extends keyof Events
          ? Events[Name]
          : unknown;
    };

/** All events of a model in one union; the other way round. */
export type EventOf<Events> = {
  readonly [Name in keyof Events & string]: ChangeEvent<Name, Events[Name]>;
}[keyof Events & string];

/**
 * The one merge function that a model runs.
 *
 * An event that has no handler leaves the state as it is: a backend may start to publish a new kind of
 * event before every browser has the code for it.
 */
export function toMergeFunction<T>(merge: object): MergeFunction<T> {
  if (typeof merge === 'function') return merge as MergeFunction<T>;
  const handlers = new Map(Object.entries(merge as Record<string, MergeFunction<T>>));
  return (state, event) => {
    const handler = handlers.get(event.name);
    return handler === undefined ? state : handler(state, event);
  };
}
