import { Realtime } from 'ably';
import {
  defineModel,
  ModelsClient,
  ModelsError,
  ModelsProvider,
  useModel,
  useOptimistic,
  useSuspenseModel,
} from 'ably-models-react';
import { ModelsDevtools } from 'ably-models-react/devtools';
import { ModelsDevtools as AlwaysDevtools } from 'ably-models-react/devtools/production';
import { createLocalAbly, installInPage } from 'ably-models-react/local-ably';
import { startLocalAbly, type LocalAblyServer } from 'ably-models-react/local-ably/node';
import { inField, keyedList } from 'ably-models-react/merge';
import manifest from 'ably-models-react/package.json' with { type: 'json' };
import { persistModels, useOutbox } from 'ably-models-react/persist';
import { dehydrate, HydrateModels, prefetchModel } from 'ably-models-react/server';
import { createTestModels } from 'ably-models-react/testing';
import type { ReactElement } from 'react';

interface Comment {
  readonly id: string;
  readonly text: string;
}
interface Post {
  readonly title: string;
  readonly comments: readonly Comment[];
}

const comments = keyedList((comment: Comment) => comment.id);

const post = defineModel({
  channelName: (id: string) => `posts:${id}`,
  sync: async (id, { signal }): Promise<{ data: Post; sequenceId: string }> => {
    const response = await fetch(`/posts/${id}`, { signal });
    return (await response.json()) as { data: Post; sequenceId: string };
  },
  merge: {
    'comment.added': inField('comments', comments.put),
    'title.changed': (post: Post, { data }: { data: string }) => ({ ...post, title: data }),
  },
});

const local = createLocalAbly();
const { clientOptions, uninstall } = installInPage(local);
const ably = new Realtime(clientOptions());
const client = new ModelsClient({ ably });
const kept = persistModels(client, { user: 'ada', sends: { addComment: () => undefined } });

function Comments(): ReactElement {
  const { data, error } = useModel(post('1'));
  const title: string = useSuspenseModel(post('1'), { select: ({ title }) => title }).data;
  const { mutate } = useOptimistic(post('1'), {
    event: (text: string) => ({ name: 'comment.added', data: { id: text, text } }),
    send: 'addComment',
  });
  const { queue } = useOutbox();
  // @ts-expect-error A comment's text is a string: the types are there, and not `any`.
  mutate(1);
  // @ts-expect-error With noUncheckedIndexedAccess there may be no first comment.
  const first: Comment = data?.comments[0];
  if (error instanceof ModelsError) return <p>{error.code}</p>;
  return (
    <button onClick={() => mutate(first.text)}>
      {title} {queue.length}
    </button>
  );
}

export async function renderOnServer(): Promise<ReactElement> {
  const state = dehydrate(await prefetchModel(post('1')));
  return (
    <ModelsProvider client={client}>
      <HydrateModels state={state}>
        <Comments />
      </HydrateModels>
      <ModelsDevtools theme="dark" />
      <AlwaysDevtools />
    </ModelsProvider>
  );
}

export const server: Promise<LocalAblyServer> = startLocalAbly({ port: 0 });
export const models = createTestModels({ 'posts:1': { title: 'Hello', comments: [] } });
export const version: string = manifest.version;
export { kept, uninstall };
