import { toModelsError, type ModelsError } from '../errors.js';
import type { MutationEvent } from '../model/event.js';
import type { ChangeOrigin, LiveClient, ModelSnapshot } from '../model/live-model.js';
import { nameOf, type AnyModelInput } from '../model/resolve-model.js';
import type { Grace } from './claims.js';
import { ModelObserver } from './model-observer.js';
import type { Mutations, TrackedMutation } from './mutations.js';
import { noMutations, withMutation } from './mutations.js';
import { MutationRun, type MutationMaker } from './run-mutation.js';
import { isShallowEqual } from './selection.js';
import type { Sending } from './send-mutation.js';

/** How a hook's mutations are made and sent. */
export interface MutationOptions<Event, Vars extends readonly unknown[]> extends Sending<Event> {
  /** Makes the event of what `mutate` is called with. Without it, `mutate` takes the event itself. */
  readonly event?: (...vars: Vars) => Event;
}

/** What one hook holds of one model that it changes: its claim, and the mutations that it made. */
export class OptimisticObserver<
  T,
  Event extends MutationEvent,
  Vars extends readonly unknown[],
> extends ModelObserver<T> {
  #options: MutationOptions<Event, Vars>;
  readonly #maker: MutationMaker<T, Event>;
  #mutations: Mutations<Event> = noMutations;
  #failed: Mutations<Event> = noMutations;

  constructor(
    client: LiveClient,
    input: AnyModelInput<T>,
    grace: Grace,
    hydrated: ModelSnapshot<unknown> | undefined,
    before: ModelObserver<unknown> | undefined,
    options: MutationOptions<Event, Vars>,
  ) {
    super(client, input, grace, hydrated, before);
    this.#options = options;
    this.#maker = {
      client,
      model: nameOf(input),
      open: () => this.open(),
      graceOf: () => this.grace,
      sending: () => this.#options,
      show: (mutation, origin) => this.#show(withMutation(this.#mutations, mutation), origin),
    };
  }

  /** Uses the functions of the latest commit for the mutations to come, and for those that are retried. */
  setOptions(options: MutationOptions<Event, Vars>): void {
    this.#options = options;
  }

  /** Where there can be no such model, its error stands until a mutation has one of its own. */
  readonly getMutations = (): Mutations<Event> => {
    const failure = this.failure()?.error;
    if (failure === undefined || this.#mutations.error !== undefined) return this.#mutations;
    const failed = { ...this.#mutations, error: failure };
    // Kept, since a new one for each read would render for ever.
    return isShallowEqual(this.#failed, failed) ? this.#failed : (this.#failed = failed);
  };

  /** Resolves when confirmed; rejects with the ModelsError that kept it from being confirmed. */
  readonly mutateAsync = async (...vars: Vars): Promise<TrackedMutation<Event>> => {
    let run: MutationRun<T, Event> | undefined;
    try {
      run = new MutationRun(this.#toEvent(vars), this.#maker);
      return await run.start();
    } catch (thrown) {
      const error = thrown as ModelsError;
      // What could not even begin is on no list, and would otherwise fail in silence. What began has shown its
      // error: shown again, it would come back after the `reset()` that answered it.
      if (run?.hasBegun !== true) this.#show({ ...this.#mutations, error }, 'local');
      throw error;
    }
  };

  /** As `mutateAsync`, for those who do not wait: what goes wrong is in `error`, and nothing is unhandled. */
  readonly mutate = (...vars: Vars): void => {
    this.mutateAsync(...vars).catch(() => undefined);
  };

  /** Forgets the error and what has ended. Mutations on their way go on. */
  readonly reset = (): void => {
    this.#show({ ...noMutations, pending: this.#mutations.pending }, 'local');
  };

  #toEvent(vars: Vars): Event {
    const { event } = this.#options;
    // Without `event` the types let `mutate` take nothing but an event; what is none is refused by the model.
    if (event === undefined) return vars[0] as Event;
    try {
      return event(...vars);
    } catch (thrown) {
      throw toModelsError('event-invalid', 'make an event', thrown);
    }
  }

  #show(mutations: Mutations<Event>, origin: ChangeOrigin): void {
    this.#mutations = mutations;
    this.changed(origin);
  }
}
