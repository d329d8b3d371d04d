import type { ModelsError } from '../errors.js';

/**
 * How far a mutation has come: on screen, answered by the backend, and then one of five ends.
 * The confirmation often beats the answer: `applied → confirmed`.
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
  cancel(): void;
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

export function hasEnded({ stage }: { readonly stage: MutationStage }): boolean {
  return stage !== 'applied' && stage !== 'acknowledged';
}

/** The list after a mutation moved on. */
export function withMutation<Event>(
  list: Mutations<Event>,
  mutation: TrackedMutation<Event>,
): Mutations<Event> {
  const others = list.pending.filter(({ mutationId }) => mutationId !== mutation.mutationId);
  if (hasEnded(mutation)) {
    return {
      pending: others,
      settled: [...list.settled, mutation].slice(-SETTLED_KEPT),
      error: mutation.error ?? list.error,
    };
  }
  if (others.length === list.pending.length)
    return { ...list, pending: [...others, mutation], error: undefined };
  const pending = list.pending.map((other) => (other.mutationId === mutation.mutationId ? mutation : other));
  return { ...list, pending };
}
