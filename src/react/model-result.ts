import type { ModelsError } from '../errors.js';
import type { LiveModel, ModelSnapshot, ModelState, PausedReason } from '../model/live-model.js';
import type { ModelObserver } from '../store/model-observer.js';

interface ModelStatus<T> {
  readonly state: ModelState;
  /** Caught up with the channel. */
  readonly isReady: boolean;
  readonly isSyncing: boolean;
  readonly isPaused: boolean;
  /**
   * Why it is paused: `user`, by `model.pause()`; `page-hidden` or `out-of-view`, as long as nobody can see it. (`unused`
   * is what no mounted component can see: none is left.)
   */
  readonly pausedReason: PausedReason | undefined;
  /** True while `data` shows something that the backend has not confirmed yet. */
  readonly isOptimistic: boolean;
  /**
   * Reads the state anew. Resolves when done, and never rejects: what went wrong is in `error`.
   * With `enabled: false` the result goes on showing nothing, neither the data nor the error.
   */
  readonly sync: () => Promise<void>;
  /** The model itself; `undefined` until the first commit. */
  readonly model: LiveModel<T> | undefined;
}

interface WithoutData {
  /** Tells none from data that are `undefined`. */
  readonly hasData: false;
  readonly data: undefined;
  readonly confirmed: undefined;
  readonly optimistic: undefined;
}

/** Nothing is there yet; an `error` is that of an attempt which is being repeated. */
export interface PendingModelResult<T> extends ModelStatus<T>, WithoutData {
  readonly isPending: true;
  readonly error: ModelsError | undefined;
}

/** There is data. */
export interface LoadedModelResult<S, T> extends ModelStatus<T> {
  readonly isPending: false;
  readonly hasData: true;
  /** What to show: the optimistic view, or the confirmed one with `optimistic: false`. */
  readonly data: S;
  /** Folded from confirmed events only. */
  readonly confirmed: S;
  /** With the pending mutations over it. */
  readonly optimistic: S;
  /** Why `data` is the last good state, and not followed by newer ones. */
  readonly error: ModelsError | undefined;
}

// Apart, since TypeScript tells the members of a union apart by what is one value only.
interface GoodModelResult<S, T> extends LoadedModelResult<S, T> {
  readonly error: undefined;
}
interface LastGoodModelResult<S, T> extends LoadedModelResult<S, T> {
  readonly error: ModelsError;
}

/** It ended before there was data; `sync()` tries again. */
export interface FailedModelResult<T> extends ModelStatus<T>, WithoutData {
  readonly isPending: false;
  readonly error: ModelsError;
}

/** What `useModel` shows: `S` is the selected part, `T` the whole state. */
export type UseModelResult<S, T = S> =
  PendingModelResult<T> | GoodModelResult<S, T> | LastGoodModelResult<S, T> | FailedModelResult<T>;

/** What `useSuspenseModel` shows: there is always data. */
export type UseSuspenseModelResult<S, T = S> = GoodModelResult<S, T> | LastGoodModelResult<S, T>;

/** How a component looks at a model. */
export interface ReadOptions<T, S> {
  readonly select: (data: T) => S;
  readonly isEqual: (a: S, b: S) => boolean;
  /** False leaves pending mutations out altogether. */
  readonly optimistic: boolean;
}

/**
 * Looks at a snapshot as the component asked to.
 *
 * @param previous what it shows: what is equal of it is handed on, and where all is, it is the result
 */
export function toModelResult<S, T>(
  snapshot: ModelSnapshot<T>,
  observer: ModelObserver<T>,
  { select, isEqual, optimistic: showsPending }: ReadOptions<T, S>,
  previous: UseModelResult<S, T> | undefined,
): UseModelResult<S, T> {
  const { state, pausedReason, error, hasData } = snapshot;
  const { model } = observer;
  let confirmed: S | undefined;
  let optimistic: S | undefined;
  let isOptimistic = false;
  if (hasData) {
    // `hasData` says that these are states, be they `undefined`.
    confirmed = select(snapshot.confirmed as T);
    optimistic = confirmed;
    // `select` runs twice only while a mutation is pending.
    if (showsPending && snapshot.optimistic !== snapshot.confirmed) {
      optimistic = select(snapshot.optimistic as T);
      isOptimistic = !isEqual(confirmed, optimistic);
    }
    if (previous?.hasData === true) {
      if (isEqual(previous.confirmed, confirmed)) confirmed = previous.confirmed;
      if (isEqual(previous.optimistic, optimistic)) optimistic = previous.optimistic;
    }
  }
  const isSame =
    previous !== undefined &&
    Object.is(previous.optimistic, optimistic) &&
    Object.is(previous.confirmed, confirmed) &&
    previous.hasData === hasData &&
    previous.isOptimistic === isOptimistic &&
    previous.state === state &&
    previous.pausedReason === pausedReason &&
    previous.error === error &&
    previous.model === model;
  if (isSame) return previous;
  const result = {
    data: optimistic,
    confirmed,
    optimistic,
    hasData,
    isOptimistic,
    state,
    pausedReason,
    error,
    isPending: !hasData && state !== 'errored' && state !== 'disposed',
    isReady: state === 'ready',
    isSyncing: state === 'syncing',
    isPaused: state === 'paused',
    sync: observer.sync,
    model,
  };
  // `hasData` and the state decide which of the three it is; the compiler cannot follow that far.
  return result as UseModelResult<S, T>;
}
