import type { TrackedMutation } from 'ably-models-react';
import type { ChangeStep } from '../hooks/post-backend.js';
import type { Comment } from '../live-sync/backend/post.js';

/** What goes over one of the four ways at this moment. */
export interface Journey {
  /** From the component to the backend. */
  readonly sending: boolean;
  /** From the backend to the channel. */
  readonly publishing: boolean;
  /** From the channel to every browser. */
  readonly arriving: boolean;
  /** Whether what is on its way is a refusal. */
  readonly isRefusal: boolean;
  readonly say: string;
}

type Mutation = TrackedMutation<{ readonly data: Comment }>;

interface Facts {
  readonly steps: readonly ChangeStep[];
  readonly pending: readonly Mutation[];
  readonly settled: readonly Mutation[];
  readonly confirmed: readonly Comment[] | undefined;
}

export const atRest: Journey = {
  sending: false,
  publishing: false,
  arriving: false,
  isRefusal: false,
  say: 'Nothing is on its way: what your component shows is what the backend has confirmed.',
};

/** Where the latest change is, told from what the backend, the channel and the hooks say. */
export function toJourney({ steps, pending, settled, confirmed }: Facts): Journey {
  const own = pending.at(-1);
  const last = steps.at(-1);
  if (own !== undefined && !steps.some(({ mutationId }) => mutationId === own.mutationId)) {
    const say = 'Applied. It shows at once in optimistic, and travels to the backend.';
    return { ...atRest, sending: true, say };
  }
  if (last === undefined) return atRest;
  const isRefusal = last.rejected;
  if (last.stage === 'written') {
    const say = isRefusal
      ? 'The backend says no, and tells the channel.'
      : 'The backend has written it down, and publishes it on the channel.';
    return { ...atRest, publishing: true, isRefusal, say };
  }
  if (!hasArrived(last, pending, confirmed)) {
    const say = isRefusal
      ? 'The refusal is on its way from the channel.'
      : 'The event is on its way from the channel to every browser.';
    return { ...atRest, arriving: true, isRefusal, say };
  }
  if (isRefusal)
    return { ...atRest, say: 'Taken back. Confirmed never had it, and optimistic has it no more.' };
  const isOwn = settled.some(({ mutationId }) => mutationId === last.mutationId);
  return {
    ...atRest,
    say: isOwn
      ? 'Confirmed. The event is merged, and the change is pending no more, both in one step.'
      : 'Merged. A change of somebody else takes the same way, and needs no reload.',
  };
}

function hasArrived(
  { event, mutationId, rejected }: ChangeStep,
  pending: readonly Mutation[],
  confirmed: readonly Comment[] | undefined,
): boolean {
  if (rejected) return pending.every((mutation) => mutation.mutationId !== mutationId);
  return event.name !== 'comment.added' || (confirmed ?? []).some(({ id }) => id === event.data.id);
}
