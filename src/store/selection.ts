import type { ModelsError } from '../errors.js';
import type { ModelSnapshot, ModelState, PausedReason } from '../model/live-model.js';

export type IsEqual<S> = (a: S, b: S) => boolean;

/** What a component reads of a model. */
export interface Selection<S> {
  /** Whose data it is: nothing of it may pass for another model's, not even where `isEqual` says so. */
  readonly owner: object | undefined;
  data: S | undefined;
  confirmed: S | undefined;
  optimistic: S | undefined;
  hasData: boolean;
  isOptimistic: boolean;
  state: ModelState;
  pausedReason: PausedReason | undefined;
  error: ModelsError | undefined;
}

export interface SelectOptions<T, S> {
  readonly owner: object | undefined;
  readonly select: (data: T) => S;
  readonly isEqual: IsEqual<S>;
  /** False leaves pending mutations out altogether. */
  readonly optimistic: boolean;
}

/** Looks at a snapshot as the component asked to. `select` runs twice only while a mutation is pending. */
export function selectFrom<T, S>(snapshot: ModelSnapshot<T>, options: SelectOptions<T, S>): Selection<S> {
  const { state, pausedReason, error, hasData } = snapshot;
  const { owner } = options;
  if (!hasData) {
    const nothing = { data: undefined, confirmed: undefined, optimistic: undefined };
    return { ...nothing, owner, hasData, isOptimistic: false, state, pausedReason, error };
  }
  // `hasData` says that these are states, be they `undefined`.
  const confirmed = options.select(snapshot.confirmed as T);
  const pending = options.optimistic && snapshot.optimistic !== snapshot.confirmed;
  const optimistic = pending ? options.select(snapshot.optimistic as T) : confirmed;
  const isOptimistic = pending && !options.isEqual(confirmed, optimistic);
  return {
    owner,
    data: optimistic,
    confirmed,
    optimistic,
    hasData,
    isOptimistic,
    state,
    pausedReason,
    error,
  };
}

/**
 * Whether both show the same. Hands what is equal on to `next`, which nobody has seen yet: a part that was
 * selected keeps its identity when only another field changed.
 */
export function isSameSelection<S>(previous: Selection<S>, next: Selection<S>, isEqual: IsEqual<S>): boolean {
  if (previous.owner === next.owner && previous.hasData && next.hasData) {
    const same = (a: S | undefined, b: S | undefined) => (isEqual(a as S, b as S) ? a : b);
    next.confirmed = same(previous.confirmed, next.confirmed);
    next.optimistic = same(previous.optimistic, next.optimistic);
    next.data = next.optimistic;
  }
  return isShallowEqual(previous, next);
}

/** Whether all fields are the same; both have the same ones. */
export function isShallowEqual<Fields extends object>(a: Fields, b: Fields): boolean {
  return (Object.keys(b) as (keyof Fields)[]).every((field) => Object.is(a[field], b[field]));
}
