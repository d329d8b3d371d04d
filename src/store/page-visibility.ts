import { ModelsError } from '../errors.js';
import { getOrAdd } from '../get-or-add.js';
import { Listeners } from './listeners.js';
import type { Hidden, Visibility } from './visibility.js';

/**
 * Tells whether somebody can see the application. Models pause while nobody can.
 *
 * - `'visible'`: models run.
 * - `'hidden'`: models pause after the provider's `pauseAfter`, as they do when a component leaves.
 * - `'frozen'`: models pause at once, since the application is about to stand still, and its timers with it.
 *
 * Any other environment than a page in a browser can bring its own.
 *
 * @example React Native, where timers stand still in the background
 * const appVisibility: VisibilitySource = {
 *   getState: () => (AppState.currentState === 'background' ? 'frozen' : 'visible'),
 *   subscribe(listener) {
 *     const subscription = AppState.addEventListener('change', listener);
 *     return () => subscription.remove();
 *   },
 * };
 *
 * <ModelsProvider client={client} visibilitySource={appVisibility}>
 */
export interface VisibilitySource {
  /** What is true now. Read often, and also without a subscription: it should be cheap. */
  getState(): 'visible' | 'hidden' | 'frozen';
  /** Calls back after each change. The returned function ends that. */
  subscribe(listener: () => void): () => void;
}

type State = ReturnType<VisibilitySource['getState']>;

/** The page is frozen, or on its way into the back/forward cache; known from events only. */
let isFrozen = false;

const listeners = new Listeners(() => {
  const page = findDocument();
  if (page === undefined) return () => undefined;
  let known = getState();
  const changed = ({ type }: Event) => {
    if (type === 'freeze' || type === 'pagehide') isFrozen = true;
    // Whatever is visible is not frozen: a `resume` that a browser leaves out must not stop the models for ever.
    else if (type !== 'visibilitychange' || page.visibilityState === 'visible') isFrozen = false;
    const state = getState();
    if (state === known) return;
    known = state;
    listeners.notify();
  };
  // Without persistence too: a page that is left for good gives its channels back at once.
  const targets: [EventTarget | null, string[]][] = [
    [page, ['visibilitychange', 'freeze', 'resume']],
    [page.defaultView, ['pagehide', 'pageshow']],
  ];
  const forAll = (method: 'addEventListener' | 'removeEventListener') => {
    for (const [target, types] of targets) for (const type of types) target?.[method](type, changed);
  };
  forAll('addEventListener');
  return () => {
    forAll('removeEventListener');
    // Nobody would hear of the end of it.
    isFrozen = false;
  };
});

/**
 * Whether somebody can see the page: what models go by where no other `visibilitySource` is given.
 *
 * `'hidden'` is the Page Visibility API's (another tab, a minimised window), `'frozen'` a page that the browser
 * freezes or puts into its back/forward cache. Where there is no page, or an old browser does not tell, it is
 * `'visible'`.
 */
export const pageVisibility: VisibilitySource = Object.freeze({
  getState,
  subscribe: (listener: () => void) => listeners.add(listener),
});

function getState(): State {
  if (isFrozen) return 'frozen';
  return findDocument()?.visibilityState === 'hidden' ? 'hidden' : 'visible';
}

/** Looked for at each use: a server has none, React Native may have half of one, and tests replace it. */
function findDocument(): Document | undefined {
  if (typeof document === 'undefined') return undefined;
  return typeof document.addEventListener === 'function' ? document : undefined;
}

const hiddenIn: Readonly<Record<State, Hidden | undefined>> = {
  visible: undefined,
  hidden: Object.freeze({ reason: 'page-hidden', atOnce: false }),
  frozen: Object.freeze({ reason: 'page-hidden', atOnce: true }),
};

const visibilities = new WeakMap<VisibilitySource, Visibility>();

/** What the store asks; the same for the same source. However many ask, the source is subscribed to once. */
export function toVisibility(source: VisibilitySource): Visibility {
  return getOrAdd(visibilities, source, () => {
    const observers = new Listeners(() => source.subscribe(() => observers.notify()));
    return Object.freeze({
      getHidden: () => hiddenIn[source.getState()],
      observe: (listener: () => void) => observers.add(listener),
    });
  });
}

/** @throws ModelsError `invalid-options` for what is no source, naming what is wrong with it */
export function assertVisibilitySource(doing: string, source: unknown): void {
  if (process.env.NODE_ENV === 'production') return;
  const refuse = (why: string) => {
    throw new ModelsError('invalid-options', `unable to ${doing}; \`visibilitySource\` ${why}`);
  };
  if (typeof source !== 'object' || source === null) return refuse('must be an object');
  const { getState, subscribe } = source as Partial<Record<keyof VisibilitySource, unknown>>;
  if (typeof getState !== 'function') return refuse('has no function `getState`');
  if (typeof subscribe !== 'function') return refuse('has no function `subscribe`');
  const state: unknown = (source as VisibilitySource).getState();
  if (typeof state === 'string' && Object.hasOwn(hiddenIn, state)) return;
  const known = Object.keys(hiddenIn).map((name) => `'${name}'`);
  refuse(`must answer ${known.join(', ')} from \`getState\` and answers ${String(state)}`);
}
