'use client';

import { useEffect, useMemo } from 'react';
import { useSyncExternalStore } from './use-external-store.js';
import type { ModelInput } from '../model/define-model.js';
import type { ChangeEvent } from '../model/event.js';
import type { ModelSnapshot } from '../model/live-model.js';
import type { EventSchemas, NoSchemas } from '../model/schema.js';
import { ModelObserver } from '../store/model-observer.js';
import { assertKnownOptions } from '../options.js';
import { createSelector, isShallowEqual, keepSame } from '../store/selection.js';
import type { ElementRef } from '../store/sight.js';
import { useModelsContext } from './models-context.js';
import { useObserver } from './use-observer.js';

/** Where a model stands, without its data. */
export type ModelStatusResult = Pick<
  ModelSnapshot<unknown>,
  'state' | 'pausedReason' | 'error' | 'sequenceId' | 'syncedAt' | 'lastEventAt' | 'isStale' | 'hydration'
> & {
  /** The connection beneath, in Ably's words: `connected`, `suspended`, … */
  readonly connection: string;
};

export interface UseModelStatusOptions {
  /** As that of `useModel`: without it, this hook keeps the model running wherever its component is. */
  readonly visibility?: ElementRef;
}

const optionNames = ['visibility'] as const;
const noOptions = {};

/**
 * Where a model stands: for a badge, or a line such as "last change two minutes ago".
 *
 * Times are ms since the epoch. `isStale`: there is data, which may be behind.
 *
 * @example
 * const { state, pausedReason, connection, isStale } = useModelStatus(post('1'));
 *
 * @throws ModelsError `invalid-options` without a <ModelsProvider>; in development also for an option that does not exist
 */
export function useModelStatus<
  Answer,
  Events,
  Names extends string,
  Event extends ChangeEvent,
  Schemas extends EventSchemas = NoSchemas,
  T = Answer,
>(
  model: ModelInput<T, Events, Names, Event, Schemas, Answer>,
  options: UseModelStatusOptions = noOptions,
): ModelStatusResult {
  if (process.env.NODE_ENV !== 'production') assertKnownOptions('use useModelStatus', options, optionNames);
  const { live } = useModelsContext('useModelStatus');
  const [observer, rendered] = useObserver('useModelStatus', model, ModelObserver<T>, options);
  const [getStatus, getServerStatus] = useMemo(
    () => createSelector(observer.getSnapshot, observer.getServerSnapshot, statusOf),
    [observer],
  );
  const status = useSyncExternalStore(observer.subscribe, getStatus, getServerStatus);
  useEffect(() => observer.commit(rendered));
  const { subscribe, getState } = useMemo(
    () => ({
      subscribe: (listener: () => void) => live.connection.observe(listener),
      getState: () => live.connection.getState(),
    }),
    [live],
  );
  const connection = useSyncExternalStore(subscribe, getState, getServerState);
  return useMemo(() => ({ ...status, connection }), [status, connection]);
}

/** On the server nothing connects. */
const getServerState = (): string => 'initialized';

type Status = Omit<ModelStatusResult, 'connection'>;

function statusOf(snapshot: ModelSnapshot<unknown>, previous?: Status): Status {
  const { state, pausedReason, error, sequenceId, syncedAt, lastEventAt, isStale, hydration } = snapshot;
  const status = { state, pausedReason, error, sequenceId, syncedAt, lastEventAt, isStale, hydration };
  return keepSame(previous, status, isShallowEqual);
}
