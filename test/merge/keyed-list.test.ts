import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inField, keyedList } from 'ably-models-react/merge';
import { named, word } from './arbitraries.js';
import { itConverges } from './converge.js';
import { event, frozen, junk } from './event.js';
import type { Change } from './steps.js';

interface Todo {
  readonly id: string;
  readonly text: string;
  readonly version?: number | string;
}

const a: Todo = { id: 'a', text: 'Buy milk', version: 2 };
const b: Todo = { id: 'b', text: 'Sell it', version: 2 };
const list = frozen([a, b]);

const todos = keyedList((todo: Todo) => todo.id);
const newest = keyedList((todo: Todo) => todo.id, { version: (todo) => todo.version });

describe('keyedList', () => {
  it('adds an item at the end, and replaces the one that has its key where that stands', () => {
    const c = { id: 'c', text: 'Drink it' };

    expect(todos.put(list, event('saved', c))).toEqual([a, b, c]);
    expect(todos.put(list, event('saved', { ...a, text: 'Buy oats' }))).toEqual([
      { ...a, text: 'Buy oats' },
      b,
    ]);
  });

  it('changes the fields of an item, and nothing where there is no such item', () => {
    expect(todos.update(list, event('changed', { id: 'b', text: 'Keep it' }))).toEqual([
      a,
      { ...b, text: 'Keep it' },
    ]);
    expect(todos.update(list, event('changed', { id: 'c', text: 'Lost' }))).toBe(list);
  });

  it('removes by key, or by anything that has the key', () => {
    expect(todos.remove(list, event('removed', 'a'))).toEqual([b]);
    expect(todos.remove(list, event('removed', { id: 'a' }))).toEqual([b]);
    expect(todos.remove(list, event('removed', a))).toEqual([b]);
  });

  it('keeps the items that it does not touch, and the list where nothing comes of it', () => {
    expect(todos.put(list, event('saved', { ...a, text: 'x' }))[1]).toBe(b);
    expect(todos.put(list, event('saved', { ...a }))).toBe(list);
    expect(todos.update(list, event('changed', { id: 'a', text: a.text }))).toBe(list);
    expect(todos.remove(list, event('removed', 'c'))).toBe(list);
  });

  it('answers the same list to a duplicate of any change', () => {
    const put = event('saved', { ...a, text: 'x' });
    const update = event('changed', { id: 'b', text: 'y' });
    const remove = event('removed', 'a');

    const afterPut = todos.put(list, put);
    expect(todos.put(afterPut, put)).toBe(afterPut);
    const afterUpdate = todos.update(list, update);
    expect(todos.update(afterUpdate, update)).toBe(afterUpdate);
    const afterRemoval = todos.remove(list, remove);
    expect(todos.remove(afterRemoval, remove)).toBe(afterRemoval);
  });

  it('tells the number 1 from the text "1"', () => {
    const mixed = keyedList((item: { key: string | number }) => item.key);

    expect(mixed.put([{ key: 1 }], event('saved', { key: '1' }))).toEqual([{ key: 1 }, { key: '1' }]);
  });

  it('puts a list in order when it changes, where it is told how', () => {
    const sorted = keyedList((todo: Todo) => todo.id, {
      sort: (one, other) => one.text.localeCompare(other.text),
    });

    expect(sorted.put(list, event('saved', { id: 'c', text: 'Count' })).map(({ id }) => id)).toEqual([
      'a',
      'c',
      'b',
    ]);
    expect(sorted.update(list, event('changed', { id: 'a', text: 'Z' })).map(({ id }) => id)).toEqual([
      'b',
      'a',
    ]);
  });

  it.each([[undefined], [null], [true], [''], [NaN], [{}], [{ id: null }], [{ id: ['a'] }]])(
    'refuses %j, which has no key',
    (data) => {
      for (const merge of [todos.put, todos.update, todos.remove])
        expect(() => merge(list, junk(data))).toThrow(/^its data have no key/);
    },
  );

  it('takes no key for an item', () => {
    expect(() => todos.put(list, junk('a'))).toThrow(/^its data are no item$/);
    expect(() => todos.update(list, junk('a'))).toThrow(/^its data are no part of an item$/);
  });

  it('refuses a state that is no list', () => {
    expect(() => todos.put({} as never, event('saved', a))).toThrow(/^the state is no list$/);
  });
});

