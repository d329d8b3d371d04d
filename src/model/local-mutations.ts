import { ModelsError } from '../errors.js';
import type { Clock } from './clock.js';
import { deferred, type Deferred } from './deferred.js';
import { toMergeError } from './describe-event.js';
import type { ConfirmedEvent, MutationEvent, OptimisticEvent } from './event.js';
import type { ModelFunctions, Mutation } from './live-model.js';
import { invalidMutation, toOptimisticEvent } from './optimistic-event.js';
import type { Position } from './track.js';

/** The confirmed state that a mutation is made on. */
interface Base<T> {
  readonly state: T;
  readonly position: Position;
}

interface PendingMutation {
  event: OptimisticEvent;
  readonly madeAt: Position | undefined;
  readonly settled: Deferred;
  readonly answeredLate: Deferred;
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
 * The user's own changes over the confirmed state, in the order in which they were made.
 *
 * They are folded when somebody looks and not for each event: a thousand events with a hundred mutations
 * pending cost a hundred merges more, not a hundred thousand.
 *
 * Nothing is kept of one that is settled, unless it ended without an answer: that may still come, and is told then.
 * Their clocks run only while the model is live: nobody can be confirmed while it is not.
 */
export class LocalMutations<T> {
  readonly #clock: Clock;
  readonly #model: string;
  readonly #functions: () => ModelFunctions<T>;
  readonly #changed: () => void;
  readonly #pending = new Map<string, PendingMutation>();
  /** Those that timed out, could not be sent or merged, by id: the backend may have them all the same. */
  readonly #unanswered = new Map<string, Deferred>();
  #isRunning = false;
  /** Those of what is pending; another list with each change. */
  #events: readonly OptimisticEvent[] | undefined;
  #folded: { readonly base: T; readonly events: unknown; readonly value: T } | undefined;

  /**
   * @param functions those that the model has now
   * @param changed called after each change that the user or time made; not for answers of the backend
   */
  constructor(clock: Clock, model: string, functions: () => ModelFunctions<T>, changed: () => void) {
    this.#clock = clock;
    this.#model = model;
    this.#functions = functions;
    this.#changed = changed;
  }

  get size(): number {
    return this.#pending.size;
  }

