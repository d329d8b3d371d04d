import type { ModelsError } from '../errors.js';
import type { MutationEvent } from '../model/event.js';

/**
 * How far a mutation has come: on screen, answered by the backend, and then one of five ends.
 * The confirmation often beats the answer: `applied → confirmed`. One that failed may go on: it is retried
 * (`failed → applied`), or the backend's answer comes late (`timed-out → confirmed`, `failed → rejected`).
 */
export type MutationStage =
  'applied' | 'acknowledged' | 'confirmed' | 'rejected' | 'failed' | 'timed-out' | 'cancelled';

/** A stage that a mutation has reached. */
export interface MutationStep {
  readonly stage: MutationStage;
  /** When, in ms since the epoch. */
  readonly at: number;
  /** Why it ended so; only for the ends that are none of `confirmed`. */
  readonly error?: ModelsError;
}

/** A mutation as it stands. Immutable: each stage makes a new one with the same `mutationId`. */
export interface TrackedMutation<Event> {
  readonly mutationId: string;
  readonly event: Event;
  readonly stage: MutationStage;
  /** All stages so far, in their order. */
  readonly steps: readonly MutationStep[];
  readonly error: ModelsError | undefined;
  /** Takes the change back and aborts its `signal`. Does nothing once the mutation has ended. */
  readonly cancel: () => void;
}

/** A mutation as `usePendingMutations` lists it. */
export interface PendingMutation<Event = MutationEvent> extends TrackedMutation<Event> {
  /** The name of the model that it changes. */
  readonly model: string;
  /**
   * Tries one that failed again: shows the change in the same tick, and sends it under the same mutation id, with the
   * options that its hook committed last. The `mutateAsync` that made it has rejected, and is not told.
   * Does nothing for one on its way, or one that has left the list.
   */
  readonly retry: () => void;
  /** Forgets one that failed. Does nothing for one on its way. */
  readonly dismiss: () => void;
}

/** What one hook made, as it stands. */
export interface Mutations<Event> {
  /** On their way, oldest first. */
  readonly pending: readonly TrackedMutation<Event>[];
  /** Ended, oldest first; the latest twenty at most. */
  readonly settled: readonly TrackedMutation<Event>[];
  /** What the latest failure was; gone with the next mutation. */
  readonly error: ModelsError | undefined;
}

/** Enough for a screen; without a bound, an open page would keep every mutation that it ever made. */
const SETTLED_KEPT = 20;

export const noMutations: Mutations<never> = Object.freeze({ pending: [], settled: [], error: undefined });

export const getNoMutations = (): Mutations<never> => noMutations;

/** Whether it is on its way. */
export function isPending({ stage }: { readonly stage: MutationStage }): boolean {
  return stage === 'applied' || stage === 'acknowledged';
}

/** Whether it ended otherwise than the user wanted. */
export function hasFailed({ stage }: { readonly stage: MutationStage }): boolean {
  return stage === 'rejected' || stage === 'failed' || stage === 'timed-out';
}

/** The list after a mutation moved on. */
export function withMutation<Event>(
  list: Mutations<Event>,
  mutation: TrackedMutation<Event>,
): Mutations<Event> {
  const isSame = ({ mutationId }: TrackedMutation<Event>) => mutationId === mutation.mutationId;
  const without = (mutations: readonly TrackedMutation<Event>[]) =>
    mutations.filter((other) => !isSame(other));
  const replaced = (mutations: readonly TrackedMutation<Event>[]) =>
    mutations.map((other) => (isSame(other) ? mutation : other));

  if (isPending(mutation)) {
    if (list.pending.some(isSame)) return { ...list, pending: replaced(list.pending) };
    return { pending: [...list.pending, mutation], settled: without(list.settled), error: undefined };
  }
  if (list.pending.some(isSame)) {
    const settled = [...list.settled, mutation].slice(-SETTLED_KEPT);
    return { pending: without(list.pending), settled, error: mutation.error ?? list.error };
  }
  // It had ended before. Where that was forgotten meanwhile, nothing may come back.
  const before = list.settled.find(isSame);
  if (before === undefined) return list;
  return {
    ...list,
    settled: replaced(list.settled),
    error: list.error === before.error ? mutation.error : list.error,
  };
}
