import { ModelsClient } from 'ably-models-react';
import { fakeRealtime } from './fake-realtime.js';
import { CHANNEL, change, first, merge } from './folding/events.js';
import { loadSdk } from './sdk.js';
import type { Section } from './section.js';
import { exactly } from './verdict.js';

const spec = {
  channelName: CHANNEL,
  sync: () => Promise.resolve({ data: first, sequenceId: '0' }),
  merge,
};
const mutation = { mutationId: 'mutation-1', name: 'counted', data: change(1) };

/** What has to pass until something is so: nothing, microtasks, or turns of the event loop. */
async function whenSo(isSo: () => boolean): Promise<string> {
  if (isSo()) return 'same tick';
  // More than any chain of promises needs: past them the event loop has to turn.
  for (let microtasks = 1; microtasks <= 1000; microtasks += 1) {
    await Promise.resolve();
    if (isSo()) return `${microtasks} microtasks later`;
  }
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 0));
  return 'a timer later';
}

async function thisPackage() {
  const open = async () => {
    const model = new ModelsClient({ ably: fakeRealtime().ably }).models.get(spec);
    await model.sync();
    return model;
  };
  const read = await open();
  void read.optimistic(mutation);
  const snapshot = await whenSo(() => read.getSnapshot().optimistic?.count === 1);
  const told = await open();
  let data: number | undefined;
  told.subscribe((_error, next) => {
    data = next?.count;
  });
  await new Promise(setImmediate);
  void told.optimistic(mutation);
  return { snapshot, subscriber: await whenSo(() => data === 1) };
}

async function sdk() {
  const SdkModelsClient = loadSdk();
  const open = async () => {
    const model = new SdkModelsClient({ ably: fakeRealtime().ably }).models.get(spec);
    await model.sync();
    return model;
  };
  const read = await open();
  void read.optimistic(mutation);
  const snapshot = await whenSo(() => read.data.optimistic.count === 1);
  const told = await open();
  let data: number | undefined;
  told.subscribe((_error, next) => {
    data = next?.count;
  });
  // Until what it tells a new subscriber in a timer is over.
  await whenSo(() => data === 0);
  void told.optimistic(mutation);
  return { snapshot, subscriber: await whenSo(() => data === 1) };
}

export async function measure(): Promise<Section[]> {
  const ours = await thisPackage();
  const theirs = await sdk();
  return [
    {
      title: 'From an optimistic call to what it shows',
      method: 'When a model’s data and its subscribers show a mutation, counted from the call.',
      columns: ['', 'data', 'subscribers'],
      rows: [
        ['this package', ours.snapshot, ours.subscriber],
        ['@ably-labs/models', theirs.snapshot, theirs.subscriber],
      ],
      verdicts: [
        exactly('Optimistic call → data', 'same tick', ours.snapshot),
        exactly('Optimistic call → subscribers', 'same tick', ours.subscriber),
      ],
    },
  ];
}
