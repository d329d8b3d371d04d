import ModelsClient from '@ably-labs/models';
import { Realtime } from 'ably';
import { adaptSdkClient } from 'ably-models-react/sdk';

const ably = new Realtime({ key: 'local.key:secret' });
const client = adaptSdkClient(new ModelsClient({ ably }));
export const state: string = client.models.get({
  channelName: 'posts:1',
  sync: async () => ({ data: { title: 'Hello' }, sequenceId: '0' }),
  merge: (post: { title: string }) => post,
}).state;
