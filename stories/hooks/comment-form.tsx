import { useOptimistic } from 'ably-models-react';
import { Composer } from '../ui/composer.js';
import { commentOf } from './post-backend.js';
import type { World } from './world.js';

/** A field that adds a comment by the reader. */
export function CommentForm({ world: { backend, post, postId } }: { readonly world: World }) {
  const { mutate } = useOptimistic(post, {
    event: (text: string) => ({ name: 'comment.added', data: commentOf('You', text) }),
    send: (write) => backend.write(postId, write),
  });
  return <Composer onSubmit={mutate} />;
}
