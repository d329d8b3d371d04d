import type { ModelSnapshot } from '../model/live-model.js';
import { isSameSnapshot } from '../model/same-snapshot.js';
import { ModelObserver } from './model-observer.js';

/** What one hook holds of one model whose data it needs. */
export class SuspenseObserver<T> extends ModelObserver<T> {
  #last: ModelSnapshot<T> | undefined;

  /**
   * As `getSnapshot`, and once there was data there always is: a model that was let go while its component was
   * hidden must not suspend it when it is shown again.
   */
  readonly getLastingSnapshot = (): ModelSnapshot<T> => {
    const snapshot = this.getSnapshot();
    const last = this.#last;
    if (last === undefined || snapshot.hasData) return (this.#last = snapshot);
    // A new object only when something else than the data is another.
    const { confirmed, optimistic, hasData } = last;
    const next = { ...snapshot, confirmed, optimistic, hasData, isStale: hasData };
    return isSameSnapshot(last, next) ? last : (this.#last = next);
  };

  /** What a server had; where it had nothing, what there is by now: without data, the component waits. */
  readonly getLastingServerSnapshot = (): ModelSnapshot<T> => {
    const snapshot = this.getServerSnapshot();
    return snapshot.hasData ? snapshot : this.getLastingSnapshot();
  };

  /**
   * Has the state read for a component that has nothing to show; may be called while rendering.
   *
   * @returns resolves when there is something to show
   * @throws ModelsError why there is nothing, and will be nothing
   */
  readonly lease = (): Promise<void> => this.open().lease();
}
