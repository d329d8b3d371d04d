import type { Realtime } from 'ably';
import { ModelsClient } from 'ably-models-react';
import { CHANNEL, MESSAGES } from './server.js';

interface Tally {
  readonly count: number;
  readonly last: number;
}

interface Change {
  readonly by: number;
  readonly at: number;
}

export const spec = {
  channelName: CHANNEL,
  sync: () => Promise.resolve({ data: { count: 0, last: 0 }, sequenceId: '0' }),
  merge: (state: Tally, { data }: { readonly data?: unknown }): Tally => {
    const { by, at } = data as Change;
    return { ...state, count: state.count + by, last: at };
  },
};

/** Both hold all messages until the last has come, as a client must that merges from the oldest on. */
const assertAll = (count: number) => {
  if (count !== MESSAGES) throw new Error(`unable to measure; ${count} messages came, not ${MESSAGES}`);
};

/** What a program would do that has no model: the ably client reads the pages, and nothing is made of them. */
export async function drain(ably: Realtime, limit: number): Promise<void> {
  const channel = ably.channels.get(CHANNEL);
  await channel.attach();
  const messages = [];
  let page = await channel.history({ limit, untilAttach: true });
  messages.push(...page.items);
  while (page.hasNext()) {
    const next = await page.next();
    if (next === null) break;
    page = next;
    messages.push(...page.items);
  }
  assertAll(messages.length);
  await channel.detach();
  ably.channels.release(CHANNEL);
}

/** A model of this package, from its first sync until it is caught up. */
export async function catchUp(ably: Realtime, limit: number): Promise<void> {
  const client = new ModelsClient({ ably, syncOptions: { historyPageSize: limit } });
  const model = client.models.get(spec);
  await model.sync();
  assertAll(model.data.confirmed?.count ?? 0);
  await model.dispose();
  ably.channels.release(CHANNEL);
}
