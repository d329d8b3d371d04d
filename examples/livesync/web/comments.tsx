import { useState } from 'react';
import type { Change, Issue } from '../shared/tracker.js';
import { Avatar } from './avatar.js';
import { BinIcon } from './icons.js';
import { PendingMark } from './pending-mark.js';
import { useSession } from './session.js';
import type { Pending } from './use-pending.js';
import { nameOf } from './words.js';

export const commentFieldId = 'new-comment';

interface CommentsProps {
  readonly issue: Issue;
  readonly pending: ReadonlyMap<string, Pending>;
  readonly onChange: (change: Change) => void;
}

export function Comments({ issue: { id: issueId, comments }, pending, onChange }: CommentsProps) {
  const { member } = useSession();
  return (
    <section className="comments" aria-label="Comments">
      <ol className="comments__list">
        {comments.map(({ id, author, text }) => (
          <li className={`comment${pending.has(id) ? ' comment--pending' : ''}`} key={id}>
            <Avatar memberId={author} />
            <div className="comment__body">
              <p className="comment__head">
                <strong>{nameOf(author)}</strong>
                <PendingMark pending={pending.get(id)} />
              </p>
              <p className="comment__text">{text}</p>
            </div>
            {author === member.id && (
              <button
                className="icon-button comment__delete"
                aria-label={`Delete the comment “${text}”`}
                title="Delete the comment"
                onClick={() => onChange({ name: 'comment.deleted', data: { issueId, id } })}
              >
                <BinIcon />
              </button>
            )}
          </li>
        ))}
      </ol>
      {comments.length === 0 && <p className="comments__none">Nobody has said anything yet.</p>}
      <Composer
        onSend={(text) =>
          onChange({
            name: 'comment.added',
            data: { issueId, comment: { id: crypto.randomUUID(), author: member.id, text } },
          })
        }
      />
    </section>
  );
}

function Composer({ onSend }: { readonly onSend: (text: string) => void }) {
  const [text, setText] = useState('');
  const send = () => {
    if (text.trim() === '') return;
    onSend(text.trim());
    setText('');
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        className="composer__field"
        id={commentFieldId}
        aria-label="Comment"
        placeholder="Comment"
        rows={1}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            // Of the field, not of the panel: half a comment would be gone.
            event.stopPropagation();
            event.currentTarget.blur();
          }
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button className="button button--primary" disabled={text.trim() === ''}>
        Send
      </button>
    </form>
  );
}
