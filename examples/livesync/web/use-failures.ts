import { usePendingMutations } from 'ably-models-react';
import { useOutbox } from 'ably-models-react/persist';
import type { Change } from '../shared/tracker.js';
import { projectIdOf } from './project-id.js';
import { dismissRefusal, refusals } from './refusals.js';
import { useValue } from './value.js';

/** A change that did not come to be. */
export interface Failure {
  readonly mutationId: string;
  readonly projectId: string;
  readonly change: Change;
  readonly reason: string;
  readonly dismiss: () => void;
}

/**
 * All that was refused or failed and that the member has not seen to, oldest first: what the server has answered, what the
 * outbox gave up, and what the page only heard of. Each of them once.
 */
export function useFailures(): readonly Failure[] {
  const refused = useValue(refusals);
  const { failed, dismiss } = useOutbox();
  const heardOf = usePendingMutations({ status: 'failed' });

  const forget = (mutationId: string) => () => {
    dismissRefusal(mutationId);
    dismiss(mutationId);
    heardOf.find((mutation) => mutation.mutationId === mutationId)?.dismiss();
  };
  const all = [
    ...refused,
    ...failed.map(({ mutationId, model, event, error }) => ({
      mutationId,
      projectId: projectIdOf(model),
      change: event as Change,
      reason: error ?? 'the server refused it',
    })),
    ...heardOf.map(({ mutationId, model, event, error }) => ({
      mutationId,
      projectId: projectIdOf(model),
      change: event as Change,
      reason: error?.code === 'mutation-rejected' ? 'the server refused it' : (error?.message ?? 'it failed'),
    })),
  ];
  // The first one of each has the reason that says most.
  const known = new Set<string>();
  return all.flatMap((failure) => {
    if (known.has(failure.mutationId)) return [];
    known.add(failure.mutationId);
    return [{ ...failure, dismiss: forget(failure.mutationId) }];
  });
}
