import { reasonOf } from '../errors.js';
import type { ChangeEvent } from '../model/event.js';
import { toMergeFunction } from '../model/merge-handlers.js';
import { isText } from '../kinds.js';
import { isFields } from './fields.js';
import type { AnyMerge } from './merge-function.js';
import { unfit } from './unfit.js';

/** What the data of a batch are: changes in their order. */
export interface Batch<Change> {
  readonly events: readonly Change[];
}

/** One change of a batch. */
export interface BatchedEvent<Name extends string, Data> {
  readonly name: Name;
  readonly data: Data;
}

/** What those handlers merge, in one union. */
export type BatchedEventOf<Handlers> = {
  readonly [Name in keyof Handlers & string]: BatchedEvent<Name, DataOf<Handlers[Name]>>;
}[keyof Handlers & string];

type DataOf<Merge> = Merge extends (state: never, event: infer Event) => unknown
  ? Event extends { readonly data: infer Data }
    ? Data
    : unknown
  : never;

/** What all of the handlers can merge into. */
type StateOf<Handlers> = Handlers[keyof Handlers] extends (state: infer State, event: never) => unknown
  ? State
  : never;

/**
 * Several changes in one event, `{ events: [{ name, data }, …] }`, merged by the handlers in their order: all of them, or
 * none. Each has the mutation id and the sequence id of the batch. One whose name has no handler is passed over, as a model
 * passes over such an event.
 *
 * Throws where the data are no batch, or where a change cannot be merged; the error says which. The model is
 * `errored` then, as `merge-failed`.
 *
 * @param handlers by event name, as `merge` of a model takes them
 * @example
 * const changes = { 'todo.saved': todos.put, 'todo.removed': todos.remove };
 *
 * merge: { ...changes, 'todos.changed': batchOf(changes) }
 */
export function batchOf<Handlers extends Readonly<Record<string, AnyMerge>>>(
  handlers: Handlers,
): <T extends StateOf<Handlers>>(state: T, event: ChangeEvent<string, Batch<BatchedEventOf<Handlers>>>) => T {
  const merge = toMergeFunction<unknown>(handlers);
  return <T extends StateOf<Handlers>>(state: T, event: ChangeEvent): T => {
    const { data } = event;
    if (!isFields(data) || !Array.isArray(data['events']))
      throw unfit('its data are no batch: { events: […] }');
    const changes = data['events'] as unknown[];
    return changes.reduce((merged: unknown, change, index) => {
      if (!isFields(change) || !isText(change['name']))
        throw unfit(`change ${index} of its batch has no name`);
      const { name } = change;
      try {
        return merge(merged, { ...event, name, data: change['data'] });
      } catch (thrown) {
        // By its type, the model knows a merge function that changes the state.
        if (thrown instanceof TypeError) throw thrown;
        throw unfit(`change ${index} of its batch ("${name}"): ${reasonOf(thrown)}`, thrown);
      }
    }, state) as T;
  };
}
