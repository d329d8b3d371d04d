'use client';

import { useModel, useModelStatus, useOptimistic } from 'ably-models-react';
import { backend, post } from './post';

export function Comments() {
  const { data } = useModel(post('1'));
  const { state, hydration } = useModelStatus(post('1'));
  const { mutate, pending } = useOptimistic(post('1'), {
    event: (text: string) => ({ name: 'comment.added', data: { id: text, text } }),
    send: async ({ mutationId, event, signal }) => {
      await fetch(backend, { method: 'POST', body: JSON.stringify({ mutationId, event }), signal });
    },
  });
  if (!data) return <p>Loading</p>;
  return (
    <main>
      <h1>{data.title}</h1>
      <ul>
        {data.comments.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
      <button onClick={() => mutate('Mine')}>Add</button>
      <p role="status">{[state, hydration, pending.length].join(' ')}</p>
    </main>
  );
}
