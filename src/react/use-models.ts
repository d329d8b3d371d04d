'use client';

import { useEffect, useMemo } from 'react';
import { useSyncExternalStoreWithSelector } from 'use-sync-external-store/shim/with-selector';
import { nameOf, type AnyModelInput } from '../model/resolve-model.js';
import type { StandardSchema } from '../model/schema.js';
import type { SyncResult } from '../model/spec.js';
import { assertKnownOptions } from '../options.js';
import { emptySnapshot, subscribeToNothing } from '../store/empty-snapshot.js';
import { createObserver, type ModelObserver } from '../store/model-observer.js';
import { isSameList, ModelsObserver } from '../store/models-observer.js';
import { isSameSelection, selectFrom, type Selection } from '../store/selection.js';
import { toModelResult, type UseModelResult } from './model-result.js';
import { useModelsContext } from './models-context.js';
import type { UseModelOptions } from './use-model.js';
import { useKept, useVisibility, type ElementRef } from './use-observer.js';

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
 * @throws ModelsError `invalid-options` for an option that does not exist, or without a <ModelsProvider>
 */
export function useModels<const Inputs extends readonly AnyModelInput<unknown>[]>(
  models: Inputs,
  options: UseModelsOptions = noOptions,
): UseModelsResult<Inputs> {
  assertKnownOptions('use useModels', options, optionNames);
  const { optimistic = true, enabled = true, visibility } = options;
  const all = useModelsObserver(models, visibility);
  const selections = useSyncExternalStoreWithSelector(
    enabled ? all.subscribe : subscribeToNothing,
    enabled ? all.getSnapshots : getNone,
    getNone,
    (snapshots) =>
      all.observers.map((owner, index) =>
        selectFrom(snapshots[index] ?? emptySnapshot, {
          owner,
          select: identity,
          isEqual: Object.is,
          optimistic,
        }),
      ),
    keepSame,
  );
  const shown = useMemo(
    () =>
      all.observers.map((observer, index) => {
        const selection = selections[index];
        return selection && resultOf(selection, observer);
      }),
    [all, selections],
  );
  // One for each model, in their order.
  return shown as UseModelsResult<Inputs>;
}

/** Observers of what stays in the list are kept, and with them what they show. */
function useModelsObserver(models: readonly AnyModelInput<unknown>[], ref: ElementRef | undefined) {
  const { live, grace } = useModelsContext('useModels');
  const visibility = useVisibility('useModels', ref);
  const all = useKept<ModelsObserver>(
    (kept) => {
      const known = new Map(kept?.observers.map((observer) => [observer.name, observer]));
      return new ModelsObserver(
        models.map((model) => {
          const observer = known.get(nameOf(model));
          return observer?.observes(live, model) ? observer : createObserver(live, model, grace);
        }),
      );
    },
    ({ observers }) =>
      observers.length === models.length &&
      models.every((model, index) => observers[index]?.observes(live, model)),
  );
  useEffect(() => {
    models.forEach((model, index) => all.observers[index]?.configure(model, grace, visibility));
  }, [all, models, grace, visibility]);
  return all;
}

/** Hands on what is the same, also where it has moved in the list: `next` has been seen by nobody yet. */
function keepSame(previous: readonly Selection<unknown>[], next: Selection<unknown>[]): boolean {
  const byOwner = new Map(previous.map((selection) => [selection.owner, selection]));
  next.forEach((selection, index) => {
    const before = byOwner.get(selection.owner);
    if (before !== undefined && isSameSelection(before, selection, Object.is)) next[index] = before;
  });
  return isSameList(previous, next);
}

const results = new WeakMap<Selection<unknown>, UseModelResult<unknown>>();

/** The same for the same selection: a list that is rendered item by item renders what has changed. */
function resultOf(selection: Selection<unknown>, observer: ModelObserver<unknown>): UseModelResult<unknown> {
  const known = results.get(selection);
  if (known !== undefined) return known;
  const result = toModelResult(selection, observer);
  results.set(selection, result);
  return result;
}

function identity<T>(data: T): T {
  return data;
}

const none: readonly never[] = [];
const getNone = () => none;
