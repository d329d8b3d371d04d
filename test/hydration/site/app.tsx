import {
  defineModel,
  ModelsProvider,
  useModel,
  useModelStatus,
  type ModelsClient,
  type SyncResult,
} from 'ably-models-react';
import { HydrateModels, type HydrateModelsProps } from 'ably-models-react/server';
import { Suspense } from 'react';

export const CHANNEL = 'posts:1';

type Comments = readonly string[];

/** The same model on both sides: the server reads its database, the browser asks the server. */
export const definePost = (read: () => Promise<SyncResult<Comments>>) =>
  defineModel({
    channelName: CHANNEL,
    sync: () => read(),
    merge: { 'comment.added': (comments, { data }: { data: string }) => [...comments, data] },
  });

export type Post = ReturnType<ReturnType<typeof definePost>>;

interface AppProps {
  readonly client: ModelsClient;
  readonly post: Post;
  /** On the server. */
  readonly state?: HydrateModelsProps['state'];
  /** Called with what is shown. */
  readonly onRender?: (shown: string) => void;
}

/** The whole document, as both sides render it. */
export function App({ client, post, state, onRender }: AppProps) {
  return (
    <html lang="en">
      <head>
        <title>Comments</title>
      </head>
      <body>
        <ModelsProvider client={client}>
          <h1>Comments</h1>
          <Suspense fallback={<p>Loading</p>}>
            <HydrateModels id="post" state={state}>
              <List post={post} {...(onRender && { onRender })} />
            </HydrateModels>
          </Suspense>
        </ModelsProvider>
      </body>
    </html>
  );
}

function List({ post, onRender }: Pick<AppProps, 'post' | 'onRender'>) {
  const { data = [] } = useModel(post);
  const { hydration } = useModelStatus(post);
  onRender?.([hydration, ...data].join(' '));
  return (
    <>
      <ul>
        {data.map((comment) => (
          <li key={comment}>{comment}</li>
        ))}
      </ul>
      <p role="status">{hydration}</p>
    </>
  );
}
