import { useState } from 'react';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import type { PostEvent } from './backend/post.js';
import { describe, type PostMutation } from './use-post.js';

interface TakenBackProps {
  /** All that have ended; the confirmed ones are not shown. */
  readonly mutations: readonly PostMutation[];
  readonly onRetry: (event: PostEvent) => void;
}

const reasons: Partial<Record<PostMutation['stage'], string>> = {
  rejected: 'Refused',
  failed: 'Not sent',
  'timed-out': 'No answer',
};

/** Changes that did not happen. They are no part of the post any more, so they stand apart from it. */
export function TakenBack({ mutations, onRetry }: TakenBackProps) {
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  const dismiss = (mutationId: string) => setDismissed([...dismissed, mutationId]);
  const shown = mutations.filter(
    ({ mutationId, stage }) => reasons[stage] !== undefined && !dismissed.includes(mutationId),
  );
  return (
    <ul className="taken-back" aria-label="Taken back" aria-live="polite">
      {shown.map(({ mutationId, event, stage }) => (
        <li className="taken-back__item" key={mutationId}>
          <p className="taken-back__what">{describe(event)}</p>
          <Badge tone="bad">{reasons[stage]}</Badge>
          <Button
            onClick={() => {
              dismiss(mutationId);
              onRetry(event);
            }}
          >
            Try again
          </Button>
          <Button look="quiet" onClick={() => dismiss(mutationId)}>
            Dismiss
          </Button>
        </li>
      ))}
    </ul>
  );
}
