import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  assertVisibilitySource,
  pageVisibility,
  toVisibility,
  type VisibilitySource,
} from '../../src/store/page-visibility.js';

class CountingTarget extends EventTarget {
  listenerCount = 0;

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listenerCount += 1;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listenerCount -= 1;
    super.removeEventListener(...args);
  }
}

class FakeDocument extends CountingTarget {
  visibilityState: string | undefined = 'visible';
  readonly defaultView = new CountingTarget();

  show(visibilityState: string): void {
    this.visibilityState = visibilityState;
    this.fire('visibilitychange');
  }

  fire(type: string): void {
    this.dispatchEvent(new Event(type));
  }

  get listeners(): number {
    return this.listenerCount + this.defaultView.listenerCount;
  }
}

function openPage(): FakeDocument {
  const page = new FakeDocument();
  vi.stubGlobal('document', page);
  return page;
}

/** What a subscriber reads each time that it is called. */
function listen() {
  const heard: string[] = [];
  const end = pageVisibility.subscribe(() => heard.push(pageVisibility.getState()));
  return { heard, end };
}

afterEach(() => vi.unstubAllGlobals());

describe('pageVisibility', () => {
  it('follows the Page Visibility API', () => {
    const page = openPage();
    const { heard, end } = listen();
    page.show('hidden');
    page.show('visible');
    expect(heard).toEqual(['hidden', 'visible']);
    end();
  });

  it('knows without a subscription that the page is hidden, as in a tab opened in the background', () => {
    openPage().visibilityState = 'hidden';
    expect(pageVisibility.getState()).toBe('hidden');
  });

  it('is frozen from `freeze` to `resume`', () => {
    const page = openPage();
    const { heard, end } = listen();
    page.show('hidden');
    page.fire('freeze');
    page.fire('resume');
    page.show('visible');
    expect(heard).toEqual(['hidden', 'frozen', 'hidden', 'visible']);
    end();
  });

  it('is frozen in the back/forward cache, from `pagehide` to `pageshow`', () => {
    const page = openPage();
    const { heard, end } = listen();
    // The order in which Chromium tells it, without the freezing in between, which other browsers do not tell.
    page.defaultView.dispatchEvent(new Event('pagehide'));
    page.show('hidden');
    expect(heard).toEqual(['frozen']);
    page.visibilityState = 'visible';
    page.defaultView.dispatchEvent(new Event('pageshow'));
    expect(heard).toEqual(['frozen', 'visible']);
    end();
  });

  it('is frozen no longer once it is visible, though the browser told of no `resume`', () => {
    const page = openPage();
    const { heard, end } = listen();
    page.show('hidden');
    page.fire('freeze');
    page.show('visible');
    expect(heard).toEqual(['hidden', 'frozen', 'visible']);
    end();
  });

  it('calls nobody where nothing has changed', () => {
    const page = openPage();
    const { heard, end } = listen();
    page.fire('visibilitychange');
    page.defaultView.dispatchEvent(new Event('pageshow'));
    expect(heard).toEqual([]);
    end();
  });

  it('listens to the document once for all subscribers, from the first to the last', () => {
    const page = openPage();
    const [one, other] = [listen(), listen()];
    expect(page.listeners).toBe(5);
    one.end();
    one.end();
    page.show('hidden');
    expect([one.heard, other.heard, page.listeners]).toEqual([[], ['hidden'], 5]);
    other.end();
    expect(page.listeners).toBe(0);
  });

  it('forgets with its last subscriber that the page was frozen', () => {
    const page = openPage();
    const { end } = listen();
    page.fire('freeze');
    end();
    expect(pageVisibility.getState()).toBe('visible');
  });

  it('calls the others when one of its listeners throws, and reports what was thrown', () => {
    const page = openPage();
    const reported = vi.fn<(callback: () => void) => void>();
    vi.stubGlobal('queueMicrotask', reported);
    const end = pageVisibility.subscribe(() => {
      throw new Error('from a listener');
    });
    const other = listen();
    page.show('hidden');
    expect(other.heard).toEqual(['hidden']);
    expect(reported.mock.calls[0]?.[0]).toThrow('from a listener');
    end();
    other.end();
  });

  it('is visible on a server, in half a document, and in a browser without the API', () => {
    for (const page of [undefined, {}, Object.assign(new FakeDocument(), { visibilityState: undefined })]) {
      vi.stubGlobal('document', page);
      const { end } = listen();
      expect(pageVisibility.getState()).toBe('visible');
      end();
    }
  });
});

function fakeSource() {
  const listeners: (() => void)[] = [];
  const stop = vi.fn();
  const source = {
    state: 'visible' as ReturnType<VisibilitySource['getState']>,
    getState() {
      return this.state;
    },
    subscribe: vi.fn((listener: () => void) => {
      listeners.push(listener);
      return stop;
    }),
    change(state: ReturnType<VisibilitySource['getState']>) {
      this.state = state;
      for (const listener of listeners) listener();
    },
  };
  return { source, stop };
}

describe('toVisibility', () => {
  it('hides the page with a grace, and a frozen one at once', () => {
    const { source } = fakeSource();
    const visibility = toVisibility(source);
    expect(visibility.getHidden()).toBeUndefined();
    source.change('hidden');
    const hidden = visibility.getHidden();
    expect(hidden).toEqual({ reason: 'page-hidden', atOnce: false });
    expect(visibility.getHidden()).toBe(hidden);
    source.change('frozen');
    expect(visibility.getHidden()).toEqual({ reason: 'page-hidden', atOnce: true });
  });

  it('is the same for the same source', () => {
    const { source } = fakeSource();
    expect(toVisibility(source)).toBe(toVisibility(source));
    expect(toVisibility(source)).not.toBe(toVisibility(fakeSource().source));
  });

  it('subscribes to its source once, as long as anybody observes it', () => {
    const { source, stop } = fakeSource();
    const listener = vi.fn();
    const ends = [listener, listener].map((each) => toVisibility(source).observe(each));
    expect(source.subscribe).toHaveBeenCalledOnce();
    source.change('hidden');
    expect(listener).toHaveBeenCalledTimes(2);
    ends[0]?.();
    ends[0]?.();
    expect(stop).not.toHaveBeenCalled();
    ends[1]?.();
    ends[1]?.();
    expect(stop).toHaveBeenCalledOnce();
  });
});

describe('assertVisibilitySource', () => {
  const getState = () => 'visible';
  const subscribe = () => () => undefined;

  it('takes a source, also one whose functions are methods of a class', () => {
    expect(() => assertVisibilitySource('render', pageVisibility)).not.toThrow();
    expect(() => assertVisibilitySource('render', fakeSource().source)).not.toThrow();
  });

  it.each([
    [null, 'must be an object'],
    [() => 'visible', 'must be an object'],
    [{ subscribe }, 'has no function `getState`'],
    [{ getState }, 'has no function `subscribe`'],
    [
      { getState: () => 'active', subscribe },
      "must answer 'visible', 'hidden', 'frozen' from `getState` and answers active",
    ],
    [
      { getState: () => 'toString', subscribe },
      "must answer 'visible', 'hidden', 'frozen' from `getState` and answers toString",
    ],
  ])('refuses %o', (source, why) => {
    expect(() => assertVisibilitySource('render <ModelsProvider>', source)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: `unable to render <ModelsProvider>; \`visibilitySource\` ${why}`,
      }),
    );
  });
});
