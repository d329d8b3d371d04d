import type { ModelSnapshot } from '../model/live-model.js';
import type { ModelObserver } from './model-observer.js';

/** What one hook holds of several models, read at one moment. */
export class ModelsObserver {
  /** One for each model, in their order; one model may be there twice. */
  readonly observers: readonly ModelObserver<unknown>[];
  #snapshots: readonly ModelSnapshot<unknown>[] = [];

  constructor(observers: readonly ModelObserver<unknown>[]) {
    this.observers = observers;
  }

  /** Claims all of them. The returned function ends that, and may be called twice. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const ends = [...new Set(this.observers)].map((observer) => observer.subscribe(listener));
    return () => ends.forEach((end) => end());
  };

  /** The same list until one of them is another. */
  readonly getSnapshots = (): readonly ModelSnapshot<unknown>[] => {
    const next = this.observers.map((observer) => observer.getSnapshot());
    if (!isSameList(this.#snapshots, next)) this.#snapshots = next;
    return this.#snapshots;
  };
}

export function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => Object.is(item, b[index]));
}
