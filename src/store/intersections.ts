import { ModelsError, reasonOf } from '../errors.js';
import { getOrAdd } from '../get-or-add.js';

/** Told each time that an element comes into view or leaves it. */
export type ReportIntersection = (isIntersecting: boolean) => void;

interface Target {
  readonly reports: Set<ReportIntersection>;
  /** What was reported last. A browser reports an element that it observes already to nobody else by itself. */
  isIntersecting?: boolean;
}

/** One observer for all elements: five thousand observers would be slow. */
interface Shared {
  readonly observer: IntersectionObserver;
  readonly targets: Map<Element, Target>;
}

/** By the window whose viewport counts, by margin. */
const byWindow = new WeakMap<Window, Map<string, Shared>>();

/**
 * Tells `report` whenever the element comes into view or leaves it, for the first time soon.
 *
 * @returns what ends it; `undefined` where nothing can be told: an old browser, a test, a document without a window
 * @throws ModelsError `invalid-options` for a margin that is none; in development
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
  const byMargin = getOrAdd(byWindow, view, () => new Map<string, Shared>());
  const shared = byMargin.get(rootMargin) ?? create(view.IntersectionObserver, rootMargin);
  const { observer, targets } = shared;
  // happy-dom's, like many a mock, takes everything and never reports: it would hide all of a test's components.
  if (typeof observer.rootMargin !== 'string') return undefined;
  byMargin.set(rootMargin, shared);

  const target = getOrAdd<Element, Target>(targets, element, () => ({ reports: new Set() }));
  target.reports.add(report);
  if (target.reports.size === 1) observer.observe(element);
  if (target.isIntersecting !== undefined) report(target.isIntersecting);
  return () => {
    target.reports.delete(report);
    if (target.reports.size > 0) return;
    targets.delete(element);
    observer.unobserve(element);
    if (targets.size > 0) return;
    observer.disconnect();
    byMargin.delete(rootMargin);
  };
}

function create(Observer: typeof IntersectionObserver, rootMargin: string): Shared {
  const targets: Shared['targets'] = new Map();
  // One of them: where a browser knows `scrollMargin`, which is for the page and for scroll containers within it,
  // a page would look both margins far, and twice as many models would run.
  const options = 'scrollMargin' in Observer.prototype ? { scrollMargin: rootMargin } : { rootMargin };
  const report: IntersectionObserverCallback = (entries) => {
    for (const { target: element, isIntersecting } of entries) {
      const target = targets.get(element);
      // An entry may still be on its way when its element is let go of.
      if (target === undefined) continue;
      target.isIntersecting = isIntersecting;
      for (const each of [...target.reports]) each(isIntersecting);
    }
  };
  if (process.env.NODE_ENV === 'production') return { observer: new Observer(report, options), targets };
  try {
    return { observer: new Observer(report, options), targets };
  } catch (thrown) {
    const why = `\`rootMargin\` must be written as in '200px 0px' or '10%' and is '${rootMargin}' (${reasonOf(thrown)})`;
    throw new ModelsError('invalid-options', `unable to tell what is in view; ${why}`, { cause: thrown });
  }
}
