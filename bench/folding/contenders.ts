import type { InboundMessage } from 'ably';
import { ModelsClient } from 'ably-models-react';
import { fakeRealtime } from '../fake-realtime.js';
import { loadSdk } from '../sdk.js';
import { CHANNEL, change, first, merge, type Tally } from './events.js';

/** Takes messages at the channel's listener, and gives snapshots. */
export interface Folder {
  /** Delivers all in one task, and reads a snapshot at the end. */
  burst(messages: readonly InboundMessage[]): Promise<void> | void;
  /** Delivers one after the other, and reads a snapshot that shows it before the next. */
  singles(messages: readonly InboundMessage[]): Promise<void> | void;
  state(): { readonly confirmed: Tally | undefined; readonly optimistic: Tally | undefined };
}

const sync = () => Promise.resolve({ data: first, sequenceId: '0' });

interface Optimistic {
  optimistic(event: { mutationId: string; name: string; data: unknown }, options: object): Promise<unknown>;
}

async function makePending(model: Optimistic, pending: number): Promise<void> {
  for (let index = 0; index < pending; index += 1) {
    const event = { mutationId: `pending-${index}`, name: 'counted', data: change(index) };
    // As long as a timer can wait: none of them ends while it is measured.
    await model.optimistic(event, { timeout: 2 ** 31 - 1 });
  }
}

/** In local variables, as fast as it gets. */
function bareLoop(): Folder {
  let shown = first;
  const fold = (messages: readonly InboundMessage[]) => {
    let state = shown;
    for (const message of messages) state = merge(state, message);
    shown = state;
  };
  return { burst: fold, singles: fold, state: () => ({ confirmed: shown, optimistic: shown }) };
}

export async function thisPackage(pending: number): Promise<Folder> {
  const { ably, deliver } = fakeRealtime();
  const model = new ModelsClient({ ably }).models.get({ channelName: CHANNEL, sync, merge });
  await model.sync();
  await makePending(model, pending);
  let hasChanged = false;
  model.observe(() => {
    hasChanged = true;
  });
  let shown = model.getSnapshot();
  const read = () => {
    if (!hasChanged) throw new Error('unable to read; nobody was told of the change');
    hasChanged = false;
    return model.getSnapshot();
  };
  return {
    burst(messages) {
      for (const message of messages) deliver(CHANNEL, message);
      shown = read();
    },
    singles(messages) {
      let snapshot = shown;
      for (const message of messages) {
        deliver(CHANNEL, message);
        snapshot = read();
      }
      shown = snapshot;
    },
    state: () => shown,
  };
}

async function sdk(pending: number): Promise<Folder> {
  const SdkModelsClient = loadSdk();
  const { ably, deliver } = fakeRealtime();
  const client = new SdkModelsClient({ ably });
  const model = client.models.get({ channelName: CHANNEL, sync, merge });
  await model.sync();
  await makePending(model, pending);
  let told = 0;
  model.subscribe((_error, data) => {
    told = data?.count ?? 0;
  });
  // It merges in microtasks, all of which are over at the next turn, and tells its subscribers in a timer each.
  const until = async (isReached: () => boolean) => {
    while (!isReached()) await new Promise(setImmediate);
  };
  const untilMerged = (id: string | undefined) =>
    until(() => model.data.optimistic.count === Number(id) + pending);
  const untilTold = (id: string | undefined) => until(() => told === Number(id) + pending);
  return {
    async burst(messages) {
      for (const message of messages) deliver(CHANNEL, message);
      await untilTold(messages.at(-1)?.id);
    },
    async singles(messages) {
      for (const message of messages) {
        deliver(CHANNEL, message);
        await untilMerged(message.id);
      }
      await untilTold(messages.at(-1)?.id);
    },
    state: () => model.data,
  };
}

export const contenders = { bareLoop, thisPackage, sdk };
export type ContenderName = keyof typeof contenders;
