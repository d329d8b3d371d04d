import { describe, expect, it } from 'vitest';
import { compareLines } from '../../src/devtools/panel/compare.js';
import { previewOf, textOf } from '../../src/devtools/panel/json-text.js';

/** With each item shut. */
const items = (left: unknown[], right: unknown[]): string[] =>
  lines(left, right, Object.fromEntries([...Array(4).keys()].map((index) => [`$/${index}`, false]))).slice(1);

/** Each line as `path left|right change`; a side that does not have it is `-`. */
function lines(left: unknown, right: unknown, toggled: Record<string, boolean> = {}): string[] {
  return compareLines(left, right, new Map(Object.entries(toggled))).map(
    (line) => `${line.path} ${line.left ?? '-'}|${line.right ?? '-'} ${line.change}`,
  );
}

describe('Two states side by side', () => {
  it('differ where a field does, and everything around it is open', () => {
    const before = { post: { title: 'Old', likes: { count: 1 } }, tags: ['a'] };
    const after = { post: { title: 'Old', likes: { count: 2 } }, tags: ['a'] };
    expect(lines(before, after)).toEqual([
      '$ { post: { … }, tags: [ 1 ] }|{ post: { … }, tags: [ 1 ] } changed',
      '$/post { title: "Old", likes: { … } }|{ title: "Old", likes: { … } } changed',
      '$/post/title "Old"|"Old" same',
      '$/post/likes { count: 1 }|{ count: 2 } changed',
      '$/post/likes/count 1|2 changed',
      '$/tags [ 1 ]|[ 1 ] same',
      '$/tags/0 "a"|"a" same',
    ]);
  });

  it('tell a field that is not there from one that is undefined', () => {
    expect(lines({ a: undefined, gone: 1 }, { a: undefined, new: 1 }).slice(1)).toEqual([
      '$/a undefined|undefined same',
      '$/-gone 1|- removed',
      '$/new -|1 added',
    ]);
  });

  it('pair items by their ids: one more at the top is one line more', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id }));
    expect(items([a, b], [c, a, b])).toEqual([
      '$/0 -|{ id: "c" } added',
      '$/1 { id: "a" }|{ id: "a" } same',
      '$/2 { id: "b" }|{ id: "b" } same',
    ]);
    expect(items([a, b, c], [a, c]).filter((line) => !line.includes('-1/'))).toEqual([
      '$/0 { id: "a" }|{ id: "a" } same',
      '$/-1 { id: "b" }|- removed',
      '$/1 { id: "c" }|{ id: "c" } same',
    ]);
  });

  it('pair items that moved, and name each line once', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id }));
    const paths = compareLines([a, b, c], [c, b, a], new Map())
      .filter(({ depth }) => depth < 2)
      .map(({ path, change }) => `${path} ${change}`);
    expect(paths).toEqual(['$ changed', '$/0 moved', '$/1 moved', '$/2 same']);
    expect(items([a, b], [b, a])).toEqual([
      '$/0 { id: "b" }|{ id: "b" } moved',
      '$/1 { id: "a" }|{ id: "a" } same',
    ]);
  });

  it('list what was removed, also where the items before it moved', () => {
    const [a, b, x] = ['a', 'b', 'x'].map((id) => ({ id }));
    expect(items([a, b, x], [b, a]).filter((line) => line.endsWith('removed'))).toEqual([
      '$/-2 { id: "x" }|- removed',
      '$/-2/-id "x"|- removed',
    ]);
  });

  it('have a path of their own for each line, whatever its key', () => {
    const paths = compareLines({ gone: 1 }, { 'a/b': 1, a: { b: 1 }, '-gone': 1, 'a~1b': 1 }, new Map()).map(
      ({ path }) => path,
    );
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toHaveLength(7);
  });

  it('are not read where they are shut', () => {
    let reads = 0;
    const item = Object.defineProperty({}, 'id', { get: () => (reads += 1), enumerable: true });
    const list = [item];
    compareLines({ list }, { list }, new Map([['$/list', false]]));
    expect(reads).toBe(0);
  });

  it('pair items without ids, or with one id twice, by their place', () => {
    expect(lines(['a', 'b'], ['a', 'c', 'd']).slice(1)).toEqual([
      '$/0 "a"|"a" same',
      '$/1 "b"|"c" changed',
      '$/2 -|"d" added',
    ]);
    const twice = [{ id: 1 }, { id: 1 }];
    expect(items(twice, [...twice, { id: 1 }])).toHaveLength(3);
  });

  it('are opened and shut by hand', () => {
    const state = { list: [1, 2] };
    expect(lines(state, state, { '$/list': false })).toHaveLength(2);
    expect(lines(state, state, { $: false })).toHaveLength(1);
    expect(lines({ a: { b: { c: 1 } } }, { a: { b: { c: 1 } } }, { '$/a/b': true })).toHaveLength(4);
  });

  it('end where a state holds itself', () => {
    const state: Record<string, unknown> = { name: 'loop' };
    state['self'] = state;
    const other: Record<string, unknown> = { name: 'other' };
    other['self'] = other;
    expect(compareLines(state, other, new Map()).length).toBeLessThan(100);
  });

  it('may be of different kinds, or no containers at all', () => {
    expect(lines([1], { a: 1 })).toEqual(['$ [ 1 ]|{ a: 1 } changed']);
    expect(lines(1, 2)).toEqual(['$ 1|2 changed']);
    expect(lines(NaN, NaN)).toEqual(['$ NaN|NaN same']);
  });
});

describe('A value on a line', () => {
  it.each([
    ['text', '"text"'],
    [null, 'null'],
    [undefined, 'undefined'],
    [3n, '3n'],
    [[], '[]'],
    [{}, '{}'],
    [new Map(), 'Map { … }'],
    [{ a: 1, b: [1, 2], c: {}, d: 'x', e: 5 }, '{ a: 1, b: [ 2 ], c: { … }, d: "x", … }'],
  ])('%o is %s', (value, text) => expect(previewOf(value)).toBe(text));

  it('may be an object that tells no constructor', () => {
    expect(previewOf(Object.create(Object.create(null) as object))).toBe('object { … }');
    expect(previewOf(Object.create({ constructor: undefined }))).toBe('object { … }');
  });

  it('is read by more lines, also where it is no JSON', () => {
    expect(textOf({ a: 1 })).toBe('{\n  "a": 1\n}');
    expect(textOf(undefined)).toBe('undefined');
    expect(textOf({ big: 3n })).toBe('{ big: 3n }');
  });
});
