import { defineModel } from 'ably-models-react';

export const post = defineModel({
  channelName: (id: string) => `posts:${id}`,
  sync: async (id) => ({ data: { title: id }, sequenceId: '0' }),
  merge: {
    'title.changed': (post, { data }: { data: string }) => ({ ...post, title: data }),
  },
});
