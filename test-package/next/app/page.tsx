import { defineModel } from 'ably-models-react';
import { dehydrate, HydrateModels, prefetchModel } from 'ably-models-react/server';
import { Comments } from '../comments';
import { post } from '../post';

// A server component may define models, too.
const title = defineModel({
  channelName: () => 'titles',
  sync: async () => ({ data: 'Comments', sequenceId: '0' }),
  merge: (data: string) => data,
});

export const dynamic = 'force-dynamic';

export default async function Page() {
  const { data } = await prefetchModel(title());
  const state = dehydrate(await prefetchModel(post('1')));
  return (
    <HydrateModels state={state}>
      <h2>{data}</h2>
      <Comments />
    </HydrateModels>
  );
}
