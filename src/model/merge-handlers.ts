import type { ChangeEvent } from './event.js';
import type { MergeFunction } from './spec.js';

/** Any event with any data: what is known of a model whose merge function takes whatever comes. */
export type AnyEvents = Readonly<Record<string, unknown>>;

/**
 * One pure function per event name: the name as key, `(state, event) => state` as value.
 *
 * Annotate `event` as far as the handler needs it (`ChangeEvent<'comment.added', Comment>`, or no more than
 * `{ data: Comment }`), and the event's data type is known wherever such an event is made.
 */
export type MergeHandlers<T, Events> = {
  readonly [Name in keyof Events]: (state: T, event: ChangeEvent<Name & string, Events[Name]>) => T;
};

/** What `merge` may be: handlers by event name, or one function for all events. */
export type Merge<T, Events, Event extends ChangeEvent> =
  MergeHandlers<T, Events> | ((state: T, event: Event) => T);

/** Event names with their data types, read off the handlers or off the function's annotated event. */
export type EventsOf<Events, Event extends ChangeEvent> = string extends keyof Events
  ? { readonly [Name in Event['name']]: Extract<Event, { readonly name: Name }>['data'] }
  : Events;

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
