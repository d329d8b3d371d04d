import { describe, expect, it } from 'vitest';
import type { ChangeEvent } from 'ably-models-react';
import { batchOf, keyedList, mergeChanges } from 'ably-models-react/merge';
import { event, frozen, junk, thrownBy } from './event.js';

interface Todo {
  readonly id: string;
  readonly text?: string;
}

const todos = keyedList((todo: Todo) => todo.id);
const merge = batchOf({ saved: todos.put, changed: todos.update, removed: todos.remove });
const list: readonly Todo[] = frozen([{ id: 'a' }]);

describe('batchOf', () => {
  it('merges the changes of a batch in their order', () => {
    const batch = event('batch', {
      events: [
        { name: 'saved', data: { id: 'b' } },
        { name: 'changed', data: { id: 'b', text: 'new' } },
        { name: 'removed', data: 'a' },
      ],
    } as const);

    expect(merge(list, batch)).toEqual([{ id: 'b', text: 'new' }]);
  });

  it('answers the same state where the batch is empty, or brings nothing new', () => {
    expect(merge(list, event('batch', { events: [] }))).toBe(list);
    expect(merge(list, event('batch', { events: [{ name: 'saved', data: { id: 'a' } }] } as const))).toBe(
      list,
    );
  });

  it('gives each change the ids of the batch', () => {
    const seen: ChangeEvent[] = [];
    const noting = batchOf({ noted: (state: number, each: ChangeEvent) => (seen.push(each), state) });
    const batch = event('batch', { events: [{ name: 'noted', data: 1 }] } as const);

    noting(0, batch);

    expect(seen).toEqual([{ ...batch, name: 'noted', data: 1 }]);
  });

  it('passes over a change that has no handler, as a model does', () => {
    const batch = junk({ events: [{ name: 'archived', data: 'a' }, { name: 'constructor' }] });

    expect(merge(list, batch)).toBe(list);
  });

  it('says which change cannot be merged, and leaves the state as it was', () => {
    const batch = junk({
      events: [
        { name: 'saved', data: { id: 'b' } },
        { name: 'saved', data: {} },
      ],
    });

    const error = thrownBy(() => merge(list, batch));

    expect(error).toMatchObject({
      message: expect.stringMatching(/^change 1 of its batch \("saved"\): its data have no key/) as string,
      cause: expect.any(Error) as Error,
    });
    expect(list).toEqual([{ id: 'a' }]);
  });

  it('leaves the error of a merge function that changes the state as it is: the model looks for it', () => {
    const mutating = batchOf({ saved: (state: Todo[]) => (state.push({ id: 'x' }), state) });
    const batch = event('batch', { events: [{ name: 'saved', data: undefined }] } as const);

    expect(thrownBy(() => mutating(list as Todo[], batch))).toBeInstanceOf(TypeError);
  });

  it.each([[undefined], [null], [[]], [{ events: {} }], [{ changes: [] }]])(
    'refuses %j, which is no batch',
    (data) => {
      expect(() => merge(list, junk(data))).toThrow(/^its data are no batch/);
    },
  );

  it.each([[null], ['saved'], [{ data: { id: 'b' } }], [{ name: '' }]])(
    'refuses the change %j, which has no name',
    (change) => {
      expect(() => merge(list, junk({ events: [change] }))).toThrow(/^change 0 of its batch has no name$/);
    },
  );

  it('takes a batch in a batch', () => {
    const changes = { changed: mergeChanges<{ a: number; b: number }> };
    const nested = batchOf({ ...changes, inner: batchOf(changes) });
    const inner = { events: [{ name: 'changed', data: { b: 2 } }] } as const;

    expect(
      nested({ a: 0, b: 0 }, event('batch', { events: [{ name: 'inner', data: inner }] } as const)),
    ).toEqual({ a: 0, b: 2 });
  });
});
