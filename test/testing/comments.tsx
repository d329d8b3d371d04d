import { useState } from 'react';
import { defineModel, useModel, useOptimistic, useModelStatus } from 'ably-models-react';

export interface Comment {
  readonly id: string;
  readonly text: string;
}

export interface Post {
  readonly title: string;
  readonly comments: readonly Comment[];
}

/** The application's, whose backend no test may reach. */
export const post = defineModel({
  channelName: (id: string) => `posts:${id}`,
  sync: (): Promise<{ data: Post; sequenceId: string }> =>
    Promise.reject(new Error('the test reached the backend')),
  merge: {
    'comment.added': (state, { data }: { data: Comment }) => ({
      ...state,
      comments: [...state.comments, data],
    }),
    'title.changed': (state, { data }: { data: string }) => ({ ...state, title: data }),
  },
});

interface CommentsProps {
  /** Brings a comment to the backend. */
  readonly send: () => Promise<unknown>;
  readonly id?: string;
}

/** An application's component: a post's comments, and a form for one more. */
export function Comments({ send, id = '1' }: CommentsProps) {
  const [text, setText] = useState('');
  const { data, error, sync } = useModel(post(id));
  const { state, connection, pausedReason, isStale } = useModelStatus(post(id));
  const {
    mutate,
    pending,
    error: refusal,
  } = useOptimistic(post(id), {
    event: (comment: string) => ({ name: 'comment.added', data: { id: comment, text: comment } }),
    send,
  });
  return (
    <main>
      <h1>{data?.title ?? error?.message ?? 'Loading…'}</h1>
      <ul>
        {data?.comments.map((comment, index) => (
          <li key={index}>{comment.text}</li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate(text);
          setText('');
        }}
      >
        <input aria-label="Comment" value={text} onChange={(event) => setText(event.target.value)} />
      </form>
      <button onClick={() => void sync()}>Refresh</button>
      <p role="status">{refusal?.code ?? (pending.length > 0 ? 'Saving…' : 'Saved')}</p>
      <p role="note">
        {[state, connection, ...(pausedReason ? [pausedReason] : []), ...(isStale ? ['stale'] : [])].join(
          ' ',
        )}
      </p>
    </main>
  );
}
