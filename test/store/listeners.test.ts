import { describe, expect, it, vi } from 'vitest';
import { Listeners } from '../../src/store/listeners.js';

describe('Listeners', () => {
  it('tell nothing to one that another has ended meanwhile', () => {
    const listeners = new Listeners();
    let end: () => void = () => undefined;
    listeners.add(() => end());
    const heard = vi.fn();
    end = listeners.add(heard);
    listeners.notify();
    expect(heard).not.toHaveBeenCalled();
  });

  it('are two where one function is added twice', () => {
    const listeners = new Listeners();
    const heard = vi.fn();
    listeners.add(heard);
    listeners.add(heard)();
    listeners.notify();
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('listen only while there are any', () => {
    const stop = vi.fn();
    const start = vi.fn(() => stop);
    const listeners = new Listeners(start);
    const ends = [listeners.add(vi.fn()), listeners.add(vi.fn())];
    expect(start).toHaveBeenCalledTimes(1);
    for (const end of ends) {
      expect(stop).not.toHaveBeenCalled();
      end();
      end();
    }
    expect(stop).toHaveBeenCalledTimes(1);
  });
});
