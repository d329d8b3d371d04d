import { useModel, useOptimistic, type TrackedMutation } from 'ably-models-react';
import type { PostEvent } from './backend/post.js';
import type { World } from './world.js';

export type PostMutation = TrackedMutation<PostEvent>;

/** A post as one person sees and changes it. */
export function usePost({ api, post, postId }: World) {
  const { mutate, pending, settled } = useOptimistic(post, {
    event: (event: PostEvent) => event,
    send: ({ mutationId, event }) => api.write(postId, mutationId, event),
    // Long enough to stop the connector, look around, and start it again.
    timeout: 60_000,
  });
  return { result: useModel(post), mutate, pending, settled };
}

export function describe(event: PostEvent): string {
  switch (event.name) {
    case 'comment.added':
      return `Comment “${event.data.text}”`;
    case 'comment.deleted':
      return 'Delete a comment';
    case 'title.edited':
      return `Title “${event.data.title}”`;
    case 'like.set':
      return event.data.liked ? 'Like' : 'Take back a like';
  }
}
