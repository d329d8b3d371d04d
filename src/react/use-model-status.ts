'use client';

import { useMemo } from 'react';
import { useSyncExternalStore } from 'use-sync-external-store/shim';
import { useSyncExternalStoreWithSelector } from 'use-sync-external-store/shim/with-selector';
import type { ModelInput } from '../model/define-model.js';
import type { ChangeEvent } from '../model/event.js';
import type { ModelSnapshot } from '../model/live-model.js';
import type { EventSchemas, NoSchemas } from '../model/schema.js';
import { getEmptySnapshot } from '../store/empty-snapshot.js';
import { createObserver } from '../store/model-observer.js';
import { isShallowEqual } from '../store/selection.js';
import { useModelsContext } from './models-context.js';
import { useObserver } from './use-observer.js';

/** Where a model stands, without its data. */
export type ModelStatusResult = Pick<
  ModelSnapshot<unknown>,
  'state' | 'error' | 'sequenceId' | 'syncedAt' | 'lastEventAt' | 'isStale'
> & {
  /** The connection beneath, in Ably's words: `connected`, `suspended`, … */
  readonly connection: string;
};

/**
 * Where a model stands: for a badge, or a line such as "last change two minutes ago".
 *
 * Times are ms since the epoch. `isStale`: there is data, which may be behind.
 *
 * @example
 * const { state, connection, isStale } = useModelStatus(post('1'));
 *
 * @throws ModelsError `invalid-options` without a <ModelsProvider>
 */
export function useModelStatus<
  Answer,
  Events,
  Names extends string,
  Event extends ChangeEvent,
  Schemas extends EventSchemas = NoSchemas,
  T = Answer,
>(model: ModelInput<T, Events, Names, Event, Schemas, Answer>): ModelStatusResult {
  const { live } = useModelsContext('useModelStatus');
  const observer = useObserver('useModelStatus', model, createObserver<T>);
  const status = useSyncExternalStoreWithSelector(
    observer.subscribe,
    observer.getSnapshot,
    getEmptySnapshot,
    statusOf,
    isShallowEqual,
  );
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

function statusOf({ state, error, sequenceId, syncedAt, lastEventAt, isStale }: ModelSnapshot<unknown>) {
  return { state, error, sequenceId, syncedAt, lastEventAt, isStale };
}