  /**
   * @param madeAt where it was made first, if that was in an earlier run
   * @throws ModelsError `event-invalid`; in development `invalid-options` for a timeout that is none
   */
  add(given: MutationEvent, timeout: number, base: Base<T> | undefined, madeAt = base?.position): Mutation {
    const event = this.#prepare(given);
    const { mutationId, name } = event;
    if (this.#pending.has(mutationId)) throw invalidMutation(`a mutation "${mutationId}" is pending already`);
    if (process.env.NODE_ENV !== 'production' && (typeof timeout !== 'number' || !(timeout > 0))) {
      throw new ModelsError(
        'invalid-options',
        `unable to make a mutation; timeout must be a positive number of ms, not ${String(timeout)}`,
      );
    }
    const before = base && this.view(base.state);
    const [settled, answeredLate] = [deferred(), deferred()];
    const mutation: PendingMutation = {
      event,
      madeAt,
      settled,
      answeredLate,
      remaining: timeout,
      startedAt: 0,
      stopTimer: undefined,
    };
    this.#unanswered.delete(mutationId);
    this.#pending.set(mutationId, mutation);
    this.#events = undefined;
    if (this.#isRunning) this.#startClock(mutation);
    try {
      // Laid over what was folded before: the others need no second fold for one more.
      if (base && before) this.#keep(base.state, this.#list(), this.#functions().merge(before(), event));
    } catch (thrown) {
      this.#settle(mutation, toMergeError(this.#model, event, thrown));
    }
    this.#changed();
    return {
      mutationId,
      settled: settled.promise,
      answeredLate: answeredLate.promise,
      cancel: (reason) =>
        this.#takeBack(
          mutation.event,
          reason ??
            new ModelsError(
              'mutation-cancelled',
              `unable to confirm mutation "${mutationId}" (${name}); it was cancelled`,
            ),
        ),
      amend: (next) => {
        const amended = this.#prepare({ ...next, mutationId });
        if (this.#pending.get(mutationId) !== mutation) return;
        mutation.event = amended;
        this.#events = undefined;
        this.#changed();
      },
    };
  }

  /** As `view`, folded now. */
  over(confirmed: T): T {
    return this.view(confirmed)();
  }

  /**
   * What is pending now over that state, folded when it is first asked for: nobody may look. The same object for the
   * same state and mutations; the state itself when none is pending.
   */
  view(confirmed: T): () => T {
    if (this.#pending.size === 0) return () => confirmed;
    const events = this.#list();
    let view: { readonly value: T } | undefined;
    return () => (view ??= { value: this.#fold(confirmed, events) }).value;
  }

  /** The backend's answer to a mutation, in time or late, if it is one of ours. */
  settleBy(event: ConfirmedEvent): void {
    const { mutationId, name, rejected } = event;
    if (mutationId === undefined) return;
    const mutation = this.#pending.get(mutationId);
    const unanswered = this.#unanswered.get(mutationId);
    if (mutation === undefined && unanswered === undefined) return;
    const error = rejected
      ? new ModelsError(
          'mutation-rejected',
          `unable to confirm mutation "${mutationId}" (${name}); the backend rejected it`,
          { cause: event },
        )
      : undefined;
    if (mutation) this.#settle(mutation, error);
    else if (unanswered) settle(unanswered, error);
    this.#unanswered.delete(mutationId);
  }

  settleAll(error: ModelsError): void {
    for (const mutation of [...this.#pending.values()]) this.#settle(mutation, error);
  }

  /**
   * By mutation id, the place in the channel after which an answer may stand that nobody has heard: where each
   * pending one was made, and for those that ended without an answer what the model has heard up to now.
   *
   * @param heard up to where the model has heard all that came
   */
  positions(heard: Position | undefined): Map<string, Position | undefined> {
    const positions = new Map<string, Position | undefined>();
    for (const mutationId of this.#unanswered.keys()) positions.set(mutationId, heard);
    for (const [mutationId, { madeAt }] of this.#pending) positions.set(mutationId, madeAt);
    return positions;
  }

  /** Lets their clocks run, or stand still. */
  runClocks(isRunning: boolean): void {
    if (isRunning === this.#isRunning) return;
    this.#isRunning = isRunning;
    for (const mutation of this.#pending.values()) {
      if (isRunning) this.#startClock(mutation);
      else {
        mutation.stopTimer?.();
        mutation.remaining -= this.#clock.now() - mutation.startedAt;
      }
    }
  }

  #prepare(given: MutationEvent): OptimisticEvent {
    const event = toOptimisticEvent(given);
    return this.#functions().prepare?.(event) ?? event;
  }

  #list(): readonly OptimisticEvent[] {
    return (this.#events ??= Array.from(this.#pending.values(), ({ event }) => event));
  }

  #fold(confirmed: T, events: readonly OptimisticEvent[]): T {
    const folded = this.#folded;
    if (folded?.events === events && Object.is(folded.base, confirmed)) return folded.value;
    const { merge } = this.#functions();
    let value = confirmed;
    for (const event of events) {
      try {
        value = merge(value, event);
      } catch (thrown) {
        const error = toMergeError(this.#model, event, thrown);
        // Later: a state is also looked at while React renders, when nobody may be told of a change.
        queueMicrotask(() => this.#takeBack(event, error));
      }
    }
    // Of an older view it would take the place of the one that is on screen.
    if (events === this.#events) this.#keep(confirmed, events, value);
    return value;
  }

  #keep(base: T, events: readonly OptimisticEvent[], value: T): void {
    this.#folded = { base, events, value };
  }

  /** Ends the mutation of this very event, and no other attempt at it under the same id. */
  #takeBack(event: OptimisticEvent, error: ModelsError): void {
    const mutation = this.#pending.get(event.mutationId);
    if (mutation?.event !== event) return;
    this.#settle(mutation, error);
    this.#changed();
  }

  #settle(mutation: PendingMutation, error: ModelsError | undefined): void {
    const { mutationId } = mutation.event;
    this.#pending.delete(mutationId);
    this.#events = undefined;
    mutation.stopTimer?.();
    if (error && !FINAL.has(error.code)) {
      this.#unanswered.set(mutationId, mutation.answeredLate);
      const [oldest = mutationId] = this.#unanswered.keys();
      if (this.#unanswered.size > UNANSWERED_KEPT) this.#unanswered.delete(oldest);
    }
    settle(mutation.settled, error);
  }

  #startClock(mutation: PendingMutation): void {
    mutation.startedAt = this.#clock.now();
    mutation.stopTimer = this.#clock.after(Math.max(0, mutation.remaining), () => {
      const { event } = mutation;
      const error = new ModelsError(
        'mutation-timed-out',
        `unable to confirm mutation "${event.mutationId}" (${event.name}); no event confirmed it in time`,
      );
      this.#takeBack(event, error);
    });
  }
}

function settle({ resolve, reject }: Deferred, error: ModelsError | undefined): void {
  if (error) reject(error);
  else resolve();
}
