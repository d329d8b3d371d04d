/** An IntersectionObserver whose browser is the test: an old one, which knows no `scrollMargin`. */
export class FakeIntersectionObserver {
  /** All that look at an element now. */
  static readonly active = new Set<FakeIntersectionObserver>();
  static created = 0;

  /** Elements that are looked at, by all of them. */
  static get watched(): number {
    return [...FakeIntersectionObserver.active].reduce((sum, { elements }) => sum + elements.size, 0);
  }

  /** What the browser tells of these elements, in one call. */
  static readonly report = (...reports: readonly (readonly [target: Element, isIntersecting: boolean])[]) => {
    for (const observer of FakeIntersectionObserver.active) {
      const entries = reports
        .filter(([target]) => observer.#queued.has(target))
        .map(([target, isIntersecting]) => ({ target, isIntersecting }) as IntersectionObserverEntry);
      if (entries.length > 0) observer.#callback(entries, observer as unknown as IntersectionObserver);
    }
  };

  readonly elements = new Set<Element>();
  /** An element that is let go of may have an entry on its way. */
  readonly #queued = new WeakSet<Element>();
  readonly rootMargin: string;
  readonly #callback: IntersectionObserverCallback;

  constructor(callback: IntersectionObserverCallback, options: IntersectionObserverInit = {}) {
    if (options.rootMargin?.endsWith('em') === true) throw new SyntaxError('in pixels or percent');
    this.#callback = callback;
    this.rootMargin = options.rootMargin ?? '0px';
    FakeIntersectionObserver.created += 1;
  }

  observe(element: Element): void {
    this.elements.add(element);
    this.#queued.add(element);
    FakeIntersectionObserver.active.add(this);
  }

  unobserve(element: Element): void {
    this.elements.delete(element);
  }

  disconnect(): void {
    this.elements.clear();
    FakeIntersectionObserver.active.delete(this);
  }
}

/** That of a browser of today. */
export class FakeScrollMarginObserver extends FakeIntersectionObserver {
  readonly #scrollMargin: string;

  constructor(callback: IntersectionObserverCallback, options: IntersectionObserverInit = {}) {
    super(callback, options);
    this.#scrollMargin = options.scrollMargin ?? '0px';
  }

  get scrollMargin(): string {
    return this.#scrollMargin;
  }
}

export function fakeWindow(Observer = FakeIntersectionObserver): object {
  return { IntersectionObserver: Observer };
}

/** An element of that window, or of a document without one. */
export function fakeElement(view: object | null): Element {
  return { ownerDocument: { defaultView: view } } as unknown as Element;
}
