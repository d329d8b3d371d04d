'use client';

import { useEffect, useMemo, useState } from 'react';
import { useSyncExternalStore } from './use-external-store.js';
import type { ModelSnapshot } from '../model/live-model.js';
import { nameOf, type AnyModelInput } from '../model/resolve-model.js';
import type { StandardSchema } from '../model/schema.js';
import type { SyncResult } from '../model/spec.js';
import { assertKnownOptions } from '../options.js';
import { getEmptySnapshot, subscribeToNothing } from '../store/empty-snapshot.js';
import { ModelObserver } from '../store/model-observer.js';
import { ModelsObserver } from '../store/models-observer.js';
import { createListSelector, createSelector } from '../store/selection.js';
import type { ElementRef } from '../store/sight.js';
import { toModelResult, type UseModelResult } from './model-result.js';
import { useModelsContext } from './models-context.js';
import type { UseModelOptions } from './use-model.js';

type Result = UseModelResult<unknown>;

export type UseModelsOptions = Pick<
  UseModelOptions<unknown, unknown>,
  'optimistic' | 'enabled' | 'visibility'
>;

/** The state of a model, as it is asked for. */
type StateOf<Input> = Input extends { readonly schema: StandardSchema<unknown, infer T> }
  ? T
  : Input extends { readonly sync: () => Promise<SyncResult<infer T>> }
    ? T
    : never;

/** One result for each model, in their order. */
export type UseModelsResult<Inputs extends readonly AnyModelInput<unknown>[]> = {
  readonly [Index in keyof Inputs]: UseModelResult<StateOf<Inputs[Index]>>;
};

const optionNames = ['optimistic', 'enabled', 'visibility'] as const;
const noOptions = {};

/**
 * Reads any number of models, all as they are at one moment. The list may be another at each render: what stays in
 * it goes on as it is.
 *
 * @example
 * const [author, ...posts] = useModels([user(authorId), ...postIds.map((id) => post(id))]);
 *
 * @returns one result for each model, in their order, as `useModel` gives them; one that did not change keeps its identity
 * @throws ModelsError `invalid-options` without a <ModelsProvider>; in development also for an option that does not exist
 */
export function useModels<const Inputs extends readonly AnyModelInput<unknown>[]>(
  models: Inputs,
  options: UseModelsOptions = noOptions,
): UseModelsResult<Inputs> {
  if (process.env.NODE_ENV !== 'production') assertKnownOptions('use useModels', options, optionNames);
  const { optimistic = true, enabled = true, visibility } = options;
  const { all, commit } = useModelsObserver(models, visibility);
  const [getResults, getServerResults] = useMemo(() => {
    const getters = all.observers.map((observer) =>
      createSelector(
        enabled ? observer.getSnapshot : getEmptySnapshot,
        enabled ? observer.getServerSnapshot : getEmptySnapshot,
        (snapshot: ModelSnapshot<unknown>, previous: Result | undefined) =>
          toModelResult(snapshot, observer, { select: identity, isEqual: Object.is, optimistic }, previous),
        observer,
      ),
    );
    return createListSelector(getters);
  }, [all, enabled, optimistic]);
  const results = useSyncExternalStore(
    enabled ? all.subscribe : subscribeToNothing,
    getResults,
    getServerResults,
  );
  // A result that moves in the list goes with its observer.
  useEffect(() => commit(results));
  // One for each model, in their order.
  return results as UseModelsResult<Inputs>;
}

/** Observers of what stays in the list are kept, and with them what they show. */
function useModelsObserver(models: readonly AnyModelInput<unknown>[], ref: ElementRef | undefined) {
  const { live, grace, visibility, around, hydrated } = useModelsContext('useModels');
  const create = (kept?: ModelsObserver) => {
    const known = new Map(kept?.observers.map((observer) => [observer.name, observer]));
    const observers = models.map((model) => {
      const name = nameOf(model);
      const observer = known.get(name);
      // Once: a model that is there twice has an observer for each.
      known.delete(name);
      return observer?.observes(live, model)
        ? observer
        : new ModelObserver(live, model, grace, hydrated?.get(name));
    });
    return new ModelsObserver(observers, kept?.sight);
  };
  const [kept, keep] = useState(() => create());
  const isSameList =
    kept.observers.length === models.length &&
    models.every((model, index) => kept.observers[index]?.observes(live, model));
  const all = isSameList ? kept : create(kept);
  if (!isSameList) keep(() => all);
  return {
    all,
    commit: (results: readonly unknown[]): void => {
      const seen = all.sight.by(visibility, around, ref);
      models.forEach((model, index) => {
        all.observers[index]?.take(model, grace, seen, results[index]);
      });
    },
  };
}

function identity<T>(data: T): T {
  return data;
}
