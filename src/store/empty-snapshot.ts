import type { ModelsError } from '../errors.js';
import type { ModelSnapshot } from '../model/live-model.js';

/**
 * What is shown where there is no model: on the server, while disabled, before the first commit.
 * A constant, since a new object for each read would render for ever.
 */
export const emptySnapshot: ModelSnapshot<never> = Object.freeze({
  state: 'initialized',
  pausedReason: undefined,
  confirmed: undefined,
  optimistic: undefined,
  hasData: false,
  error: undefined,
  sequenceId: undefined,
  syncedAt: undefined,
  lastEventAt: undefined,
  isStale: false,
  pendingCount: 0,
  hydration: undefined,
});

/** What is shown where there can be no model. */
export function failedSnapshot(error: ModelsError): ModelSnapshot<never> {
  return { ...emptySnapshot, state: 'errored', error };
}

export const getEmptySnapshot = (): ModelSnapshot<never> => emptySnapshot;

export const subscribeToNothing = (): (() => void) => () => undefined;
