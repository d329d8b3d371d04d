import type { InboundMessage } from 'ably';
import { defineModel, ModelsClient, ModelsProvider, useModel } from 'ably-models-react';
import { createRoot } from 'react-dom/client';
import type { Section } from '../../section.js';
import { fakeRealtime } from '../../fake-realtime.js';
import { watchCommits } from './commits.js';
import { Frames, LongTasks } from './frames.js';
import { collectGarbage, settle } from './rounds.js';
import { count, median, ms } from '../statistics.mjs';

const MESSAGES = 10_000;
const MERGE_MS = 0.02;
const ROUNDS = 3;
const CHANNEL = 'count';

interface Reading {
  readonly time: number;
  readonly longestTask: number;
  readonly longestGap: number;
  readonly states: number;
}

/** A merge function with something to do. */
function slowMerge(state: number): number {
  const until = performance.now() + MERGE_MS;
  while (performance.now() < until);
  return state + 1;
}

/** History as pages come from the network: each in a task of its own, newest message first. */
function historyOf(messages: readonly InboundMessage[]) {
  const pageFrom = async (end: number, limit: number): Promise<unknown> => {
    await new Promise((resolve) => setTimeout(resolve));
    const begin = Math.max(0, end - limit);
    return {
      items: messages.slice(begin, end).reverse(),
      hasNext: () => begin > 0,
      next: () => pageFrom(begin, limit),
    };
  };
  return ({ limit }: { readonly limit: number }) => pageFrom(messages.length, limit);
}

async function catchUp(historyPageSize: number): Promise<Reading> {
  const { ably } = fakeRealtime();
  const messages = Array.from({ length: MESSAGES }, (_, index) => ({
    id: String(index + 1),
    name: 'counted',
    data: { by: 1 },
    extras: { headers: { 'x-ably-models-event-uuid': `mutation-${index}` } },
  })) as unknown as InboundMessage[];
  Object.assign(ably.channels.get(CHANNEL), { history: historyOf(messages) });
  const client = new ModelsClient({ ably, syncOptions: { historyPageSize } });
  const counter = defineModel({
    channelName: CHANNEL,
    sync: () => Promise.resolve({ data: 0, sequenceId: '0' }),
    merge: { counted: slowMerge },
  });
  function Count() {
    return <output>{useModel(counter()).data}</output>;
  }

  const container = document.createElement('main');
  document.body.append(container);
  const root = createRoot(container);
  collectGarbage();
  await settle();
  const frames = new Frames();
  const longTasks = new LongTasks();
  const states = new Set<string>();
  const began = performance.now();
  const ended = new Promise<number>((resolve) => {
    watchCommits(() => {
      const text = container.textContent;
      states.add(text);
      if (text === String(MESSAGES)) resolve(performance.now());
    });
  });
  root.render(
    <ModelsProvider client={client}>
      <Count />
    </ModelsProvider>,
  );
  const time = (await ended) - began;
  // The frame after it ends the last gap.
  await settle();
  await settle();
  frames.stop();
  const longestTask = longTasks.stop();
  root.unmount();
  container.remove();
  await client.models.get(counter()).dispose();
  return { time, longestTask, longestGap: Math.max(...frames.gaps), states: states.size };
}

export async function catchingUp(): Promise<Section> {
  const rows: string[][] = [];
  for (const size of [100, 1_000]) {
    const readings: Reading[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const reading = await catchUp(size);
      if (round > 0) readings.push(reading);
    }
    const of = (what: keyof Reading) => median(readings.map((reading) => reading[what]));
    rows.push([
      `pages of ${count(size)}`,
      ms(of('time')),
      ms(of('longestTask')),
      ms(of('longestGap')),
      count(of('states')),
    ]);
  }
  return {
    title: `Replaying ${count(MESSAGES)} messages of history while frames are drawn`,
    method:
      `A component mounts on a model that has ${count(MESSAGES)} messages to replay, each page of them in a task of its ` +
      `own; the merge function takes ${MERGE_MS * 1000} µs. The longest task is the browser's own report ` +
      `(0 where none took 50 ms). Medians of ${ROUNDS} rounds after one to warm up.`,
    columns: ['', 'caught up after', 'longest task', 'longest gap between frames', 'states shown'],
    rows,
    verdicts: [],
  };
}
