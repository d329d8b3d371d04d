import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareStructure } from '../../src/model/share-structure.js';

const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('sharing structure', () => {
  it('answers what was there before where nothing is another', () => {
    const before = { title: 'Hello', comments: [{ text: 'Hi' }], tags: [] };

    expect(shareStructure(before, copyOf(before))).toBe(before);
  });

  it('keeps the parts that are equal, and only those', () => {
    const before = { first: { likes: 1 }, second: { likes: 2 }, list: [{ id: 1 }, { id: 2 }] };
    const after = copyOf({ ...before, second: { likes: 3 }, list: [{ id: 1 }, { id: 3 }] });

    const shared = shareStructure(before, after);

    expect(shared).toEqual(after);
    expect(shared.first).toBe(before.first);
    expect(shared.second).not.toBe(before.second);
    expect(shared.list[0]).toBe(before.list[0]);
    expect(shared.list[1]).not.toBe(before.list[1]);
  });

  it('changes neither of the two', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const [keptBefore, keptAfter] = [structuredClone(before), structuredClone(after)];

        const shared = shareStructure(before, after);

        expect(shared).toStrictEqual(keptAfter);
        expect(before).toStrictEqual(keptBefore);
        expect(after).toStrictEqual(keptAfter);
      }),
    );
  });

  it.each([
    ['a field that is gone', { a: 1, b: undefined }, { a: 1 }],
    ['a field that came', { a: 1 }, { a: 1, b: undefined }],
    ['a list that became shorter', [1, 2], [1]],
    ['a list in the place of an object', {}, []],
    ['an object in the place of a list', [], {}],
    ['a negative zero', { a: 0 }, { a: -0 }],
    ['a date', { at: new Date(1) }, { at: new Date(2) }],
    ['no prototype', Object.create(null), {}],
    ['the prototype of no object', {}, JSON.parse('{"__proto__":{"polluted":true}}')],
  ])('does not take for equal: %s', (_what, before: unknown, after: unknown) => {
    const shared = shareStructure(before, after);

    expect(shared).not.toBe(before);
    expect(shared).toStrictEqual(after);
    expect(Reflect.getPrototypeOf(shared as object)).toBe(Reflect.getPrototypeOf(after as object));
  });

  it('comes to an end where data hold themselves', () => {
    const loop = () => {
      const node: { name: string; left?: unknown; right?: unknown } = { name: 'loop' };
      node.left = node.right = node;
      return node;
    };

    expect(shareStructure(loop(), loop())).toMatchObject({ name: 'loop' });
  });

  it('looks no deeper than a stack reaches', () => {
    const nested = () => {
      let data: unknown = null;
      for (let depth = 0; depth < 20_000; depth += 1) data = { data };
      return data;
    };
    const after = nested();

    expect(shareStructure({ same: [1], after: nested() }, { same: [1], after }).same).toEqual([1]);
  });

  it('answers what is frozen where what it was given is', () => {
    const before = { kept: { a: 1 }, list: [1] };
    const shared = shareStructure(before, Object.freeze({ kept: { a: 1 }, list: Object.freeze([2]) }));

    expect(Object.isFrozen(shared)).toBe(true);
    expect(Object.isFrozen(shared.list)).toBe(true);
  });
});
