'use client';

import { useMemo } from 'react';
import { useSyncExternalStore } from 'use-sync-external-store/shim';
import { ModelsError } from '../errors.js';
import { useModelsContext } from '../react/models-context.js';
import { emptyOutbox, type OutboxState } from './outbox-state.js';
import { Persistence } from './persistence.js';

/** What `useOutbox` gives. The functions never change. */
export interface UseOutboxResult extends OutboxState {
  /** Sends nothing until `resume()`, in all tabs; not kept beyond the last of them. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Takes a mutation back, whoever made it; one on its way may reach the backend all the same. */
  readonly cancel: (mutationId: string) => void;
  /** Shows one that failed again, and sends it. */
  readonly retry: (mutationId: string) => void;
  /** Forgets one that failed. */
  readonly dismiss: (mutationId: string) => void;
}

const getEmptyOutbox = () => emptyOutbox;

/**
 * The mutations that are kept until the backend has them, of all tabs, and how it goes with them.
 *
 * @example
 * const { state, queue, progress } = useOutbox();
 * if (state === 'offline') return <p>{queue.length} changes are kept, and sent when the connection is back</p>;
 *
 * @throws ModelsError `invalid-options` without a <ModelsProvider>, or one whose client is not persisted
 */
export function useOutbox(): UseOutboxResult {
  const { companion } = useModelsContext('useOutbox').live;
  if (!(companion instanceof Persistence)) {
    const why = 'the client of the <ModelsProvider> is not persisted; call `persistModels(client, …)` first';
    throw new ModelsError('invalid-options', `unable to use useOutbox; ${why}`);
  }
  const { outbox } = companion;
  const state = useSyncExternalStore(outbox.subscribe, outbox.getSnapshot, getEmptyOutbox);
  return useMemo(() => {
    const { pause, resume, cancel, retry, dismiss } = outbox;
    return { ...state, pause, resume, cancel, retry, dismiss };
  }, [outbox, state]);
}
