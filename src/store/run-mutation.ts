import { ModelsError } from '../errors.js';
import type { Companion, KeptMutation } from '../model/companion.js';
import type { MutationEvent } from '../model/event.js';
import type { ChangeOrigin, LiveClient, LiveModel, Mutation } from '../model/live-model.js';
import type { Grace } from './claims.js';
import type { ModelStore } from './model-store.js';
import {
  hasFailed,
  isPending,
  type MutationStage,
  type MutationStep,
  type PendingMutation,
} from './mutations.js';
import { assertRetry, sendMutation, type Sending } from './send-mutation.js';
import { mutationsOf } from './stores.js';

/** What a hook's mutations have in common. */
export interface MutationMaker<T, Event> {
  readonly client: LiveClient;
  /** The model's name. */
  readonly model: string;
  /** The model; a fresh one when it was let go. @throws ModelsError `invalid-options` where there can be none */
  readonly open: () => ModelStore<T>;
  readonly graceOf: () => Grace;
  /** As committed last. */
  readonly sending: () => Sending<Event>;
  /** Called with each stage. */
  readonly show: (mutation: PendingMutation<Event>, origin: ChangeOrigin) => void;
}

/** One mutation, from the moment that it is made: through each attempt, and beyond the component that made it. */
export class MutationRun<T, Event extends MutationEvent> {
  readonly #event: Event;
  readonly #maker: MutationMaker<T, Event>;
  readonly #controls = {
    cancel: () => this.#attempt?.cancel(),
    retry: () => this.#retry(),
    dismiss: () => this.#tracked && mutationsOf(this.#maker.client).dismiss(this.#tracked),
  };
  #attempt: Mutation | undefined;
  #tracked: PendingMutation<Event> | undefined;

  constructor(event: Event, maker: MutationMaker<T, Event>) {
    this.#event = event;
    this.#maker = maker;
  }

  get hasBegun(): boolean {
    return this.#attempt !== undefined;
  }

  /**
   * Shows the change, sends it, and follows it to its end.
   *
   * @returns the confirmed mutation; rejects with the ModelsError that kept it from being confirmed. With
   *   `event-invalid`, `model-disposed` and `invalid-options` nothing was shown, and nothing is sent
   */
  async start(): Promise<PendingMutation<Event>> {
    const store = this.#maker.open();
    // Without a claim of its own, a mutation is cut off from its confirmation when its component goes.
    const release = store.claim({}, this.#maker.graceOf);
    try {
      return await this.#follow(this.#begin(store));
    } finally {
      release();
    }
  }

  #begin(store: ModelStore<T>): Mutation {
    const sending = this.#maker.sending();
    const { send, timeout, retry } = sending;
    assertRetry(retry);
    // The id of the first attempt: a backend that has the change already must be able to tell.
    const event =
      this.#attempt === undefined ? this.#event : { ...this.#event, mutationId: this.#attempt.mutationId };
    const acknowledged = () => this.#reach('acknowledged', mutation);
    const kept = typeof send === 'string' ? this.#keep(store, send, event) : undefined;
    const mutation = kept ?? store.model.mutate(event, timeout === undefined ? {} : { timeout });
    this.#attempt = mutation;
    this.#reach('applied', mutation);
    if (typeof send !== 'string') sendMutation(mutation, this.#event, send, retry, acknowledged);
    void kept?.acknowledged.then(() => this.#tracked && isPending(this.#tracked) && acknowledged());
    return mutation;
  }

  /** Leaves it to who keeps mutations beyond the page. */
  #keep(store: ModelStore<T>, send: string, event: Event): KeptMutation {
    const { companion } = this.#maker.client;
    if (process.env.NODE_ENV !== 'production' && companion === undefined) {
      const why = `nobody knows a \`send\` of the name "${send}"; it takes persistModels of ably-models-react/persist`;
      throw new ModelsError('invalid-options', `unable to make a mutation; ${why}`);
    }
    return (companion as Companion).mutate(store.model as LiveModel<unknown>, send, event);
  }

  #follow(mutation: Mutation): Promise<PendingMutation<Event>> {
    return mutation.settled.then(
      () => this.#reach('confirmed', mutation),
      (thrown: unknown) => {
        const error = thrown as ModelsError;
        this.#fail(mutation, error);
        mutation.answeredLate.then(
          () => this.#reach('confirmed', mutation),
          (answer: unknown) => this.#fail(mutation, answer as ModelsError),
        );
        throw error;
      },
    );
  }

  #retry(): void {
    const failed = this.#tracked;
    const registry = mutationsOf(this.#maker.client);
    if (failed === undefined || !hasFailed(failed) || !registry.holds(failed)) return;
    this.start().catch((thrown: unknown) => {
      // It could not even begin, as where its name has gone to a model on another channel.
      if (this.#attempt && this.#tracked === failed) this.#fail(this.#attempt, thrown as ModelsError);
    });
  }

  #fail(mutation: Mutation, error: ModelsError): void {
    this.#reach(endOf(error), mutation, error);
  }

  #reach(stage: MutationStage, { mutationId }: Mutation, error?: ModelsError): PendingMutation<Event> {
    const { client, model, show } = this.#maker;
    const previous = this.#tracked;
    const step: MutationStep = { stage, at: Date.now(), ...(error && { error }) };
    const steps = [...(previous?.steps ?? []), step];
    const tracked = { mutationId, model, event: this.#event, stage, steps, error, ...this.#controls };
    this.#tracked = tracked;
    mutationsOf(client).show(tracked, previous, originOf(stage));
    show(tracked, originOf(stage));
    return tracked;
  }
}

/** What the channel brings is shown together with the change of the data that it brought. */
const originOf = (stage: MutationStage): ChangeOrigin =>
  stage === 'applied' || stage === 'failed' || stage === 'cancelled' ? 'local' : 'remote';

/** The ends that an error tells by its code, as `mutation-rejected`. */
const ends = ['rejected', 'timed-out', 'cancelled'] as const;

/** The stage that an error brings a mutation to. */
export const endOf = ({ code }: ModelsError): MutationStage =>
  ends.find((end) => code === `mutation-${end}`) ?? 'failed';
