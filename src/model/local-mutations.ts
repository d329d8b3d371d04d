import { ModelsError } from '../errors.js';
import type { Clock } from './clock.js';
import { toMergeError } from './describe-event.js';
import type { ConfirmedEvent, MutationEvent, OptimisticEvent } from './event.js';
import type { ModelFunctions, Mutation } from './live-model.js';
import { createMutationId } from './mutation-id.js';
import { PendingMutations } from './pending-mutations.js';
import type { Position } from './track.js';

/** The confirmed state that a mutation is made on. */
interface Base<T> {
  readonly state: T;
  readonly position: Position;
}

/** How many confirmed mutations are remembered, the latest. */
const CONFIRMED_KEPT = 1_000;

/**
 * The user's own changes over the confirmed state.
 *
 * They are folded when somebody looks and not for each event: a thousand events with a hundred mutations
 * pending cost a hundred merges more, not a hundred thousand.
 */
export class LocalMutations<T> {
  readonly #pending: PendingMutations;
  readonly #nameOf: () => string;
  readonly #functions: () => ModelFunctions<T>;
  readonly #changed: () => void;
  /** Those that the state has, whoever made them; only where somebody may hear of one later than of its confirmation. */
  readonly #confirmed: Set<string> | undefined;
  #folded: { readonly base: T; readonly version: number; readonly value: T } | undefined;

  /**
   * @param functions those that the model has now
   * @param changed called after each change that the user or time made; not for answers of the backend
   * @param remembers whether `hasConfirmed` will be asked: it costs a little with each event
   */
  constructor(
    clock: Clock,
    nameOf: () => string,
    functions: () => ModelFunctions<T>,
    changed: () => void,
    remembers = false,
  ) {
    this.#confirmed = remembers ? new Set() : undefined;
    this.#pending = new PendingMutations(clock, changed);
    this.#nameOf = nameOf;
    this.#functions = functions;
    this.#changed = changed;
  }

  get size(): number {
    return this.#pending.size;
  }

  /**
   * @param madeAt where it was made first, if that was in an earlier run
   * @throws ModelsError `event-invalid`, `invalid-options`
   */
  add(event: MutationEvent, timeout: number, base: Base<T> | undefined, madeAt = base?.position): Mutation {
    const { merge } = this.#functions();
    let mutation = this.#toOptimisticEvent(event);
    if (this.#pending.has(mutation.mutationId))
      throw invalid(`a mutation "${mutation.mutationId}" is pending already`);
    if (typeof timeout !== 'number' || !(timeout > 0)) {
      throw new ModelsError(
        'invalid-options',
        `unable to make a mutation; timeout must be a positive number of ms, not ${String(timeout)}`,
      );
    }
    const { mutationId, name } = mutation;
    let value: { readonly of: T } | undefined;
    let failure: ModelsError | undefined;
    if (base) {
      const before = this.over(base.state);
      try {
        value = { of: merge(before, mutation) };
      } catch (thrown) {
        failure = toMergeError(this.#nameOf(), mutation, thrown);
      }
    }
    const outcome = this.#pending.add(mutation, madeAt, timeout);
    if (failure) this.#pending.settle(mutationId, failure);
    // Laid over what was folded before: the others need no second fold for one more.
    else if (base && value)
      this.#folded = { base: base.state, version: this.#pending.version, value: value.of };
    this.#changed();
    const cancelled = () =>
      new ModelsError(
        'mutation-cancelled',
        `unable to confirm mutation "${mutationId}" (${name}); it was cancelled`,
      );
    return {
      mutationId,
      ...outcome,
      cancel: (reason) => {
        // Of an earlier attempt it would take back the later one.
        if (this.#pending.holds(mutation) && this.#pending.settle(mutationId, reason ?? cancelled()))
          this.#changed();
      },
      amend: (next) => {
        const amended = this.#toOptimisticEvent({ ...next, mutationId });
        if (!this.#pending.holds(mutation)) return;
        mutation = amended;
        this.#pending.amend(amended);
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
    const { version } = this.#pending;
    const events = this.#pending.events();
    let view: { readonly value: T } | undefined;
    return () => (view ??= { value: this.#viewOf(confirmed, events, version) }).value;
  }

  #viewOf(confirmed: T, events: readonly OptimisticEvent[], version: number): T {
    const folded = this.#folded;
    if (folded?.version === version && Object.is(folded.base, confirmed)) return folded.value;
    const value = this.#fold(confirmed, events);
    // Of an older view it would take the place of the one that is on screen.
    if (version === this.#pending.version) this.#folded = { base: confirmed, version, value };
    return value;
  }

  #fold(confirmed: T, events: readonly OptimisticEvent[]): T {
    const { merge } = this.#functions();
    let value = confirmed;
    for (const event of events) {
      try {
        value = merge(value, event);
      } catch (thrown) {
        const error = toMergeError(this.#nameOf(), event, thrown);
        // Later: a state is also looked at while React renders, when nobody may be told of a change.
        queueMicrotask(() => {
          // Another attempt under the same id may fit.
          if (this.#pending.holds(event) && this.#pending.settle(event.mutationId, error)) this.#changed();
        });
      }
    }
    return value;
  }

  /** The backend's answer to a mutation, if it is one of ours. */
  settleBy(event: ConfirmedEvent): void {
    const { mutationId, name, rejected } = event;
    if (mutationId === undefined) return;
    if (!rejected) this.#remember(mutationId);
    if (!this.#pending.awaits(mutationId)) return;
    this.#pending.answer(
      mutationId,
      rejected
        ? new ModelsError(
            'mutation-rejected',
            `unable to confirm mutation "${mutationId}" (${name}); the backend rejected it`,
            { cause: event },
          )
        : undefined,
    );
  }

  /** Whether a confirmation of it came lately. One that was rejected may be made again, and is not remembered. */
  hasConfirmed(mutationId: string): boolean {
    return this.#confirmed?.has(mutationId) === true;
  }

  settleAll(error: ModelsError): void {
    this.#pending.settleAll(error);
  }

  /**
   * By mutation id, the place in the channel after which its answer may stand.
   *
   * @param heard up to where the model has heard all that came
   */
  positions(heard: Position | undefined): Map<string, Position | undefined> {
    return this.#pending.positions(heard);
  }

  startClocks(): void {
    this.#pending.startClocks();
  }

  stopClocks(): void {
    this.#pending.stopClocks();
  }

  #remember(mutationId: string): void {
    if (this.#confirmed === undefined) return;
    this.#confirmed.add(mutationId);
    if (this.#confirmed.size <= CONFIRMED_KEPT) return;
    for (const oldest of this.#confirmed) return void this.#confirmed.delete(oldest);
  }

  #toOptimisticEvent(event: MutationEvent): OptimisticEvent {
    const given: unknown = event;
    if (typeof given !== 'object' || given === null) throw invalid('the event is no object');
    const { name, data, mutationId = createMutationId() } = given as Record<keyof MutationEvent, unknown>;
    if (typeof name !== 'string' || name === '') throw invalid('the event has no name');
    if (typeof mutationId !== 'string' || mutationId === '') throw invalid('its mutationId is no text');
    const made = {
      name,
      data,
      confirmed: false,
      rejected: false,
      mutationId,
      sequenceId: undefined,
    } as const;
    return this.#functions().prepare?.(made) ?? made;
  }
}

const invalid = (why: string) => new ModelsError('event-invalid', `unable to make a mutation; ${why}`);
