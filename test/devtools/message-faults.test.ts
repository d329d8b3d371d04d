import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MessageFaults } from '../../src/devtools/message-faults.js';

describe('Faults', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function open() {
    const delivered: unknown[] = [];
    const changed = vi.fn();
    const faults = new MessageFaults(({ id }) => delivered.push(Number(id)), changed);
    return {
      faults,
      delivered,
      changed,
      take: (id: number, more = {}) => {
        const fault = faults.take({ id: String(id), name: `event ${id}`, ...more });
        if (fault === undefined) delivered.push(id);
        return fault;
      },
    };
  }

  it('let everything pass at first', () => {
    const { delivered, take } = open();
    expect(take(1)).toBeUndefined();
    expect(delivered).toEqual([1]);
  });

  it('drop one event, and not what is said about another message', () => {
    const { faults, delivered, take } = open();
    faults.dropNext();
    expect(take(1, { action: 'message.summary' })).toBeUndefined();
    expect(take(2)).toBe('dropped');
    expect(take(3)).toBeUndefined();
    expect(delivered).toEqual([1, 3]);
    expect(faults.view.dropped).toEqual(['event 2']);
    faults.synced();
    expect(faults.view.dropped).toEqual(['event 2']);
    faults.syncs();
    faults.synced();
    expect(faults.view.dropped).toEqual([]);
  });

  it('remember what was dropped while a sync ran, until the model hears it after all', () => {
    const { faults, take } = open();
    faults.dropNext();
    take(1);
    faults.syncs();
    faults.dropNext();
    take(2);
    faults.synced();
    expect(faults.view.dropped).toEqual(['event 2']);
    faults.heard('1');
    expect(faults.view.dropped).toEqual(['event 2']);
    faults.heard('2');
    expect(faults.view.dropped).toEqual([]);
  });

  it('may be called off', () => {
    const { faults, delivered, take } = open();
    faults.dropNext();
    faults.dropNext();
    take(1);
    expect(delivered).toEqual([1]);
  });

  it('delay each by as much', () => {
    const { faults, delivered, changed, take } = open();
    faults.delay(1000);
    take(1);
    vi.advanceTimersByTime(400);
    take(2);
    take(3);
    vi.advanceTimersByTime(599);
    expect(delivered).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(delivered).toEqual([1]);
    expect(faults.view.held).toBe(2);
    vi.advanceTimersByTime(400);
    expect(delivered).toEqual([1, 2, 3]);
    expect(changed).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keep the order of the channel when the delay becomes shorter', () => {
    const { faults, delivered, take } = open();
    faults.delay(1000);
    take(1);
    faults.delay(10);
    take(2);
    vi.advanceTimersByTime(999);
    expect(delivered).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(delivered).toEqual([1, 2]);
  });

  it('take a minute at most, and nothing that is no number', () => {
    const { faults, delivered, take } = open();
    faults.delay(3_000_000_000);
    faults.delay(NaN);
    expect(faults.view.delayMs).toBe(60_000);
    take(1);
    vi.advanceTimersByTime(59_999);
    expect(delivered).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(delivered).toEqual([1]);
    faults.delay(-1);
    expect(faults.view.delayMs).toBe(0);
  });

  it('discard what is held, and hold on to what comes then', () => {
    const { faults, delivered, take } = open();
    faults.delay(1000);
    take(1);
    faults.discard();
    expect(faults.view.held).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    take(2);
    vi.advanceTimersByTime(1000);
    expect(delivered).toEqual([2]);
  });

  it('let go of all that is held when the delay ends, and when they end', () => {
    const { faults, delivered, take } = open();
    faults.delay(1000);
    take(1);
    take(2);
    faults.delay(0);
    expect(delivered).toEqual([1, 2]);
    faults.delay(1000);
    faults.dropNext();
    faults.delay(1000);
    take(3);
    take(4);
    faults.end();
    expect(delivered).toEqual([1, 2, 4]);
    expect(vi.getTimerCount()).toBe(0);
    take(5);
    expect(delivered).toEqual([1, 2, 4, 5]);
  });
});
