import { defineModel } from 'ably-models-react';
import type { Api } from './api.js';
import { channelOf, type Comment } from './backend/post.js';

/** The model of a post: where its changes come from, how it is read, how each change is folded in. */
export const definePost = (api: Api) =>
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
