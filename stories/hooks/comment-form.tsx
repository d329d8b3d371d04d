import { useOptimistic } from 'ably-models-react';
import { Composer } from '../ui/composer.js';
import { commentOf } from './post-backend.js';
import type { World } from './world.js';

interface CommentFormProps {
  readonly world: World;
  /** Default: the world's first post. */
  readonly postId?: string;
  /** In ms. */
  readonly timeout?: number;
}

/** A field that adds a comment by the reader. */
export function CommentForm({ world, postId = world.postId, timeout = 5000 }: CommentFormProps) {
  const { backend, definePost } = world;
  const { mutate } = useOptimistic(definePost(postId), {
    event: (text: string) => ({ name: 'comment.added', data: commentOf('You', text) }),
    send: (write) => backend.write(postId, write),
    timeout,
  });
  return <Composer onSubmit={mutate} />;
}
