import { Delay } from './delay.js';
import { watchIntersection } from './intersections.js';
import { Listeners } from './listeners.js';
import type { Hidden, Visibility } from './visibility.js';

/**
 * How far outside of the screen an element counts as in view: about a row of cards on each side, so that it is live
 * as it comes in. A screenful would cost the channels of three screens where one is seen.
 */
const DEFAULT_ROOT_MARGIN = '200px';

/**
 * ms that an element has to stay in view. Cards that fly past while somebody scrolls fast attach nothing: else a
 * long list would reach Ably's 200 channels a connection, and the backend a burst of sync calls that nobody sees.
 */
const STAY_MS = 50;

const outOfView: Hidden = Object.freeze({ reason: 'out-of-view', atOnce: false });

/** Whether an element is in view, one at a time. */
export class InView implements Visibility {
  readonly #listeners = new Listeners();
  readonly #stay = new Delay();
  #hidden: Hidden | undefined;
  #element: Element | null | undefined;
  #rootMargin: string | undefined;
  #isFollowing = false;
  #unwatch: (() => void) | undefined;

  getHidden(): Hidden | undefined {
    return this.#hidden;
  }

  observe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * Looks at this element from now on; does nothing for the one that it looks at already.
   *
   * The first one is out of view until the browser has reported it, so that nothing attaches for what is below the
   * fold. With each later one, what was known stays until then. "In view" is told after a short stay, "out of view"
   * at once. Where nothing can be told (an old browser, a test) it is in view.
   *
   * @param element `null` is in view: a component that shows a spinner in its place must load all the same
   * @param rootMargin px or %, as in CSS. Holds for scroll containers within the page too where the browser knows
   *   `scrollMargin` (Chromium 120); others cut off what is outside of them
   * @throws ModelsError `invalid-options` for a `rootMargin` that is none; in development
   */
  follow(element: Element | null | undefined, rootMargin = DEFAULT_ROOT_MARGIN): void {
    const next = element ?? null;
    if (this.#isFollowing && next === this.#element && rootMargin === this.#rootMargin) return;
    this.stop();
    if (next !== null) this.#unwatch = watchIntersection(next, rootMargin, this.#report);
    // After a moment: React takes an element away before it hands over the next one.
    if (next === null) this.#showSoon();
    else if (this.#unwatch === undefined) this.#set(undefined);
    else if (this.#element === undefined) this.#set(outOfView);
    this.#element = next;
    this.#rootMargin = rootMargin;
    this.#isFollowing = true;
  }

  /**
   * Looks no more, and keeps what it knows: whoever still listens is about to leave, or is behind a Suspense
   * fallback, which brings nothing into view that was not.
   */
  stop(): void {
    this.#stay.cancel();
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#isFollowing = false;
  }

  /** As `stop`, and the next element is looked at as if it were the first. */
  forget(): void {
    this.stop();
    this.#element = undefined;
  }

  readonly #report = (isIntersecting: boolean): void => {
    if (isIntersecting) return this.#showSoon();
    this.#stay.cancel();
    this.#set(outOfView);
  };

  #showSoon(): void {
    this.#stay.start(STAY_MS, () => this.#set(undefined));
  }

  #set(hidden: Hidden | undefined): void {
    if (hidden === this.#hidden) return;
    this.#hidden = hidden;
    this.#listeners.notify();
  }
}
