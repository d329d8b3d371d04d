import { useModel, useOptimistic } from 'ably-models-react';
import type { Comment } from '../live-sync/backend/post.js';
import { postComment } from './opening-world.js';
import type { World } from '../hooks/world.js';

/** Everything that the picture takes from the package. */
export function useComments({ post, backend, postId }: World) {
  const { confirmed, optimistic, isReady } = useModel(post, { select: ({ comments }) => comments });

  const { mutate, pending, settled } = useOptimistic(post, {
    event: (comment: Comment) => ({ name: 'comment.added', data: comment }),
    send: (request) => postComment(backend, postId, request),
    timeout: 10_000,
  });

  return { confirmed, optimistic, isReady, mutate, pending, settled };
}
