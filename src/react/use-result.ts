'use client';

import { useEffect, useMemo } from 'react';
import { useSyncExternalStore } from './use-external-store.js';
import type { ModelSnapshot } from '../model/live-model.js';
import type { ModelObserver, Rendered } from '../store/model-observer.js';
import { createSelector } from '../store/selection.js';
import { toModelResult, type ReadOptions, type UseModelResult } from './model-result.js';

type Subscribe = (listener: () => void) => () => void;

/** What a component shows of its model: the same until that shows something else. */
export function useResult<T, S>(
  observer: ModelObserver<T>,
  rendered: Rendered<T>,
  subscribe: Subscribe,
  getSnapshot: () => ModelSnapshot<T>,
  getServerSnapshot: () => ModelSnapshot<T>,
  options: Partial<ReadOptions<T, S>>,
): UseModelResult<S, T> {
  const { select = identity as (data: T) => S, isEqual = Object.is, optimistic = true } = options;
  const [getResult, getServerResult] = useMemo(() => {
    const read = (snapshot: ModelSnapshot<T>, previous: UseModelResult<S, T> | undefined) =>
      toModelResult(snapshot, observer, { select, isEqual, optimistic }, previous);
    return createSelector(getSnapshot, getServerSnapshot, read, observer);
  }, [observer, getSnapshot, getServerSnapshot, select, isEqual, optimistic]);
  const result = useSyncExternalStore(subscribe, getResult, getServerResult);
  useEffect(() => observer.commit(rendered, result));
  return result;
}

function identity<T>(data: T): T {
  return data;
}
