import type { InboundMessage } from 'ably';
import { defineModel, ModelsClient, ModelsProvider, useModel, useOptimistic } from 'ably-models-react';
import { fakeRealtime } from '../../../fake-realtime.js';
import { likedPost, startPosts, withLike, withTitle, type Editor, type Post } from './editor.js';

const CHANNEL = 'posts';
/** ms until the backend has answered, and until what it has published is here. */
const ANSWERED = 50;
const CONFIRMED = 80;

const board = defineModel({
  channelName: CHANNEL,
  sync: () => Promise.resolve({ data: startPosts, sequenceId: '0' }),
  merge: {
    'title.set': (posts: readonly Post[], { data }: { data: string }) => withTitle(posts, data),
    'post.liked': (posts: readonly Post[], { data }: { data: number }) => withLike(posts, data),
  },
});

/** Each key is a mutation of its own, shown at once and confirmed by the backend. */
export async function openModelEditor(): Promise<Editor> {
  const { ably, deliver } = fakeRealtime();
  const client = new ModelsClient({ ably });
  const model = client.models.get(board());
  await model.sync();

  let sequence = 0;
  const publish = (name: string, data: unknown, mutationId: string) => {
    const headers = { 'x-ably-models-event-uuid': mutationId };
    deliver(CHANNEL, { id: String((sequence += 1)), name, data, extras: { headers } } as InboundMessage);
  };
  const sending = {
    send: ({ mutationId, event }: { mutationId: string; event: { name: string; data?: unknown } }) => {
      setTimeout(() => publish(event.name, event.data, mutationId), CONFIRMED);
      return new Promise((resolve) => setTimeout(resolve, ANSWERED));
    },
  };

  function Title() {
    const { data: title = '' } = useModel(board(), { select: (posts) => posts[0]?.title ?? '' });
    const { mutate } = useOptimistic(board(), sending);
    return (
      <>
        <input value={title} onChange={({ target }) => mutate({ name: 'title.set', data: target.value })} />
        <output>{title}</output>
      </>
    );
  }
  function Likes() {
    const { data: posts = [] } = useModel(board());
    return <p>{posts.map(({ likes }) => likes).join(' ')}</p>;
  }
  return {
    Root: () => (
      <ModelsProvider client={client}>
        <Title />
        <Likes />
      </ModelsProvider>
    ),
    receive: (number) => publish('post.liked', likedPost(number), `other-${number}`),
    close: () => void model.dispose(),
  };
}
