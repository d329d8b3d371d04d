import { pageVisibility, type VisibilitySource } from 'ably-models-react';

/** The page's own visibility, and a switch that hides it as another tab would. */
export class PageSwitch implements VisibilitySource {
  readonly #listeners = new Set<() => void>();
  #isHidden = false;

  getState(): ReturnType<VisibilitySource['getState']> {
    return this.#isHidden ? 'hidden' : pageVisibility.getState();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    const end = pageVisibility.subscribe(listener);
    return () => {
      this.#listeners.delete(listener);
      end();
    };
  }

  setHidden(isHidden: boolean): void {
    this.#isHidden = isHidden;
    for (const listener of this.#listeners) listener();
  }
}
