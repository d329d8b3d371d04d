import { defineModel } from 'ably-models-react';
import { channelOf, type Comment, type Post } from './backend/post.js';

/** Where a post is read. */
export interface PostReader {
  readPost(postId: string): Promise<{ data: Post; sequenceId: string }>;
}

/** The model of a post: where its changes come from, how it is read, how each change is folded in. */
export const definePost = (api: PostReader) =>
  defineModel({
    channelName: channelOf,
    sync: (postId) => api.readPost(postId),
    merge: {
      'comment.added': (post, { data }: { data: Comment }) => ({
        ...post,
        comments: [...post.comments, data],
      }),
      'comment.deleted': (post, { data }: { data: { id: string } }) => ({
        ...post,
        comments: post.comments.filter(({ id }) => id !== data.id),
      }),
      'title.edited': (post, { data }: { data: { title: string } }) => ({ ...post, title: data.title }),
      'like.set': (post, { data }: { data: { reader: string; liked: boolean } }) => {
        const others = post.likedBy.filter((reader) => reader !== data.reader);
        return { ...post, likedBy: data.liked ? [...others, data.reader].sort() : others };
      },
    },
  });
