import type { Change } from '../shared/tracker.js';
import { keep, readKept } from './kept.js';
import { Value } from './value.js';

/** A change that the server has decided against, and why. */
export interface Refusal {
  readonly mutationId: string;
  readonly projectId: string;
  readonly change: Change;
  readonly reason: string;
}

const storage = () => localStorage;
let key = '';

/**
 * What was refused, until the member has seen to it. Kept apart from the outbox, which lets go of a change as soon as the
 * channel has told its end: after a reload, what was typed and why it was refused would be gone.
 */
export const refusals = new Value<readonly Refusal[]>([]);
refusals.subscribe(() => keep(storage, key, refusals.current));

/** Shows what was refused to this member, by this page and by those before. */
export function openRefusals(memberId: string): void {
  key = `tracker:refusals:${memberId}`;
  const read = () => refusals.set(readKept<readonly Refusal[]>(storage, key) ?? []);
  read();
  // One tab sends for all of them.
  addEventListener('storage', (event) => {
    if (event.key === key) read();
  });
}

export function refuse(refusal: Refusal): void {
  refusals.set([...without(refusal.mutationId), refusal]);
}

export function dismissRefusal(mutationId: string): void {
  refusals.set(without(mutationId));
}

const without = (mutationId: string) => refusals.current.filter((other) => other.mutationId !== mutationId);
