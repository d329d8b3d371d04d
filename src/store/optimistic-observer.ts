import { ModelsError, reasonOf } from '../errors.js';
import type { MutationEvent } from '../model/event.js';
import type { ChangeOrigin, LiveClient } from '../model/live-model.js';
import type { AnyModelInput } from '../model/resolve-model.js';
import type { Grace } from './claims.js';
import { ModelObserver } from './model-observer.js';
import type { ModelStore } from './model-store.js';
import type { Mutations, TrackedMutation } from './mutations.js';
import { noMutations, withMutation } from './mutations.js';
import type { SendContext } from './run-mutation.js';
import { runMutation } from './run-mutation.js';

/** How a hook's mutations are made and sent. */
export interface MutationOptions<Event, Vars extends readonly unknown[]> {
  /** Makes the event of what `mutate` is called with. Without it, `mutate` takes the event itself. */
  readonly event?: (...vars: Vars) => Event;
  /** Brings the change to the backend. Resolves when the backend has it; what it throws takes the change back. */
  readonly send: (context: SendContext<Event>) => unknown;
  /** ms without a confirmation until the change is taken back. Default: the client's. */
  readonly timeout?: number;
}

/** What one hook holds of one model that it changes: its claim, and the mutations that it made. */
export class OptimisticObserver<
  T,
  Event extends MutationEvent,
  Vars extends readonly unknown[],
> extends ModelObserver<T> {
  #options: MutationOptions<Event, Vars>;
  #mutations: Mutations<Event> = noMutations;

  constructor(
    client: LiveClient,
    input: AnyModelInput<T>,
    grace: Grace,
    options: MutationOptions<Event, Vars>,
  ) {
    super(client, input, grace);
    this.#options = options;
  }

  /** Uses the functions of the latest commit for the mutations to come. */
  setOptions(options: MutationOptions<Event, Vars>): void {
    this.#options = options;
  }

  readonly getMutations = (): Mutations<Event> => this.#mutations;

  /** Resolves when confirmed; rejects with the ModelsError that kept it from being confirmed. */
  readonly mutateAsync = async (...vars: Vars): Promise<TrackedMutation<Event>> => {
    let release: (() => void) | undefined;
    let began = false;
    try {
      const store = this.open();
      // Without a claim of its own, a mutation is cut off from its confirmation when its component goes.
      release = store.claim({}, () => this.grace);
      const outcome = this.#run(store, this.#toEvent(vars));
      began = true;
      return await outcome;
    } catch (thrown) {
      const error = thrown as ModelsError;
      // What could not even begin is on no list, and would otherwise fail in silence. What began has shown its
      // error: shown again, it would come back after the `reset()` that answered it.
      if (!began) this.#show({ ...this.#mutations, error }, 'local');
      throw error;
    } finally {
      release?.();
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

  #run(store: ModelStore<T>, event: Event): Promise<TrackedMutation<Event>> {
    const { send, timeout } = this.#options;
    return runMutation({
      store,
      event,
      send,
      timeout,
      show: (mutation, origin) => this.#show(withMutation(this.#mutations, mutation), origin),
    });
  }

  #toEvent(vars: Vars): Event {
    const { event } = this.#options;
    // Without `event` the types let `mutate` take nothing but an event; what is none is refused by the model.
    if (event === undefined) return vars[0] as Event;
    try {
      return event(...vars);
    } catch (thrown) {
      throw new ModelsError('event-invalid', `unable to make an event; ${reasonOf(thrown)}`, {
        cause: thrown,
      });
    }
  }

  #show(mutations: Mutations<Event>, origin: ChangeOrigin): void {
    this.#mutations = mutations;
    this.changed(origin);
  }
}
