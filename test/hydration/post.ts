import { defineModel, ModelsClient } from 'ably-models-react';
import type { DehydratedState, PrefetchedModel } from 'ably-models-react/server';
import { Realtime } from 'ably';
import { onTestFinished, vi } from 'vitest';

export interface Post {
  readonly title: string;
  readonly comments: readonly string[];
}

/** What the backend answers. */
export const readPost = vi.fn((id: string): Promise<{ data: Post; sequenceId: string }> =>
  Promise.resolve({ data: { title: `Post ${id}`, comments: [] }, sequenceId: '1' }),
);

export const post = defineModel({
  channelName: (id: string) => `posts:${id}`,
  sync: (id) => readPost(id),
  merge: {
    'comment.added': (state, { data }: { data: string }) => ({
      ...state,
      comments: [...state.comments, data],
    }),
  },
});

/** As if it was read a moment ago. */
export const entryOf = (title: string, more: Partial<PrefetchedModel> = {}): PrefetchedModel => ({
  name: 'posts:1',
  data: { title, comments: [] } satisfies Post,
  sequenceId: '1',
  takenAt: Date.now(),
  ...more,
});

export const nothing: DehydratedState = { version: 1, models: {} };

/** As a server has it: one for all requests, whose connection is never opened. */
export function openServerClient() {
  const ably = new Realtime({ key: 'app.key:secret', autoConnect: false });
  onTestFinished(() => ably.close());
  return { ably, client: new ModelsClient({ ably }) };
}
