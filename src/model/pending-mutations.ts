import { ModelsError } from '../errors.js';
import type { Clock } from './clock.js';
import type { OptimisticEvent } from './event.js';
import type { Position } from './track.js';

interface PendingMutation {
  readonly event: OptimisticEvent;
  readonly madeAt: Position | undefined;
  readonly resolve: () => void;
  readonly reject: (error: ModelsError) => void;
  /** ms left on its clock, as of `startedAt`. */
  remaining: number;
  startedAt: number;
  stopTimer: (() => void) | undefined;
}

/**
 * The mutations that wait for their confirmation, in the order in which they were made. Nothing is kept of
 * one that is settled. Their clocks run only while the model is live: nobody can be confirmed while it is not.
 */
export class PendingMutations {
  readonly #clock: Clock;
  readonly #onTimeout: () => void;
  readonly #byId = new Map<string, PendingMutation>();
  #isRunning = false;
  #version = 0;

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

  *events(): Generator<OptimisticEvent> {
    for (const { event } of this.#byId.values()) yield event;
  }

  /** By mutation id, where in the channel each was made. */
  positions(): Map<string, Position | undefined> {
    return new Map([...this.#byId].map(([mutationId, { madeAt }]) => [mutationId, madeAt]));
  }

  /** @returns a promise that settles once: confirmed, or rejected with the reason */
  add(event: OptimisticEvent, madeAt: Position | undefined, timeout: number): Promise<void> {
    const settled = new Promise<void>((resolve, reject) => {
      const mutation: PendingMutation = {
        event,
        madeAt,
        resolve,
        reject,
        remaining: timeout,
        startedAt: 0,
        stopTimer: undefined,
      };
      this.#byId.set(event.mutationId, mutation);
      if (this.#isRunning) this.#startClock(mutation);
    });
    // Whoever does not care about the outcome must not meet it as an unhandled rejection.
    settled.catch(() => undefined);
    this.#version += 1;
    return settled;
  }

  /** Forgets a mutation and settles its promise. @returns false when there was none of that id */
  settle(mutationId: string, error?: ModelsError): boolean {
    const mutation = this.#byId.get(mutationId);
    if (mutation === undefined) return false;
    this.#byId.delete(mutationId);
    this.#version += 1;
    mutation.stopTimer?.();
    if (error) mutation.reject(error);
    else mutation.resolve();
    return true;
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

  #startClock(mutation: PendingMutation): void {
    if (mutation.remaining === Infinity) return;
    const { event, remaining } = mutation;
    mutation.startedAt = this.#clock.now();
    mutation.stopTimer = this.#clock.after(Math.max(0, remaining), () => {
      const error = new ModelsError(
        'mutation-timed-out',
        `unable to confirm mutation "${event.mutationId}" (${event.name}); no confirmation came in time`,
      );
      if (this.settle(event.mutationId, error)) this.#onTimeout();
    });
  }
}
