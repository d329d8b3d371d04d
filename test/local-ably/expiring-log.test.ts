import { describe, expect, it } from 'vitest';
import { ExpiringLog } from '../../src/local-ably/expiring-log.js';
import { range } from './local-server.js';

const keptMs = 1000;

const at = (timestamp: number) => ({ timestamp });

/** Counts each entry that is read, written or moved, also those that `splice` moves. */
function countedArray<T>() {
  let touched = 0;
  const count = (key: string | symbol) => {
    if (typeof key === 'string' && /^\d+$/.test(key)) touched += 1;
  };
  const array = new Proxy<T[]>([], {
    get(target, key, receiver): unknown {
      count(key);
      return Reflect.get(target, key, receiver);
    },
    set(target, key, value, receiver) {
      count(key);
      return Reflect.set(target, key, value, receiver);
    },
    deleteProperty(target, key) {
      count(key);
      return Reflect.deleteProperty(target, key);
    },
  });
  return { array, touched: () => touched };
}

describe('what expires', () => {
  it('keeps each entry for its time, and not a millisecond longer', () => {
    const log = new ExpiringLog<{ timestamp: number }>(keptMs);
    for (const timestamp of [0, 0, 1, 5]) log.push(at(timestamp));
    expect(log.expire(999)).toEqual([]);
    expect(log.expire(1000)).toEqual([at(0), at(0)]);
    expect(log.entries()).toEqual([at(1), at(5)]);
    expect(log.expire(1000)).toEqual([]);
    expect(log.expire(5000)).toEqual([at(1), at(5)]);
    expect(log.entries()).toEqual([]);
  });

  it.each([1, 7, 40])('shows what has not expired, looked at after each %i that came', (every) => {
    const log = new ExpiringLog<{ timestamp: number }>(50);
    for (const now of range(0, 300)) {
      log.push(at(now));
      log.expire(now);
      expect(log.size).toBe(Math.min(now + 1, 50));
      if (now % every === 0) expect(log.entries()).toEqual(range(Math.max(-1, now - 50) + 1, now).map(at));
    }
  });

  it.each([100, 1000, 4000])('costs the same for each that comes, when %i are kept', (kept) => {
    const { array, touched } = countedArray<{ timestamp: number }>();
    const log = new ExpiringLog(kept, array);
    const newest = 3 * kept;
    for (const now of range(0, newest)) {
      log.push(at(now));
      log.expire(now);
      expect(array.length).toBeLessThan(1.25 * log.size + 1);
    }
    expect(touched() / newest).toBeLessThan(20);
    // With another array in its place nothing would have been counted.
    expect(array.at(-1)).toEqual(at(newest));
  });
});
