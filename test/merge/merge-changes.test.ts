import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeChanges } from 'ably-models-react/merge';
import { named, some, word } from './arbitraries.js';
import { itConverges } from './converge.js';
import { event, frozen, junk } from './event.js';

interface Post {
  readonly title: string;
  readonly author: { readonly name: string } | null;
  readonly tags: readonly string[];
}

const post: Post = frozen({ title: 'a', author: { name: 'Ada' }, tags: ['x', 'y'] });

describe('mergeChanges', () => {
  it('replaces the fields that the data have, each as a whole, and keeps the others', () => {
    const next = mergeChanges(post, event('changed', { title: 'b', tags: ['z'] }));

    expect(next).toEqual({ title: 'b', author: { name: 'Ada' }, tags: ['z'] });
    expect(next.author).toBe(post.author);
  });

  it('sets a field to `null` where the data say so, and removes none', () => {
    expect(mergeChanges(post, event('changed', { author: null }))).toEqual({ ...post, author: null });
  });

  it('answers the same state where the data are in it already', () => {
    expect(mergeChanges(post, event('changed', { author: { name: 'Ada' } }))).toBe(post);
    expect(mergeChanges(post, event('changed', {}))).toBe(post);
  });

  it.each([[undefined], [null], ['text'], [7], [['title']]])('refuses %j, which has no fields', (data) => {
    expect(() => mergeChanges(post, junk(data))).toThrow(/^its data are no object of changes$/);
  });

  it('refuses a list for a state: fields would be lost on it', () => {
    expect(() => mergeChanges([1], event('changed', [2]))).toThrow(/no object of changes/);
    expect(() => mergeChanges([1], junk({ length: 0 }))).toThrow(/^the state is no object/);
  });

  it('keeps a `__proto__` of the data a field, which changes no prototype', () => {
    const data = JSON.parse('{ "__proto__": { "isAdmin": true } }') as object;

    const next = mergeChanges<object>(post, event('changed', data));

    expect(Object.getPrototypeOf(next)).toBe(Object.prototype);
    expect('isAdmin' in next).toBe(false);
  });

  describe('on two clients', () => {
    const fields = { title: word, author: fc.constantFrom(null, { name: 'Bo' }), tags: fc.array(word) };
    const strategy = {
      start: post,
      handlers: { changed: mergeChanges },
      changes: named('changed', some(fields)),
      isIdempotent: true,
    };

    itConverges('', strategy, 110);
  });
});
