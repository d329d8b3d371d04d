'use client';

import { useMemo } from 'react';
import { useSyncExternalStore } from 'use-sync-external-store/shim';
import { ModelsError } from '../errors.js';
import type { Companion } from '../model/companion.js';
import { useModelsContext } from '../react/models-context.js';
import { emptyOutbox, type OutboxState } from './outbox-state.js';
import type { Outbox } from './outbox.js';
import { Persistence } from './persistence.js';

/** What may be done with the outbox. The functions never change. */
export interface UseOutboxActions {
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

/** What `useOutbox` gives. */
export type UseOutboxResult = OutboxState & UseOutboxActions;

const getEmptyOutbox = () => emptyOutbox;

/** On a server, where nothing is kept. */
const noOutbox: Pick<Outbox, keyof UseOutboxActions | 'subscribe' | 'getSnapshot'> = {
  subscribe: () => () => undefined,
  getSnapshot: getEmptyOutbox,
  pause: () => undefined,
  resume: () => undefined,
  cancel: () => undefined,
  retry: () => undefined,
  dismiss: () => undefined,
};

function toOutbox(companion: Companion | undefined): typeof noOutbox {
  if (companion instanceof Persistence) return companion.outbox;
  if (typeof document === 'undefined') return noOutbox;
  const why = 'the client of the <ModelsProvider> is not persisted; call `persistModels(client, …)` first';
  throw new ModelsError('invalid-options', `unable to use useOutbox; ${why}`);
}

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
  const outbox = toOutbox(useModelsContext('useOutbox').live.companion);
  const state = useSyncExternalStore(outbox.subscribe, outbox.getSnapshot, getEmptyOutbox);
  return useMemo(() => {
    const { pause, resume, cancel, retry, dismiss } = outbox;
    return { ...state, pause, resume, cancel, retry, dismiss };
  }, [outbox, state]);
}
