import { useEffect, useRef, useState } from 'react';
import type { Change, Issue } from '../shared/tracker.js';
import { Comments } from './comments.js';
import { BinIcon, CrossIcon } from './icons.js';
import { PendingMark } from './pending-mark.js';
import { Reactions } from './reactions.js';
import { AssigneeSelect, StatusSelect } from './selects.js';
import { TextField } from './text-field.js';
import type { Pending } from './use-pending.js';

interface IssuePanelProps {
  readonly issue: Issue;
  readonly pending: ReadonlyMap<string, Pending>;
  readonly onChange: (change: Change) => void;
  readonly onClose: () => void;
}

/** One issue, with all that was said of it. */
export function IssuePanel({ issue, pending, onChange, onClose }: IssuePanelProps) {
  const panel = useRef<HTMLElement>(null);
  const { id, title } = issue;
  useEffect(() => panel.current?.focus({ preventScroll: true }), [id]);
  const change = (data: Omit<Extract<Change, { name: 'issue.changed' }>['data'], 'id'>) =>
    onChange({ name: 'issue.changed', data: { id, ...data } });
  return (
    <aside className="panel" ref={panel} tabIndex={-1} aria-label={`Issue “${title}”`}>
      <header className="panel__head">
        <PendingMark pending={pending.get(id)} />
        <DeleteButton key={id} onDelete={() => onChange({ name: 'issue.deleted', data: { id } })} />
        <button className="icon-button" aria-label="Close the issue" title="Close (Esc)" onClick={onClose}>
          <CrossIcon />
        </button>
      </header>
      <div className="panel__body">
        <h2 className="visually-hidden">{title}</h2>
        <TextField
          key={id}
          className="panel__title"
          label="Title"
          text={title}
          onSave={(next) => change({ title: next })}
        />
        <div className="panel__facts">
          <StatusSelect isWide issue={issue} onChange={(status) => change({ status })} />
          <AssigneeSelect isWide issue={issue} onChange={(assignee) => change({ assignee })} />
        </div>
        <Reactions issue={issue} onChange={onChange} />
        <Comments key={`comments-${id}`} issue={issue} pending={pending} onChange={onChange} />
      </div>
    </aside>
  );
}

/** Asks once more, in its place; whoever looks elsewhere has not meant it. */
function DeleteButton({ onDelete }: { readonly onDelete: () => void }) {
  const [isSure, setSure] = useState(false);
  return (
    <button
      className={isSure ? 'button button--bad' : 'icon-button'}
      aria-label={isSure ? undefined : 'Delete the issue'}
      title={isSure ? undefined : 'Delete the issue'}
      onBlur={() => setSure(false)}
      onClick={() => (isSure ? onDelete() : setSure(true))}
    >
      {isSure ? 'Delete it for all' : <BinIcon />}
    </button>
  );
}
