import { ModelsError, reasonOf } from '../errors.js';
import { getOrAdd } from '../get-or-add.js';

/** Told each time that an element comes into view or leaves it. */
export type ReportIntersection = (isIntersecting: boolean) => void;

interface Target {
  readonly reports: Set<ReportIntersection>;
  /** What was reported last. A browser reports an element that it observes already to nobody else by itself. */
  isIntersecting?: boolean;
}

/** Looks at elements with one observer for all of them: five thousand observers would be slow. */
class Intersections {
  readonly #targets = new Map<Element, Target>();
  readonly #observer: IntersectionObserver;
  readonly #onEmpty: () => void;

  constructor(Observer: typeof IntersectionObserver, rootMargin: string, onEmpty: () => void) {
    this.#onEmpty = onEmpty;
    // One of them: where a browser knows `scrollMargin`, which is for the page and for scroll containers within it,
    // a page would look both margins far, and twice as many models would run.
    const options = 'scrollMargin' in Observer.prototype ? { scrollMargin: rootMargin } : { rootMargin };
    this.#observer = new Observer((entries) => {
      for (const { target, isIntersecting } of entries) this.#report(target, isIntersecting);
    }, options);
  }

  /** happy-dom's, like many a mock, takes everything and never reports: it would hide all of a test's components. */
  get isReal(): boolean {
    return typeof this.#observer.rootMargin === 'string';
  }

  watch(element: Element, report: ReportIntersection): () => void {
    const target = this.#targets.get(element) ?? { reports: new Set() };
    target.reports.add(report);
    if (!this.#targets.has(element)) {
      this.#targets.set(element, target);
      this.#observer.observe(element);
    }
    if (target.isIntersecting !== undefined) report(target.isIntersecting);
    return () => {
      target.reports.delete(report);
      if (target.reports.size > 0) return;
      this.#targets.delete(element);
      this.#observer.unobserve(element);
      if (this.#targets.size > 0) return;
      this.#observer.disconnect();
      this.#onEmpty();
    };
  }

  #report(element: Element, isIntersecting: boolean): void {
    const target = this.#targets.get(element);
    // An entry may still be on its way when its element is let go of.
    if (target === undefined) return;
    target.isIntersecting = isIntersecting;
    for (const report of [...target.reports]) report(isIntersecting);
  }
}

/** By the window whose viewport counts, by margin. */
const byWindow = new WeakMap<Window, Map<string, Intersections>>();

/**
 * Tells `report` whenever the element comes into view or leaves it, for the first time soon.
 *
 * @returns what ends it; `undefined` where nothing can be told: an old browser, a test, a document without a window
 * @throws ModelsError `invalid-options` for a margin that is none
 */
export function watchIntersection(
  element: Element,
  rootMargin: string,
  report: ReportIntersection,
): (() => void) | undefined {
  // Its own window's: the one that this code runs in knows nothing of what is in a popup. What React Native, or a
  // component with a handle of its own, puts into a ref has none.
  const { ownerDocument } = element as { readonly ownerDocument?: Document };
  const view = ownerDocument?.defaultView as
    (Window & { readonly IntersectionObserver?: typeof IntersectionObserver }) | null | undefined;
  if (view?.IntersectionObserver === undefined) return undefined;
  const byMargin = getOrAdd(byWindow, view, () => new Map<string, Intersections>());
  let intersections = byMargin.get(rootMargin);
  if (intersections === undefined) {
    intersections = create(view.IntersectionObserver, rootMargin, () => byMargin.delete(rootMargin));
    if (!intersections.isReal) return undefined;
    byMargin.set(rootMargin, intersections);
  }
  return intersections.watch(element, report);
}

function create(Observer: typeof IntersectionObserver, rootMargin: string, onEmpty: () => void) {
  try {
    return new Intersections(Observer, rootMargin, onEmpty);
  } catch (thrown) {
    const why = `\`rootMargin\` must be written as in '200px 0px' or '10%' and is '${rootMargin}' (${reasonOf(thrown)})`;
    throw new ModelsError('invalid-options', `unable to tell what is in view; ${why}`, { cause: thrown });
  }
}
