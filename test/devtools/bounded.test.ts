import { describe, expect, it } from 'vitest';
import { Bounded } from '../../src/devtools/bounded.js';

describe('A bounded list', () => {
  it('has the latest, in their order', () => {
    const list = new Bounded<number>(3);
    expect(list.latest()).toEqual([]);
    const seen = [1, 2, 3, 4, 5, 6, 7].map((item) => {
      list.push(item);
      return list.latest();
    });
    expect(seen.slice(1, 4)).toEqual([
      [1, 2],
      [1, 2, 3],
      [2, 3, 4],
    ]);
    expect(seen.at(-1)).toEqual([5, 6, 7]);
    list.clear();
    list.push(8);
    expect(list.latest()).toEqual([8]);
  });
});
