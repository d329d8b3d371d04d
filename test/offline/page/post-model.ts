import { defineModel } from 'ably-models-react';
import { channelOf, type Comment } from '../../../stories/live-sync/backend/post.js';
import { readPost } from './api.js';

export const post = defineModel({
  channelName: channelOf,
  sync: readPost,
  merge: {
    'comment.added': (state, { data }: { data: Comment }) => ({
      ...state,
      comments: [...state.comments, data],
    }),
    'title.edited': (state, { data }: { data: { title: string } }) => ({ ...state, title: data.title }),
  },
});
