import type { ReactNode } from 'react';
import type { Comment } from '../live-sync/backend/post.js';
import type { ChangeStep } from '../hooks/post-backend.js';
import { Avatar } from '../ui/avatar.js';
import { Badge } from '../ui/badge.js';
import type { Journey } from './journey.js';

/** As many as there is room for. */
const shown = 4;

interface PictureProps {
  readonly steps: readonly ChangeStep[];
  readonly confirmed: readonly Comment[];
  readonly optimistic: readonly Comment[];
  readonly journey: Journey;
  readonly actions: ReactNode;
}

/** Channel, confirmed, optimistic, and the way back through the backend. */
export function Picture({ steps, confirmed, optimistic, journey, actions }: PictureProps) {
  const published = steps.filter(({ stage }) => stage === 'published');
  const confirmedIds = new Set(confirmed.map(({ id }) => id));
  return (
    <section className="picture" aria-label="The way of a change">
      <div className="picture__actions">{actions}</div>
      <p className="picture__say" role="status">
        {journey.say}
      </p>
      <div className="picture__ways">
        <Panel name="Channel" place="channel" what="What the backend publishes, numbered.">
          {published.length === 0 && <li className="picture__none">Quiet so far</li>}
          {published.slice(-shown).map(({ sequenceId, event, rejected }) => (
            <li
              className={rejected ? 'picture__message picture__message--refused' : 'picture__message'}
              key={sequenceId}
            >
              <span className="picture__id">{sequenceId}</span>
              {rejected ? 'rejected' : event.name}
            </li>
          ))}
        </Panel>
        <Way place="arriving" isBusy={journey.arriving} isRefusal={journey.isRefusal} />
        <Panel name="Confirmed" place="confirmed" what="Folded from the events of the channel only.">
          {confirmed.slice(-shown).map((comment) => (
            <Row key={comment.id} comment={comment} />
          ))}
        </Panel>
        <Way place="folding" isBusy={false} isRefusal={false} />
        <Panel
          name="Optimistic"
          place="optimistic"
          what="Confirmed, and your own changes over it: what your component shows."
        >
          {optimistic.slice(-shown).map((comment) => (
            <Row key={comment.id} comment={comment} isPending={!confirmedIds.has(comment.id)} />
          ))}
        </Panel>
        <Way place="sending" isBusy={journey.sending} isRefusal={false} />
        <p className={journey.publishing ? 'picture__backend picture__backend--busy' : 'picture__backend'}>
          <strong>Your backend</strong> decides
        </p>
        <Way place="publishing" isBusy={journey.publishing} isRefusal={journey.isRefusal} />
      </div>
    </section>
  );
}

interface PanelProps {
  readonly name: string;
  readonly place: string;
  readonly what: string;
  readonly children: ReactNode;
}

function Panel({ name, place, what, children }: PanelProps) {
  return (
    <section className={`picture__panel picture__panel--${place}`} aria-label={name}>
      <h2 className="picture__name">{name}</h2>
      <p className="picture__what">{what}</p>
      <ol className="picture__rows">{children}</ol>
    </section>
  );
}

function Row({ comment, isPending = false }: { readonly comment: Comment; readonly isPending?: boolean }) {
  return (
    <li className={isPending ? 'picture__row picture__row--pending' : 'picture__row'}>
      <Avatar name={comment.author} small />
      <span className="picture__text">
        <span className="visually-hidden">{comment.author}: </span>
        {comment.text}
      </span>
      {isPending && <Badge tone="accent">Pending</Badge>}
    </li>
  );
}

interface WayProps {
  readonly place: 'arriving' | 'folding' | 'sending' | 'publishing';
  readonly isBusy: boolean;
  readonly isRefusal: boolean;
}

/** What goes on here is said in words above. */
function Way({ place, isBusy, isRefusal }: WayProps) {
  const look = `${isBusy ? 'picture__way--busy' : ''} ${isRefusal ? 'picture__way--refusal' : ''}`;
  return <span className={`picture__way picture__way--${place} ${look}`} aria-hidden="true" />;
}
