'use client';

import { useMemo } from 'react';
import { useSyncExternalStore } from './use-external-store.js';
import { ModelsError } from '../errors.js';
import { nameOf, type AnyModelInput } from '../model/resolve-model.js';
import { assertKnownOptions } from '../options.js';
import { getNoPendingMutations } from '../store/mutation-registry.js';
import { isPending, type PendingMutation } from '../store/mutations.js';
import { createSelector, isShallowEqual, keepSame } from '../store/selection.js';
import { mutationsOf } from '../store/stores.js';
import { useModelsContext } from './models-context.js';

export interface PendingMutationsFilter {
  /** Those of this model only; another definition with the same name is the same model. */
  readonly model?: AnyModelInput<unknown>;
  /** `pending`: those on their way. `failed`: those that were rejected, timed out, could not be sent, … Default: both. */
  readonly status?: 'pending' | 'failed';
}

const optionNames = ['model', 'status'] as const;
const noFilter: PendingMutationsFilter = {};

/**
 * What `useOptimistic` made anywhere in the application and nobody has dealt with: the mutations on their way, and
 * those that failed, also when their component is gone. In the order in which they were made; a failed one has its
 * `error`. Providers of one client share the list, and it ends with the page.
 *
 * What is confirmed or cancelled leaves the list by itself, also when a confirmation comes after the time was up; what
 * failed is there until its `retry()` succeeds or its `dismiss()` is called. A failure does not keep its model running,
 * and only the latest hundred are kept: without a bound, a backend that is away would fill the memory.
 *
 * The array and its items keep their identity until something in them changes.
 *
 * @example
 * const failed = usePendingMutations({ status: 'failed' });
 * if (failed.length === 0) return null;
 * return (
 *   <button onClick={() => failed.forEach(({ retry }) => retry())}>
 *     {failed.length} changes could not be saved. Retry all
 *   </button>
 * );
 *
 * @throws ModelsError `invalid-options` without a <ModelsProvider>; in development also for an option or a status that does not exist
 */
export function usePendingMutations(filter: PendingMutationsFilter = noFilter): readonly PendingMutation[] {
  assertFilter(filter);
  const { live } = useModelsContext('usePendingMutations');
  const mutations = mutationsOf(live);
  const name = filter.model && nameOf(filter.model);
  const { status } = filter;
  const [getFiltered, getNone] = useMemo(
    () =>
      createSelector(
        mutations.getSnapshot,
        getNoPendingMutations,
        (all, previous: readonly PendingMutation[] | undefined) =>
          keepSame(previous, filterMutations(all, name, status), isShallowEqual),
      ),
    [mutations, name, status],
  );
  return useSyncExternalStore(mutations.subscribe, getFiltered, getNone);
}

function filterMutations(
  all: readonly PendingMutation[],
  name: string | undefined,
  status: PendingMutationsFilter['status'],
): readonly PendingMutation[] {
  return all.filter(
    (mutation) =>
      (name === undefined || mutation.model === name) &&
      (status === undefined || isPending(mutation) === (status === 'pending')),
  );
}

function assertFilter(filter: PendingMutationsFilter): void {
  if (process.env.NODE_ENV === 'production') return;
  assertKnownOptions('use usePendingMutations', filter, optionNames);
  const status: unknown = filter.status;
  if (status === undefined || status === 'pending' || status === 'failed') return;
  throw new ModelsError(
    'invalid-options',
    "unable to use usePendingMutations; `status` must be 'pending' or 'failed'",
  );
}
