import { useState } from 'react';
import { PlusIcon } from './icons.js';

export const newIssueFieldId = 'new-issue';

export function NewIssue({ onCreate }: { readonly onCreate: (title: string) => void }) {
  const [title, setTitle] = useState('');
  return (
    <form
      className="new-issue"
      onSubmit={(event) => {
        event.preventDefault();
        if (title.trim() === '') return;
        onCreate(title.trim());
        setTitle('');
      }}
    >
      <input
        className="new-issue__field"
        id={newIssueFieldId}
        aria-label="New issue"
        aria-keyshortcuts="n"
        placeholder="New issue"
        autoComplete="off"
        enterKeyHint="done"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <button className="icon-button" aria-label="Add the issue" disabled={title.trim() === ''}>
        <PlusIcon />
      </button>
    </form>
  );
}
