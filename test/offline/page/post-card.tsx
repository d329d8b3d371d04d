import { useModel, useOptimistic } from 'ably-models-react';
import { useState, type SubmitEvent } from 'react';
import { user } from './api.js';
import { post } from './post-model.js';

/** One record, and the two ways to change it. */
export function PostCard({ id }: { readonly id: string }) {
  const { data, state, isOptimistic } = useModel(post(id));
  const title = useOptimistic(post(id), {
    event: (text: string) => ({ name: 'title.edited', data: { title: text } }),
    send: 'write',
  });
  const comment = useOptimistic(post(id), {
    event: (text: string) => ({
      name: 'comment.added',
      data: { id: crypto.randomUUID(), author: user, text },
    }),
    send: 'write',
  });
  if (data === undefined) return <article data-post={id}>Loading …</article>;
  return (
    <article data-post={id} data-state={state}>
      <h2>{data.title}</h2>
      <small>
        {state}
        {isOptimistic && ', with changes that the server does not have'}
      </small>
      <ol>
        {data.comments.map(({ id: commentId, author, text }) => (
          <li key={commentId}>
            <b>{author}</b> <span>{text}</span>
          </li>
        ))}
      </ol>
      <Field label="New title" onSubmit={title.mutate} />
      <Field label="New comment" onSubmit={comment.mutate} />
    </article>
  );
}

interface FieldProps {
  readonly label: string;
  readonly onSubmit: (text: string) => void;
}

function Field({ label, onSubmit }: FieldProps) {
  const [text, setText] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit(text);
    setText('');
  };
  return (
    <form onSubmit={submit}>
      <input aria-label={label} placeholder={label} value={text} onChange={(e) => setText(e.target.value)} />
      <button>Save</button>
    </form>
  );
}
