import { afterEach, describe, expect, it, vi } from 'vitest';
import { callAll, createScheduler } from '../../src/store/scheduler.js';

/** A scheduler whose frames begin when the test says so. */
function withManualFrames() {
  const requested: (() => void)[] = [];
  const scheduler = createScheduler((callback) => requested.push(callback));
  return {
    scheduler,
    requested,
    nextFrame: () => {
      for (const callback of requested.splice(0)) callback();
    },
  };
}

describe('The scheduler', () => {
  it('shows a lone remote change at once', () => {
    const { scheduler } = withManualFrames();
    const flush = vi.fn();
    scheduler.schedule(flush, 'remote');
    expect(flush).toHaveBeenCalledTimes(1);
  });

  it('shows a burst of remote changes once a frame, after the first', () => {
    const { scheduler, nextFrame } = withManualFrames();
    const flush = vi.fn();
    for (let event = 0; event < 1000; event += 1) scheduler.schedule(flush, 'remote');
    expect(flush).toHaveBeenCalledTimes(1);
    nextFrame();
    expect(flush).toHaveBeenCalledTimes(2);
    scheduler.schedule(flush, 'remote');
    expect(flush).toHaveBeenCalledTimes(2);
    nextFrame();
    expect(flush).toHaveBeenCalledTimes(3);
  });

  it('shows a local change at once, in the midst of a burst, and the burst with it', () => {
    const { scheduler, nextFrame } = withManualFrames();
    const flush = vi.fn();
    scheduler.schedule(flush, 'remote');
    scheduler.schedule(flush, 'remote');
    scheduler.schedule(flush, 'local');
    expect(flush).toHaveBeenCalledTimes(2);
    nextFrame();
    expect(flush).toHaveBeenCalledTimes(2);
  });

  it('is at rest after a frame without changes', () => {
    const { scheduler, requested, nextFrame } = withManualFrames();
    const flush = vi.fn();
    scheduler.schedule(flush, 'remote');
    nextFrame();
    expect(requested).toHaveLength(0);
    scheduler.schedule(flush, 'remote');
    expect(flush).toHaveBeenCalledTimes(2);
  });

  it('shows two models of one burst in one frame', () => {
    const { scheduler, requested } = withManualFrames();
    const [one, other] = [vi.fn(), vi.fn()];
    for (const flush of [one, other, one, other]) scheduler.schedule(flush, 'remote');
    expect(requested).toHaveLength(1);
  });

  describe('where the page paints', () => {
    afterEach(() => {
      vi.useRealTimers();
      vi.unstubAllGlobals();
    });

    it.each([
      ['there are no frames at all', undefined, 16],
      ['the page is hidden', { hidden: true }, 16],
      ['the page was hidden after the frame was asked for', { hidden: false }, 100],
    ])('shows a burst although %s', (_, document, ms) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      vi.stubGlobal('requestAnimationFrame', document && (() => 1));
      vi.stubGlobal('cancelAnimationFrame', vi.fn());
      vi.stubGlobal('document', document);
      const scheduler = createScheduler();
      const flush = vi.fn();
      scheduler.schedule(flush, 'remote');
      scheduler.schedule(flush, 'remote');
      vi.advanceTimersByTime(ms);
      expect(flush).toHaveBeenCalledTimes(2);
    });

    it('takes frames where there is no document, as in React Native', () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const requested = vi.fn(() => 1);
      vi.stubGlobal('requestAnimationFrame', requested);
      vi.stubGlobal('document', undefined);
      const flush = vi.fn();
      createScheduler().schedule(flush, 'remote');
      expect(flush).toHaveBeenCalledTimes(1);
      expect(requested).toHaveBeenCalledTimes(1);
    });

    it('takes the frame when it comes, and leaves no timer behind', () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      let paint: () => void = () => undefined;
      vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
        paint = callback;
        return 1;
      });
      vi.stubGlobal('cancelAnimationFrame', vi.fn());
      vi.stubGlobal('document', { hidden: false });
      const scheduler = createScheduler();
      const flush = vi.fn();
      scheduler.schedule(flush, 'remote');
      scheduler.schedule(flush, 'remote');
      paint();
      expect(flush).toHaveBeenCalledTimes(2);
      paint();
      expect(vi.getTimerCount()).toBe(0);
    });
  });

  it('lets all listeners hear, also when one throws, and reports what it threw', () => {
    const reported: (() => void)[] = [];
    vi.stubGlobal('queueMicrotask', (callback: () => void) => reported.push(callback));
    const heard = vi.fn();
    callAll([
      () => {
        throw new Error('a listener broke');
      },
      heard,
    ]);
    vi.unstubAllGlobals();
    expect(heard).toHaveBeenCalledTimes(1);
    expect(reported[0]).toThrow('a listener broke');
  });
});
