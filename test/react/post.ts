import { vi } from 'vitest';
import { defineModel } from '../../src/model/define-model.js';

export interface Comment {
  readonly id: string;
  readonly text: string;
}

export interface Post {
  readonly title: string;
  readonly comments: readonly Comment[];
}

/** What the backend answers; a test may let it fail. */
export const readPost = vi.fn((id: string): Promise<{ data: Post; sequenceId: string }> =>
  Promise.resolve({ data: { title: `Post ${id}`, comments: [] }, sequenceId: '0' }),
);

export const post = defineModel({
  channelName: (id: string) => `posts:${id}`,
  sync: (id) => readPost(id),
  merge: {
    'comment.added': (state, { data }: { data: Comment }) => ({
      ...state,
      comments: [...state.comments, data],
    }),
    'title.changed': (state, { data }: { data: string }) => ({ ...state, title: data }),
  },
});
