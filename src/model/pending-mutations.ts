import { ModelsError } from '../errors.js';
import type { Clock } from './clock.js';
import type { OptimisticEvent } from './event.js';
import type { Position } from './track.js';

/** What becomes of something: a promise with the hand on it. */
interface Outcome {
  readonly promise: Promise<void>;
  readonly settle: (error?: ModelsError) => void;
}

interface PendingMutation {
  event: OptimisticEvent;
  readonly madeAt: Position | undefined;
  readonly settled: Outcome;
  readonly answeredLate: Outcome;
  /** ms left on its clock, as of `startedAt`. */
  remaining: number;
  startedAt: number;
  stopTimer: (() => void) | undefined;
}

/** How many a model remembers; without a bound, a backend that is away would fill the memory. */
const UNANSWERED_KEPT = 100;

/** What the backend, or the user, has said the last word on; whatever else ends a mutation leaves that open. */
const FINAL: ReadonlySet<string> = new Set(['mutation-rejected', 'mutation-cancelled']);

/**
 * The mutations that wait for their confirmation, in the order in which they were made. Nothing is kept of
 * one that is settled, unless it ended without an answer: that may still come, and is told then.
 * Their clocks run only while the model is live: nobody can be confirmed while it is not.
 */
export class PendingMutations {
  readonly #clock: Clock;
  readonly #onTimeout: () => void;
  readonly #byId = new Map<string, PendingMutation>();
  /** Those that timed out, could not be sent or merged, by id: the backend may have them all the same. */
  readonly #unanswered = new Map<string, Outcome>();
  #isRunning = false;
  #version = 0;
  #events: readonly OptimisticEvent[] | undefined;

  constructor(clock: Clock, onTimeout: () => void) {
    this.#clock = clock;
    this.#onTimeout = onTimeout;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Changes with each change of what is pending. */
  get version(): number {
    return this.#version;
  }

  has(mutationId: string): boolean {
    return this.#byId.has(mutationId);
  }

  /** Whether it is this very one that is pending, and not another attempt at it, under the same id. */
  holds(event: OptimisticEvent): boolean {
    return this.#byId.get(event.mutationId)?.event === event;
  }

  /** Whether an answer to it would be of use to anybody. */
  awaits(mutationId: string): boolean {
    return this.#byId.has(mutationId) || this.#unanswered.has(mutationId);
  }

  /** In the order in which they were made; the same list until another is pending. */
  events(): readonly OptimisticEvent[] {
    return (this.#events ??= Array.from(this.#byId.values(), ({ event }) => event));
  }

  /**
   * By mutation id, the place in the channel after which an answer may stand that nobody has heard: where each
   * pending one was made, and for those that ended without an answer what the model has heard up to now.
   */
  positions(heard: Position | undefined): Map<string, Position | undefined> {
    const positions = new Map<string, Position | undefined>();
    for (const mutationId of this.#unanswered.keys()) positions.set(mutationId, heard);
    for (const [mutationId, { madeAt }] of this.#byId) positions.set(mutationId, madeAt);
    return positions;
  }

  /** @returns two promises: how it ends, and what the backend answers after it ended without an answer */
  add(
    event: OptimisticEvent,
    madeAt: Position | undefined,
    timeout: number,
  ): { readonly settled: Promise<void>; readonly answeredLate: Promise<void> } {
    const { mutationId } = event;
    this.#unanswered.delete(mutationId);
    const mutation: PendingMutation = {
      event,
      madeAt,
      settled: createOutcome(),
      answeredLate: createOutcome(),
      remaining: timeout,
      startedAt: 0,
      stopTimer: undefined,
    };
    this.#byId.set(mutationId, mutation);
    this.#touch();
    if (this.#isRunning) this.#startClock(mutation);
    return { settled: mutation.settled.promise, answeredLate: mutation.answeredLate.promise };
  }

  /** Puts another event in the place of one that is pending, under the same id. */
  amend(event: OptimisticEvent): void {
    const mutation = this.#byId.get(event.mutationId);
    if (mutation === undefined) return;
    mutation.event = event;
    this.#touch();
  }

  /** Ends a mutation and settles its promise. @returns false when there was none of that id */
  settle(mutationId: string, error?: ModelsError): boolean {
    const mutation = this.#byId.get(mutationId);
    if (mutation === undefined) return false;
    this.#byId.delete(mutationId);
    this.#touch();
    mutation.stopTimer?.();
    if (error && !FINAL.has(error.code)) this.#remember(mutationId, mutation.answeredLate);
    mutation.settled.settle(error);
    return true;
  }

  /** The backend's answer, in time or late. */
  answer(mutationId: string, error?: ModelsError): void {
    if (this.settle(mutationId, error)) return;
    this.#unanswered.get(mutationId)?.settle(error);
    this.#unanswered.delete(mutationId);
  }

  settleAll(error: ModelsError): void {
    for (const mutationId of [...this.#byId.keys()]) this.settle(mutationId, error);
  }

  startClocks(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (const mutation of this.#byId.values()) this.#startClock(mutation);
  }

  stopClocks(): void {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    for (const mutation of this.#byId.values()) {
      mutation.stopTimer?.();
      mutation.stopTimer = undefined;
      mutation.remaining -= this.#clock.now() - mutation.startedAt;
    }
  }

  #touch(): void {
    this.#version += 1;
    this.#events = undefined;
  }

  #remember(mutationId: string, answeredLate: Outcome): void {
    this.#unanswered.set(mutationId, answeredLate);
    const [oldest] = this.#unanswered.keys();
    if (this.#unanswered.size > UNANSWERED_KEPT && oldest !== undefined) this.#unanswered.delete(oldest);
  }

  #startClock(mutation: PendingMutation): void {
    if (mutation.remaining === Infinity) return;
    mutation.startedAt = this.#clock.now();
    mutation.stopTimer = this.#clock.after(Math.max(0, mutation.remaining), () => {
      const { event } = mutation;
      const error = new ModelsError(
        'mutation-timed-out',
        `unable to confirm mutation "${event.mutationId}" (${event.name}); no confirmation came in time`,
      );
      if (this.settle(event.mutationId, error)) this.#onTimeout();
    });
  }
}

function createOutcome(): Outcome {
  let settle!: Outcome['settle'];
  const promise = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  // Whoever does not care about the outcome must not meet it as an unhandled rejection.
  promise.catch(() => undefined);
  return { promise, settle };
}
