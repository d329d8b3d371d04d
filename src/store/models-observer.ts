import type { ModelObserver } from './model-observer.js';
import { Sight } from './sight.js';

/** What one hook holds of several models. */
export class ModelsObserver {
  /** One for each model, in their order; one model may be there twice. */
  readonly observers: readonly ModelObserver<unknown>[];
  readonly sight: Sight;

  constructor(observers: readonly ModelObserver<unknown>[], sight = new Sight()) {
    this.observers = observers;
    this.sight = sight;
  }

  /** Notes who is to be told; the commit that follows claims all of them. The returned function ends both, and may be called twice. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.sight.look();
    const ends = [...new Set(this.observers)].map((observer) => observer.subscribe(listener));
    return () => {
      this.sight.stop();
      ends.forEach((end) => end());
    };
  };
}
