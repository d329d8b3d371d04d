import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyJsonPatch, type JsonPatchOperation } from 'ably-models-react/merge';
import { named, word } from './arbitraries.js';
import { itConverges } from './converge.js';
import { event, frozen, junk, thrownBy } from './event.js';

const start = frozen({
  title: 'a',
  tags: ['x', 'y'],
  author: { name: 'Ada', links: ['/'] },
  '': { '~/': 1 },
});

const patched = (...patch: readonly JsonPatchOperation[]) => applyJsonPatch(start, event('patched', patch));

/** The document after operations that no type allows. */
const patchedWith = (...patch: readonly unknown[]): unknown => applyJsonPatch(start, junk(patch));

describe('applyJsonPatch', () => {
  it.each<[string, JsonPatchOperation, object]>([
    ['adds a field', { op: 'add', path: '/text', value: 't' }, { ...start, text: 't' }],
    ['adds an item', { op: 'add', path: '/tags/1', value: 'z' }, { ...start, tags: ['x', 'z', 'y'] }],
    ['adds a last item', { op: 'add', path: '/tags/-', value: 'z' }, { ...start, tags: ['x', 'y', 'z'] }],
    ['replaces', { op: 'replace', path: '/tags/0', value: null }, { ...start, tags: [null, 'y'] }],
    ['removes', { op: 'remove', path: '/tags/0' }, { ...start, tags: ['y'] }],
    ['moves', { op: 'move', from: '/tags/0', path: '/tags/1' }, { ...start, tags: ['y', 'x'] }],
    [
      'copies',
      { op: 'copy', from: '/title', path: '/author/name' },
      { ...start, author: { name: 'a', links: ['/'] } },
    ],
    ['reads escaped names', { op: 'replace', path: '//~0~1', value: 2 }, { ...start, '': { '~/': 2 } }],
    ['replaces everything', { op: 'replace', path: '', value: { title: 'b' } }, { title: 'b' }],
  ])('%s', (_what, operation, expected) => {
    expect(patched(operation)).toEqual(expected);
  });

  it('keeps the identity of what is on no path', () => {
    const next = patched({ op: 'replace', path: '/author/name', value: 'Bo' });

    expect(next.author.links).toBe(start.author.links);
    expect(next.tags).toBe(start.tags);
  });

  it('answers the same state where nothing comes of it', () => {
    expect(patched()).toBe(start);
    expect(patched({ op: 'test', path: '/title', value: 'a' })).toBe(start);
    expect(patched({ op: 'replace', path: '/tags', value: ['x', 'y'] })).toBe(start);
    expect(patched({ op: 'add', path: '/tags/-', value: 'z' }, { op: 'remove', path: '/tags/2' })).toBe(
      start,
    );
  });

  it('changes neither the state nor the event, also where an operation goes into what another brought', () => {
    const value = { list: [1] };
    const next = patched(
      { op: 'replace', path: '/title', value },
      { op: 'add', path: '/title/list/-', value: 2 },
      { op: 'copy', from: '/title', path: '/copy' },
      { op: 'add', path: '/copy/list/-', value: 3 },
      { op: 'add', path: '/title/list/0', value: 0 },
    );

    expect(next).toMatchObject({ title: { list: [0, 1, 2] }, copy: { list: [1, 2, 3] } });
    expect(value).toEqual({ list: [1] });
  });

  it.each<[unknown, RegExp]>([
    [{ op: 'remove', path: '/text' }, /a path that does not exist/],
    [{ op: 'replace', path: '/text', value: 1 }, /a path that does not exist/],
    [{ op: 'remove', path: '/tags/7' }, /a path that does not exist/],
    [{ op: 'add', path: '/tags/4', value: 1 }, /MUST NOT be greater/],
    [{ op: 'move', from: '/title', path: '/tags/4' }, /MUST NOT be greater/],
    [{ op: 'move', from: '/author', path: '/author/name' }, /leads through what is not there/],
    [{ op: 'copy', from: '/text', path: '/title' }, /a path that does not exist/],
    [{ op: 'add', path: '/title/length', value: 1 }, /leads through what is not there/],
    [{ op: 'add', path: '/text/a', value: 1 }, /leads through what is not there/],
    [{ op: 'test', path: '/title', value: 'b' }, /Test operation failed/],
    [{ op: 'test', path: '/text/a', value: 'b' }, /Cannot perform operation/],
    [{ op: 'add', path: 'title', value: 1 }, /must start with/],
    [{ op: 'add', path: '/title' }, /`value` property is not present/],
    [{ op: 'move', path: '/title' }, /`path` property is not a string/],
    [{ op: 'increment', path: '/title' }, /there is no such operation/],
    [{ op: 'constructor', path: '/title' }, /there is no such operation/],
    [{ op: '_get', path: '/title' }, /there is no such operation/],
    [null, /null/],
    ['remove', /there is no such operation/],
  ])('refuses %j, and says why', (operation, why) => {
    const error = thrownBy(() => patchedWith({ op: 'add', path: '/tags/-', value: 'z' }, operation));

    expect(error).toMatchObject({ message: expect.stringMatching(why) as string });
    expect((error as Error).message).toMatch(/^operation 1 of its JSON Patch, .+ does not apply: /);
    // It would be looked into for a changed state.
    expect(error).not.toBeInstanceOf(TypeError);
  });

  it.each([[undefined], [null], ['[]'], [{ op: 'remove', path: '/title' }]])(
    'refuses %j, which is no patch',
    (data) => {
      expect(() => applyJsonPatch(start, junk(data))).toThrow(/^its data are no JSON Patch/);
    },
  );

  it.each([
    '/__proto__',
    '/__proto__/isAdmin',
    '/author/__proto__/isAdmin',
    '/constructor/prototype/isAdmin',
    '/a/__proto__/b',
  ])('refuses to go to "%s"', (path) => {
    const state = frozen(JSON.parse('{ "author": {}, "a": { "__proto__": {} } }') as object);

    expect(() => applyJsonPatch(state, event('patched', [{ op: 'add', path, value: true }]))).toThrow(
      /operation 0/,
    );
    expect('isAdmin' in {}).toBe(false);
  });

  it('has nothing to patch in a state that is no document', () => {
    const remove = { op: 'remove', path: '/a' } as const;

    for (const state of [0, '', null, 'text', false])
      expect(() => applyJsonPatch<unknown>(state, event('patched', [remove]))).toThrow(/leads through/);
  });

  describe('on two clients', () => {
    const place = fc.constantFrom(
      '/tags/0',
      '/tags/1',
      '/tags/-',
      '/author/name',
      '/title',
      '/author/links/0',
    );
    const operation = fc.oneof(
      fc.record({ op: fc.constantFrom('add', 'add', 'replace', 'test'), path: place, value: word }),
      fc.record({ op: fc.constantFrom('move', 'copy'), from: place, path: place }),
      fc.record({ op: fc.constant('remove'), path: place }),
    );
    const strategy = {
      start,
      handlers: { patched: applyJsonPatch },
      changes: named('patched', fc.array(operation, { maxLength: 3 })),
      isIdempotent: false,
    };

    itConverges('', strategy, 120);
  });
});
