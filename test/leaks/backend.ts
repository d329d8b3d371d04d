import { defineModel, type SendContext } from 'ably-models-react';
import type { LocalAbly } from 'ably-models-react/local-ably';
import { headersOf } from '../model/world.js';
import type { Random } from './random.js';

/** What becomes of a mutation. */
export const fates = ['confirmed', 'confirmed first', 'rejected', 'unanswered', 'late', 'unsent'] as const;
export type Fate = (typeof fates)[number];

export interface Change {
  readonly name: 'added';
  readonly data: Fate;
}

/** Texts that tell what the trees do on purpose from what goes wrong. */
export const ON_PURPOSE = 'on purpose';

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const fail = (what: string) => new Error(`${what}, ${ON_PURPOSE}`);

/** A backend that answers soon, late, not at all or with an error, as chance has it, and its models. */
export function createBackend(local: LocalAbly, random: Random) {
  let sequenceId = 0;
  const counts = new Map<string, { count: number; sequenceId: number }>();
  const read = (name: string) => ({ ...(counts.get(name) ?? { count: 0, sequenceId: 0 }) });

  const publish = (
    name: string,
    message: { mutationId?: string; rejected?: boolean; poison?: boolean } = {},
  ) => {
    sequenceId += 1;
    const isAdded = message.rejected !== true && message.poison !== true;
    counts.set(name, { count: read(name).count + (isAdded ? 1 : 0), sequenceId });
    local.publish(channelOf(name), {
      id: String(sequenceId),
      name: message.poison === true ? 'poison' : 'added',
      data: 'confirmed',
      extras: { headers: headersOf(message) },
    });
  };

  const sync = async (name: string, signal: AbortSignal) => {
    const luck = random.next();
    if (luck < 0.1) throw fail('the sync failed');
    if (luck < 0.15)
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(fail('aborted'))));
    if (luck < 0.5) await after(random.below(30));
    const { count, sequenceId } = read(name);
    return { data: { count }, sequenceId };
  };

  const item = defineModel({
    name: (name: string) => name,
    channelName: channelOf,
    sync: (name, { signal }) => sync(name, signal),
    merge: {
      added: (state, { data: _ }: { data: Fate }) => ({ count: state.count + 1 }),
      poison: () => {
        throw fail('the merge failed');
      },
    },
  });

  const send = async (name: string, { mutationId, event }: SendContext<Change>) => {
    switch (event.data) {
      case 'confirmed':
        await after(random.below(10));
        publish(name, { mutationId });
        return;
      case 'confirmed first':
        publish(name, { mutationId });
        return after(random.below(10));
      case 'rejected':
        publish(name, { mutationId, rejected: true });
        return;
      case 'unanswered':
        return;
      case 'late':
        await after(MUTATION_TIMEOUT + 50);
        publish(name, { mutationId });
        return;
      case 'unsent':
        throw fail('the sending failed');
    }
  };

  return {
    item,
    send,
    publish,
    /** What a sync function answers that never fails. */
    read: async (name: string) => {
      const { count, sequenceId } = read(name);
      return { data: { count }, sequenceId };
    },
  };
}

export type Backend = ReturnType<typeof createBackend>;

/** ms */
export const MUTATION_TIMEOUT = 100;

export function channelOf(name: string): string {
  return `items:${name}`;
}
