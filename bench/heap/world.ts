import type { InboundMessage } from 'ably';
import { ModelsClient } from 'ably-models-react';
import { fakeRealtime } from '../fake-realtime.js';
import { CHANNEL, change, first, merge, messages } from '../folding/events.js';
import { loadSdk } from '../sdk.js';

/** One client with one model, and what is done to it a thousand times. */
export interface World {
  event(): Promise<void> | void;
  /** A mutation, and its confirmation. */
  mutation(): Promise<void>;
  /** A model that is visited and left. */
  visit(): Promise<void>;
}

const specOf = (channelName: string) => ({
  channelName,
  sync: () => Promise.resolve({ data: first, sequenceId: '0' }),
  merge,
});

/** Messages with rising ids on one channel. */
function publisher(deliver: (channel: string, message: InboundMessage) => void) {
  let id = 0;
  return (mutationId?: string) => {
    id += 1;
    for (const message of messages(id, 1)) {
      if (mutationId !== undefined) message.extras = { headers: { 'x-ably-models-event-uuid': mutationId } };
      deliver(CHANNEL, message);
    }
  };
}

export async function openPackage(): Promise<World> {
  const { ably, deliver, channelCount } = fakeRealtime();
  const client = new ModelsClient({ ably });
  const model = client.models.get(specOf(CHANNEL));
  await model.sync();
  const publish = publisher(deliver);
  let visited = 0;
  return {
    event: () => publish(),
    async mutation() {
      const { mutationId, settled } = model.mutate({ name: 'counted', data: change(1) });
      publish(mutationId);
      await settled;
    },
    async visit() {
      visited += 1;
      const other = client.models.get(specOf(`visited-${visited}`));
      await other.sync();
      await other.dispose();
      if (channelCount() > 2) throw new Error('unable to measure; a channel was not released');
    },
  };
}

export async function openSdk(): Promise<World> {
  const SdkModelsClient = loadSdk();
  const { ably, deliver } = fakeRealtime();
  const client = new SdkModelsClient({ ably });
  const model = client.models.get(specOf(CHANNEL));
  await model.sync();
  const publish = publisher(deliver);
  let made = 0;
  let visited = 0;
  return {
    async event() {
      publish();
      await new Promise(setImmediate);
    },
    async mutation() {
      made += 1;
      const mutationId = `made-${made}`;
      const [confirmation] = await model.optimistic({ mutationId, name: 'counted', data: change(1) });
      publish(mutationId);
      await confirmation;
    },
    async visit() {
      visited += 1;
      const other = client.models.get(specOf(`visited-${visited}`));
      await other.sync();
      await other.dispose();
    },
  };
}
