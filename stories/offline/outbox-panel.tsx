import { useOutbox, type OutboxMutation, type OutboxState } from 'ably-models-react/persist';
import { useId } from 'react';
import { Badge, type Tone } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { CrossIcon } from '../ui/icons.js';
import type { ListEvent, TaskEvent } from './backend/task.js';
import { describe } from './describe.js';

const states: Record<OutboxState['state'], readonly [tone: Tone, label: string]> = {
  online: ['good', 'Online'],
  offline: ['caution', 'Offline'],
  sending: ['accent', 'Sending'],
};

/** What is still to be brought to the backend, whichever tab it was made in, and what the backend refused. */
export function OutboxPanel() {
  const { state, isPaused, isLeading, queue, failed, progress, pause, resume, cancel, retry, dismiss } =
    useOutbox();
  const titleId = useId();
  const [tone, label] = states[state];
  return (
    <section className="outbox" aria-labelledby={titleId}>
      <header className="outbox__head">
        <h3 className="outbox__title" id={titleId}>
          Outbox
        </h3>
        <Badge tone={tone}>{label}</Badge>
        {isPaused && <Badge tone="caution">Paused</Badge>}
        {isLeading && <Badge tone="accent">Sends</Badge>}
        <Button look="quiet" onClick={isPaused ? resume : pause}>
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
      </header>
      {failed.length > 0 && (
        <ul className="outbox__list" aria-label="Refused">
          {failed.map((mutation) => (
            <li className="outbox__item" key={mutation.mutationId}>
              <p className="outbox__what">{describe(eventOf(mutation))}</p>
              <Badge tone="bad">Refused</Badge>
              <p className="outbox__note">{mutation.error}</p>
              <div className="outbox__actions">
                <Button onClick={() => retry(mutation.mutationId)}>Try again</Button>
                <Button look="quiet" onClick={() => dismiss(mutation.mutationId)}>
                  Dismiss
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <ol className="outbox__list" aria-label="Waiting to be sent">
        {queue.map((mutation) => (
          <QueuedMutation key={mutation.mutationId} mutation={mutation} onCancel={cancel} />
        ))}
      </ol>
      {queue.length === 0 && <p className="outbox__empty">Nothing waits to be sent.</p>}
      <p className="outbox__progress">
        {progress.caughtUp} of {progress.total} models caught up
      </p>
    </section>
  );
}

interface QueuedMutationProps {
  readonly mutation: OutboxMutation;
  readonly onCancel: (mutationId: string) => void;
}

function QueuedMutation({ mutation, onCancel }: QueuedMutationProps) {
  const { mutationId, status, attempts, isStored } = mutation;
  const what = describe(eventOf(mutation));
  return (
    <li className="outbox__item">
      <p className="outbox__what">{what}</p>
      {status === 'sending' ? (
        <Badge tone="accent">{attempts > 1 ? `Sending, attempt ${attempts}` : 'Sending'}</Badge>
      ) : status === 'acknowledged' ? (
        <Badge tone="good">Sent</Badge>
      ) : isStored ? (
        <Badge>Kept</Badge>
      ) : (
        // Closed now, the page would lose it; the browser asks first.
        <Badge tone="caution">Not kept yet</Badge>
      )}
      <Button look="quiet" aria-label={`Take back: ${what}`} onClick={() => onCancel(mutationId)}>
        <CrossIcon />
      </Button>
    </li>
  );
}

/** The outbox knows no types: what it kept may have been made by an earlier release. */
const eventOf = ({ event }: OutboxMutation) => event as unknown as ListEvent | TaskEvent;
