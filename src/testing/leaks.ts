import type { TestMutations } from './test-mutations.js';
import type { TestRealtime } from './test-realtime.js';

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

/** What should be answered by the end of a test, by channel. Read before the models are disposed of, which ends it. */
export function unansweredOf(channel: string, { pending }: TestMutations): string[] {
  return pending.map(
    ({ name, mutationId }) => `mutation "${mutationId}" (${name}) is pending on "${channel}"`,
  );
}

/** What is still held of the connection, though no model is left. */
export function heldOf({ connection, channels }: TestRealtime): string[] {
  const leaks = Object.values(channels.all).flatMap(({ name, state, subscriptions, size, delivery }) => [
    ...(state === 'attached' || state === 'attaching' ? [`channel "${name}" is ${state}`] : []),
    ...(subscriptions > 0 ? [`channel "${name}" has ${count(subscriptions, 'subscription')}`] : []),
    ...(size > 0 ? [`channel "${name}" has ${count(size, 'state listener')}`] : []),
    ...(delivery.size > 0 ? [`channel "${name}" has ${count(delivery.size, 'message')} to deliver`] : []),
  ]);
  if (connection.size > 0) leaks.push(`the connection has ${count(connection.size, 'listener')}`);
  return leaks;
}
