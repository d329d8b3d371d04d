import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InView } from '../../src/store/in-view.js';
import {
  fakeElement,
  FakeIntersectionObserver,
  FakeScrollMarginObserver,
  fakeWindow,
} from './fake-intersection-observer.js';

const outOfView = { reason: 'out-of-view', atOnce: false };

describe('InView', () => {
  const { report } = FakeIntersectionObserver;
  let view: object;
  let element: Element;
  let inView: InView;

  /** The element has been in view for long enough. */
  const showElement = (shown = element) => {
    report([shown, true]);
    vi.advanceTimersByTime(50);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    FakeIntersectionObserver.created = 0;
    view = fakeWindow();
    element = fakeElement(view);
    inView = new InView();
  });
  afterEach(() => {
    inView.stop();
    expect(FakeIntersectionObserver.watched).toBe(0);
    expect(FakeIntersectionObserver.active.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is in view before it follows anything', () => {
    expect(inView.getHidden()).toBeUndefined();
  });

  it('is out of view with its first element until the browser reports it', () => {
    inView.follow(element);
    vi.advanceTimersByTime(10_000);
    const hidden = inView.getHidden();
    expect(hidden).toEqual(outOfView);
    expect(inView.getHidden()).toBe(hidden);
    showElement();
    expect(inView.getHidden()).toBeUndefined();
  });

  it('comes into view once the element has stayed there for 50 ms', () => {
    inView.follow(element);
    report([element, true]);
    vi.advanceTimersByTime(49);
    expect(inView.getHidden()).toEqual(outOfView);
    vi.advanceTimersByTime(1);
    expect(inView.getHidden()).toBeUndefined();
  });

  it('stays out of view while the element flies past', () => {
    inView.follow(element);
    const listener = vi.fn();
    inView.observe(listener);
    report([element, true]);
    vi.advanceTimersByTime(49);
    report([element, false]);
    vi.advanceTimersByTime(1_000);
    // Both in one report, as the browser tells it when the page was busy.
    report([element, true], [element, false]);
    vi.advanceTimersByTime(1_000);
    expect(inView.getHidden()).toEqual(outOfView);
    expect(listener).not.toHaveBeenCalled();
  });

  it('leaves the view at once', () => {
    inView.follow(element);
    showElement();
    report([element, false]);
    expect(inView.getHidden()).toEqual(outOfView);
  });

  it('calls its observers after each change, and one that throws keeps nobody from hearing', () => {
    const heard: string[] = [];
    const reported = vi.fn();
    vi.stubGlobal('queueMicrotask', reported);
    inView.observe(() => {
      throw new Error('from a listener');
    });
    const end = inView.observe(() => heard.push(inView.getHidden()?.reason ?? 'in view'));
    inView.follow(element);
    showElement();
    report([element, true]);
    report([element, false]);
    end();
    end();
    showElement();
    expect(heard).toEqual(['out-of-view', 'in view', 'out-of-view']);
    expect(reported).toHaveBeenCalled();
  });

  it('does nothing when it is told to follow the same element again', () => {
    inView.follow(element);
    report([element, true]);
    vi.advanceTimersByTime(40);
    inView.follow(element);
    vi.advanceTimersByTime(10);
    expect(inView.getHidden()).toBeUndefined();
    expect(FakeIntersectionObserver.created).toBe(1);
  });

  it.each([null, undefined])('comes into view when there is no element (%s) for a while', (none) => {
    inView.follow(element);
    inView.follow(none);
    expect(FakeIntersectionObserver.watched).toBe(0);
    vi.advanceTimersByTime(40);
    // As a component does that renders again meanwhile.
    inView.follow(none);
    expect(inView.getHidden()).toEqual(outOfView);
    vi.advanceTimersByTime(10);
    expect(inView.getHidden()).toBeUndefined();
  });

  it('stays what it is while one element takes the place of another, until that one is reported', () => {
    const next = fakeElement(view);
    inView.follow(element);
    const listener = vi.fn();
    inView.observe(listener);
    inView.follow(null);
    inView.follow(next);
    vi.advanceTimersByTime(1_000);
    report([element, true]);
    vi.advanceTimersByTime(1_000);
    expect(inView.getHidden()).toEqual(outOfView);
    expect(listener).not.toHaveBeenCalled();
    showElement(next);
    expect(inView.getHidden()).toBeUndefined();
    inView.follow(element);
    vi.advanceTimersByTime(1_000);
    expect(inView.getHidden()).toBeUndefined();
    report([element, false]);
    expect(inView.getHidden()).toEqual(outOfView);
  });

  it('keeps what it knows when it stops, and goes on from there', () => {
    inView.follow(element);
    report([element, true]);
    inView.stop();
    vi.advanceTimersByTime(1_000);
    expect(inView.getHidden()).toEqual(outOfView);
    inView.follow(element);
    showElement();
    inView.stop();
    inView.follow(element);
    expect(inView.getHidden()).toBeUndefined();
  });

  it('is in view where nothing can be told: an old browser, no window, a stand-in that reports nothing', () => {
    class StandIn {
      observe = vi.fn();
    }
    for (const nothing of [{}, null, { IntersectionObserver: StandIn }]) {
      inView.follow(fakeElement(nothing));
      expect(inView.getHidden()).toBeUndefined();
    }
  });

  it('is in view with what is no element of a page: a view of React Native, a handle of a component', () => {
    inView.follow({ focus: () => undefined } as unknown as Element);
    expect(inView.getHidden()).toBeUndefined();
  });

  it('tells a margin that is none, and can follow the element with another', () => {
    const follow = () => inView.follow(element, '10em');
    expect(follow).toThrow(expect.objectContaining({ code: 'invalid-options' }));
    expect(follow).toThrow(/^unable to tell what is in view; `rootMargin` must be .* is '10em' \(/);
    inView.follow(element, '10%');
    expect(inView.getHidden()).toEqual(outOfView);
  });

  it('looks 200 px further than the screen, unless told otherwise', () => {
    const margins = () => [...FakeIntersectionObserver.active].map(({ rootMargin }) => rootMargin);
    inView.follow(element);
    expect(margins()).toEqual(['200px']);
    inView.follow(element, '0px');
    expect(margins()).toEqual(['0px']);
  });

  it('gives one margin only where the browser knows both: it would look twice as far', () => {
    element = fakeElement(fakeWindow(FakeScrollMarginObserver));
    inView.follow(element, '10%');
    const [observer] = FakeIntersectionObserver.active;
    expect(observer).toMatchObject({ rootMargin: '0px', scrollMargin: '10%' });
  });

  describe('among many', () => {
    let all: InView[];
    const followAll = (elements: readonly Element[], rootMargin?: string) => {
      const added = elements.map((each) => {
        const one = new InView();
        one.follow(each, rootMargin);
        return one;
      });
      all.push(...added);
      return added;
    };

    beforeEach(() => (all = []));
    afterEach(() => all.forEach((one) => one.stop()));

    it('takes one IntersectionObserver for 5,000 elements, until the last of them is let go of', () => {
      followAll(Array.from({ length: 5_000 }, () => fakeElement(view)));
      expect([FakeIntersectionObserver.created, FakeIntersectionObserver.watched]).toEqual([1, 5_000]);
      for (const one of all.slice(1)) one.stop();
      expect([FakeIntersectionObserver.active.size, FakeIntersectionObserver.watched]).toEqual([1, 1]);
      all[0]?.stop();
      expect(FakeIntersectionObserver.active.size).toBe(0);
      followAll([element]);
      expect(FakeIntersectionObserver.created).toBe(2);
    });

    it('takes one for each margin, and for each window: the page knows nothing of what is in a popup', () => {
      followAll([element, fakeElement(view)]);
      followAll([element, fakeElement(view)], '0px');
      followAll([fakeElement(fakeWindow())]);
      expect(FakeIntersectionObserver.created).toBe(3);
    });

    it('passes over what the browser still tells of an element that was let go of', () => {
      const [first, second] = followAll([element, fakeElement(view)]);
      first?.stop();
      expect(() => showElement()).not.toThrow();
      expect(first?.getHidden()).toEqual(outOfView);
      expect(second?.getHidden()).toEqual(outOfView);
    });

    it('tells several that follow one element, also who comes when the browser has reported it', () => {
      const [first] = followAll([element]);
      report([element, true]);
      const [second] = followAll([element]);
      vi.advanceTimersByTime(50);
      expect(all.map((one) => one.getHidden())).toEqual([undefined, undefined]);
      first?.stop();
      report([element, false]);
      expect(all.map((one) => one.getHidden())).toEqual([undefined, outOfView]);
      second?.stop();
      second?.stop();
      followAll([element]);
      vi.advanceTimersByTime(1_000);
      expect(all[2]?.getHidden()).toEqual(outOfView);
    });
  });
});
