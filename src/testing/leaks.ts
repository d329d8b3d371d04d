import type { ClientStores } from '../store/stores.js';
import { isPending } from '../store/mutations.js';
import type { ChannelLog } from './channel-log.js';
import type { TestBackend } from './test-backend.js';
import type { TestMutations } from './test-mutations.js';
import type { TestRealtime } from './test-realtime.js';

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

/** What should be answered by the end of a test, by channel. Read before the models are disposed of, which ends it. */
export function unansweredOf(channel: string, { pending }: TestMutations): string[] {
  return pending.map(
    ({ name, mutationId }) => `mutation "${mutationId}" (${name}) is pending on "${channel}"`,
  );
}

/** The models of components that are still mounted: whoever claims one, and is no mutation on its way. */
export function mountedModelsOf({ byName, mutations }: ClientStores): string[] {
  const underWay = mutations.getSnapshot().filter(isPending);
  return [...byName]
    .filter(([name, { claimCount }]) => claimCount > underWay.filter(({ model }) => model === name).length)
    .map(([name]) => `"${name}"`);
}

/** What was to go wrong on a channel, and did not: the test is not about what it says. */
export function unstruckOf(channel: string, backend: TestBackend, { conditions }: ChannelLog): string[] {
  return [
    ...(backend.isToFail ? [`failSync() on "${channel}" failed no sync call`] : []),
    ...(conditions.swaps > 0 ? [`reorder() on "${channel}" held no message back`] : []),
  ];
}

/** What is on its way to a client. Read before the models are disposed of, which loses it. */
export function undeliveredOf({ made }: TestRealtime): string[] {
  return made.flatMap(({ name, delivery: { size } }) =>
    size > 0 ? [`channel "${name}" has ${count(size, 'message')} to deliver`] : [],
  );
}

/** What is still held of the connection, though no model is left: also of channels that a model has released. */
export function heldOf({ connection, made }: TestRealtime): string[] {
  const leaks = made.flatMap(({ name, state, subscriptions, size }) => [
    ...(state === 'attached' || state === 'attaching' ? [`channel "${name}" is ${state}`] : []),
    ...(subscriptions > 0 ? [`channel "${name}" has ${count(subscriptions, 'subscription')}`] : []),
    ...(size > 0 ? [`channel "${name}" has ${count(size, 'state listener')}`] : []),
  ]);
  if (connection.size > 0) leaks.push(`the connection has ${count(connection.size, 'listener')}`);
  return leaks;
}
