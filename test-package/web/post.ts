import { defineModel } from 'ably-models-react';

export interface Comment {
  readonly id: string;
  readonly text: string;
}

export interface Post {
  readonly title: string;
  readonly comments: readonly Comment[];
}

export const backend = 'http://localhost:3190';

export const post = defineModel({
  channelName: (id: string) => `posts:${id}`,
  sync: async (_id, { signal }) => {
    const response = await fetch(backend, { signal, cache: 'no-store' });
    return (await response.json()) as { data: Post; sequenceId: string };
  },
  merge: {
    'comment.added': (post, { data }: { data: Comment }) => ({ ...post, comments: [...post.comments, data] }),
  },
});
