import { memo, useState } from 'react';
import type { Change, Issue } from '../shared/tracker.js';
import { CommentIcon, PencilIcon } from './icons.js';
import { PendingMark } from './pending-mark.js';
import { addressOf } from './place.js';
import { AssigneeSelect, StatusSelect } from './selects.js';
import { TextField } from './text-field.js';
import type { Pending } from './use-pending.js';

interface IssueCardProps {
  readonly projectId: string;
  readonly issue: Issue;
  readonly pending: Pending | undefined;
  readonly isOpen: boolean;
  readonly onChange: (change: Change) => void;
}

/** An issue on the board. Renders when it is another one, and not when its neighbours are. */
export const IssueCard = memo(function IssueCard({
  projectId,
  issue,
  pending,
  isOpen,
  onChange,
}: IssueCardProps) {
  const [isEditing, setEditing] = useState(false);
  const { id, title, comments, reactions } = issue;
  const change = (data: Omit<Extract<Change, { name: 'issue.changed' }>['data'], 'id'>) =>
    onChange({ name: 'issue.changed', data: { id, ...data } });
  return (
    <li className={`card${isOpen ? ' card--open' : ''}${pending ? ' card--pending' : ''}`} data-issue={id}>
      <div className="card__head">
        <StatusSelect issue={issue} onChange={(status) => change({ status })} />
        {isEditing ? (
          <TextField
            className="card__edit"
            label={`Title of “${title}”`}
            text={title}
            autoFocus
            onSave={(next) => change({ title: next })}
            onEnd={() => setEditing(false)}
          />
        ) : (
          <a
            className="card__title"
            href={addressOf(projectId, id)}
            aria-current={isOpen ? 'true' : undefined}
            onDoubleClick={() => setEditing(true)}
          >
            {title}
          </a>
        )}
        <button
          className="icon-button card__pencil"
          aria-label={`Edit the title of “${title}”`}
          title="Edit the title"
          onClick={() => setEditing(true)}
        >
          <PencilIcon />
        </button>
      </div>
      <div className="card__foot">
        <AssigneeSelect issue={issue} onChange={(assignee) => change({ assignee })} />
        {comments.length > 0 && (
          <span className="count">
            <CommentIcon />
            <span className="visually-hidden">Comments:</span> {comments.length}
          </span>
        )}
        {reactions.length > 0 && (
          <span className="count">
            {countByEmoji(reactions)
              .map(([emoji, n]) => `${emoji} ${n}`)
              .join('  ')}
          </span>
        )}
        <PendingMark pending={pending} />
      </div>
    </li>
  );
});

function countByEmoji(reactions: Issue['reactions']): (readonly [emoji: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { emoji } of reactions) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  return [...counts];
}
