import { Listeners } from '../store/listeners.js';
import type { VisibilitySource } from '../store/page-visibility.js';

/** The page, as far as a provider asks for it: shown or hidden by the test. */
export class TestVisibility {
  /** Whether a component that is mounted goes by it. */
  isObserved = false;
  #state: 'visible' | 'hidden' = 'visible';
  readonly #listeners = new Listeners(() => {
    this.isObserved = true;
    return () => {
      this.isObserved = false;
    };
  });

  readonly source: VisibilitySource = {
    getState: () => this.#state,
    subscribe: (listener) => this.#listeners.add(listener),
  };

  move(state: 'visible' | 'hidden'): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#listeners.notify();
  }
}