describe('keyedList with versions: the last writer wins', () => {
  const put = (version: number | string | undefined) => {
    const item = { id: 'a', text: 'new', ...(version !== undefined && { version }) };
    return newest.put(list, event('saved', item))[0];
  };

  it('drops what is older than the item, whatever the change is', () => {
    expect(newest.put(list, event('saved', { ...a, text: 'old', version: 1 }))).toBe(list);
    expect(newest.update(list, event('changed', { id: 'a', text: 'old', version: 1 }))).toBe(list);
    expect(newest.remove(list, event('removed', { id: 'a', version: 1 }))).toBe(list);
  });

  it('takes what is newer, and, of the same version, what is later in the channel', () => {
    expect(put(3)).toEqual({ id: 'a', text: 'new', version: 3 });
    expect(put(2)).toEqual({ id: 'a', text: 'new', version: 2 });
  });

  it('takes what is later in the channel where a version is missing, or is of another kind', () => {
    expect(put(undefined)).toEqual({ id: 'a', text: 'new' });
    expect(put('1')).toEqual({ id: 'a', text: 'new', version: '1' });
    expect(newest.update(list, event('changed', { id: 'a', text: 'new' }))[0]).toEqual({ ...a, text: 'new' });
  });

  it('compares numbers as numbers, and times as text', () => {
    const at = (version: number | string) => frozen([{ ...a, version }]);

    expect(newest.put(at(10), event('saved', { ...a, version: 9 }))[0]?.version).toBe(10);
    expect(
      newest.put(at('2024-02-01T00:00:00Z'), event('saved', { ...a, version: '2024-01-31T23:59:59Z' }))[0]
        ?.version,
    ).toBe('2024-02-01T00:00:00Z');
  });

  it('lets a removal win a tie, and any that does not say which version it removes', () => {
    expect(newest.remove(list, event('removed', { id: 'a', version: 2 }))).toEqual([b]);
    expect(newest.remove(list, event('removed', 'a'))).toEqual([b]);
  });

  it('remembers no removal: an older item that comes after it is back', () => {
    const removed = newest.remove(list, event('removed', { id: 'a', version: 3 }));

    expect(newest.put(removed, event('saved', { ...a, version: 1 }))).toEqual([b, { ...a, version: 1 }]);
  });

  it('keeps what is removed under a mark, for who needs it remembered', () => {
    type Marked = Todo & { readonly isRemoved?: true };
    const marked = keyedList((todo: Marked) => todo.id, { version: (todo) => todo.version });
    const removed = marked.put(list, event('saved', { id: 'a', text: '', isRemoved: true, version: 3 }));

    expect(marked.put(removed, event('saved', a))).toBe(removed);
  });
});

describe('keyedList, on two clients', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd');
  const version = fc.option(fc.nat(4), { nil: undefined });
  const versioned = <Fields extends object>(fields: fc.Arbitrary<Fields>) =>
    fc.tuple(fields, version).map(([rest, at]) => ({ ...rest, ...(at !== undefined && { version: at }) }));
  const item = fc.record({ id: key, text: word });
  const changes = fc.oneof(named('saved', item), named('changed', item), named('removed', key));
  const handlersOf = (of: typeof todos) => ({ saved: of.put, changed: of.update, removed: of.remove });
  const sort = (one: Todo, other: Todo) => one.id.localeCompare(other.id);

  itConverges(
    ', whatever the versions are',
    {
      start: [a, b],
      handlers: handlersOf(newest),
      changes: fc.oneof(
        named('saved', versioned(item)),
        named('changed', versioned(item)),
        named('removed', fc.oneof(key, versioned(fc.record({ id: key })))),
      ),
      isIdempotent: false,
    },
    130,
  );

  const ofNewest = handlersOf(keyedList((todo: Todo) => todo.id, { version: (todo) => todo.version, sort }));

  itConverges(
    ' in a field, from sync results that are newer than their position, with versions that rise',
    {
      start: { todos: [a, b], other: [] },
      handlers: Object.fromEntries(
        Object.entries(ofNewest).map(([name, merge]) => [name, inField('todos', merge)]),
      ),
      changes,
      isIdempotent: true,
      stamp: withVersion,
    },
    132,
  );

  itConverges(
    ' from such results without versions',
    {
      start: [a, b],
      handlers: handlersOf(keyedList((todo: Todo) => todo.id, { sort })),
      changes,
      isIdempotent: true,
    },
    134,
  );
});

/** As a backend numbers what it writes; above what there is at first. */
function withVersion({ name, data }: Change, commit: number): Change {
  const version = 10 + commit;
  return { name, data: typeof data === 'string' ? { id: data, version } : { ...(data as object), version } };
}
