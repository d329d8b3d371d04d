import { describe, expect, it } from 'vitest';
import { copyPlain, freezePlain } from '../../src/model/plain-data.js';

class Money {
  cents = 1;
}

/** One of everything that may be in a state. */
function everything() {
  const plain = {
    list: [1, { deep: 'text' }],
    bare: Object.assign(Object.create(null) as object, { own: 'text' }),
    map: new Map([['a', 1]]),
    set: new Set([1]),
    date: new Date(0),
    money: new Money(),
    bytes: new Uint8Array([1, 2]),
    run: () => 1,
    [Symbol.for('mark')]: { deep: true },
    self: undefined as unknown,
  };
  plain.self = plain;
  return plain;
}

describe('A copy of plain data', () => {
  it('shares no object and no array with it', () => {
    const source = everything();
    const copy = copyPlain(source);

    expect(copy).toEqual(source);
    expect(copy).not.toBe(source);
    expect(copy.list).not.toBe(source.list);
    expect(copy.list[1]).not.toBe(source.list[1]);
    expect(copy[Symbol.for('mark') as never]).not.toBe(source[Symbol.for('mark') as never]);
    expect(Object.getPrototypeOf(copy.bare)).toBeNull();
  });

  it('has the same instances of all else', () => {
    const source = everything();
    const copy = copyPlain(source);

    for (const name of ['map', 'set', 'date', 'money', 'bytes', 'run'] as const) {
      expect(copy[name]).toBe(source[name]);
    }
  });

  it('has the cycles of its source, and one copy of what is in it twice', () => {
    const shared = { text: 'a' };
    const copy = copyPlain({ ...everything(), twice: [shared, shared] });
    const own = copyPlain(everything());

    expect(copy.twice[0]).toBe(copy.twice[1]);
    expect(own.self).toBe(own);
  });

  it('keeps what is odd: holes, getters, a key that would be a prototype', () => {
    const source = JSON.parse('{ "__proto__": { "polluted": true } }') as object;
    const holes: number[] = [];
    holes[1] = 2;
    const copy = copyPlain({
      source,
      holes,
      get late(): string {
        throw new Error('read too early');
      },
    });

    expect(JSON.stringify(copy.source)).toBe('{"__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(copy.source)).toBe(Object.prototype);
    expect(0 in copy.holes).toBe(false);
    expect(() => copy.late).toThrow('read too early');
  });

  it('may be changed, although its source is frozen', () => {
    const copy = copyPlain(freezePlain({ list: [{ text: 'a' }] }));
    (copy.list[0] as { text: string }).text = 'b';
    copy.list.push({ text: 'c' });

    expect(copy).toEqual({ list: [{ text: 'b' }, { text: 'c' }] });
  });

  it('is as deep as it likes', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 100_000; level += 1) deep = [deep];

    expect(Array.isArray(freezePlain(copyPlain(deep)))).toBe(true);
  });
});

describe('Plain data that is frozen', () => {
  it('is frozen all through, also beneath what was frozen before', () => {
    const data = { shallow: Object.freeze({ list: [1] }), cyclic: everything() };
    freezePlain(data);

    for (const each of [data, data.shallow.list, data.cyclic, data.cyclic.list[1], data.cyclic.bare]) {
      expect(Object.isFrozen(each)).toBe(true);
    }
  });

  it('leaves all else as it is', () => {
    const { map, money, bytes, date } = freezePlain(everything());
    map.set('b', 2);
    money.cents = 2;
    bytes[0] = 3;
    date.setTime(1);

    expect([map.size, money.cents, bytes[0], date.getTime()]).toEqual([2, 2, 3, 1]);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'a'],
    ['a map', new Map()],
  ])('may be %s', (_, value) => {
    expect(freezePlain(value)).toBe(value);
    expect(copyPlain(value)).toBe(value);
  });
});
