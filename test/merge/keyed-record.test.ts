import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyedRecord } from 'ably-models-react/merge';
import { named, word } from './arbitraries.js';
import { itConverges } from './converge.js';
import { event, frozen, junk } from './event.js';

interface User {
  readonly id: number | string;
  readonly name: string;
  readonly updatedAt?: string;
}

const ada: User = { id: 1, name: 'Ada', updatedAt: '2024-01-02' };
const users = frozen<Record<string, User>>({ 1: ada });
const people = keyedRecord((user: User) => user.id, { version: (user) => user.updatedAt });

describe('keyedRecord', () => {
  it('adds, replaces, changes and removes items under their key', () => {
    const bo = { id: 2, name: 'Bo' };

    expect(people.put(users, event('saved', bo))).toEqual({ 1: ada, 2: bo });
    expect(people.put(users, event('saved', { id: 1, name: 'Eve' }))).toEqual({ 1: { id: 1, name: 'Eve' } });
    expect(people.update(users, event('changed', { id: 1, name: 'Eve' }))).toEqual({
      1: { ...ada, name: 'Eve' },
    });
    expect(people.remove(users, event('left', 1))).toEqual({});
    expect(people.remove(users, event('left', { id: 1 }))).toEqual({});
  });

  it('answers the same record where nothing comes of it', () => {
    expect(people.put(users, event('saved', { ...ada }))).toBe(users);
    expect(people.put(users, event('saved', { ...ada, name: 'Old', updatedAt: '2024-01-01' }))).toBe(users);
    expect(people.update(users, event('changed', { id: 7, name: 'Nobody' }))).toBe(users);
    expect(people.remove(users, event('left', 7))).toBe(users);
  });

  it('takes nothing that objects inherit for an item, and a `__proto__` for a key like any other', () => {
    expect(people.remove(users, event('left', 'constructor'))).toBe(users);
    const next = people.put(users, event('saved', { id: '__proto__', name: 'Eve' }));

    expect(Object.getPrototypeOf(next)).toBe(Object.prototype);
    expect(Object.keys(next)).toEqual(['1', '__proto__']);
    expect(Object.keys(people.remove(next, event('left', '__proto__')))).toEqual(['1']);
  });

  it('refuses a state that is no record, and data without a key', () => {
    expect(() => people.put([] as never, event('saved', ada))).toThrow(/^the state is no record$/);
    expect(() => people.put(users, junk({ name: 'Nobody' }))).toThrow(/^its data have no key/);
  });

  describe('on two clients', () => {
    const id = fc.constantFrom(1, 2, 3, 4);
    const updatedAt = fc.constantFrom('2024-01-01', '2024-01-02', '2024-01-03');
    const strategy = {
      start: users,
      handlers: { saved: people.put, changed: people.update, left: people.remove },
      changes: fc.oneof(
        named('saved', fc.record({ id, name: word, updatedAt })),
        named('changed', fc.record({ id, name: word, updatedAt })),
        named('left', fc.oneof(id, fc.record({ id, updatedAt }))),
      ),
      isIdempotent: false,
    };

    itConverges('', strategy, 140);
  });
});
