import { useOutbox } from 'ably-models-react/persist';
import type { PostEvent } from '../../../stories/live-sync/backend/post.js';

/** What the server does not have yet. */
export function OutboxView() {
  const { state, queue, unsaved, progress } = useOutbox();
  const hasCaughtUp = progress.total > 0 && progress.caughtUp === progress.total;
  return (
    <section aria-label="Outbox" data-state={state} data-unsaved={unsaved} data-caught-up={hasCaughtUp}>
      <h2>
        {state}, {queue.length} to send
      </h2>
      <ol>
        {queue.map(({ mutationId, model, event, status, attempts, isStored }) => (
          <li key={mutationId} data-mutation={mutationId} data-status={status} data-stored={isStored}>
            {model}: {event.name} <q>{textOf(event as PostEvent)}</q> {status}
            {attempts > 0 && `, sent ${attempts}×`}
            {!isStored && ', not stored yet'}
          </li>
        ))}
      </ol>
    </section>
  );
}

function textOf(event: PostEvent): string {
  if (event.name === 'title.edited') return event.data.title;
  return event.name === 'comment.added' ? event.data.text : '';
}
