import { ModelsError } from '../errors.js';
import type { ChangeOrigin, LiveClient, LiveModel, ModelSnapshot } from '../model/live-model.js';
import type { AnyModelInput, RunnableModel } from '../model/resolve-model.js';
import { nameOf, resolveModel } from '../model/resolve-model.js';
import { emptySnapshot, failedSnapshot } from './empty-snapshot.js';
import type { Claim, Grace } from './claims.js';
import type { ModelStore } from './model-store.js';
import { Sight } from './sight.js';
import { openStore, peekStore } from './stores.js';
import { alwaysVisible, type Visibility } from './visibility.js';

/**
 * What one hook holds of one model. It knows no React.
 *
 * It is made while rendering, so making it does nothing: the model comes into being with `subscribe`,
 * which React calls for what it commits, and never for a render that it threw away.
 */
export class ModelObserver<T> {
  readonly #client: LiveClient;
  readonly name: string;
  readonly #channelName: string;
  #input: AnyModelInput<T>;
  #definition: RunnableModel<T> | undefined;
  /** What is shown where there can be no such model; kept, since a new one for each read would render for ever. */
  #invalid: ModelSnapshot<T> | undefined;
  #taken: ModelSnapshot<T> | undefined;
  #claim: Claim<T> | undefined;
  /** Ends the claim, once it is one. */
  #release: (() => void) | undefined;
  #visibility = alwaysVisible;
  /** Of the hook's component. */
  readonly sight = new Sight();
  #shown: unknown;
  protected grace: Grace;

  constructor(client: LiveClient, input: AnyModelInput<T>, grace: Grace) {
    this.#client = client;
    this.name = nameOf(input);
    this.#channelName = input.channelName;
    this.grace = grace;
    this.#input = input;
    this.#define();
  }

  /** Whether this is the observer of that model; another model takes another observer. */
  observes(client: LiveClient, input: AnyModelInput<T>): boolean {
    return client === this.#client && nameOf(input) === this.name && input.channelName === this.#channelName;
  }

  /** Takes over what the latest commit brought. */
  configure(input: AnyModelInput<T>, grace: Grace, visibility: Visibility): void {
    this.grace = grace;
    if (input === this.#input && visibility === this.#visibility) return;
    this.#visibility = visibility;
    if (input !== this.#input) {
      this.#input = input;
      this.#define();
    }
    if (this.#claim === undefined) return;
    if (this.#definition === undefined) {
      this.#release?.();
      this.#release = undefined;
      this.changed('local');
      return;
    }
    if (this.#release === undefined) {
      this.#start(this.#claim);
      // The model may be running for others, and then nothing else would tell that it can be shown.
      this.changed('local');
      return;
    }
    this.#claim.definition = this.#definition;
    this.#claim.visibility = visibility;
    peekStore(this.#client, this.name)?.configure(this.#claim as Claim<unknown>, () => this.grace);
  }

  /** What the hook's component shows, as last committed. */
  get shown(): unknown {
    return this.#shown;
  }

  show(shown: unknown): void {
    this.#shown = shown;
  }

  /** Claims the model. The returned function ends that, and may be called twice. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const claim: Claim<T> = { listener };
    this.#claim = claim;
    this.sight.look();
    this.#start(claim);
    return () => {
      if (this.#claim !== claim) return;
      this.sight.stop();
      this.#release?.();
      this.#release = this.#claim = undefined;
    };
  };

  /** What to render. A model that was made before, without a component, shows at once what it has. */
  readonly getSnapshot = (): ModelSnapshot<T> => {
    const failure = this.#failure();
    if (failure !== undefined) return failure;
    const shown = peekStore(this.#client, this.name) ?? this.model;
    return (shown?.getSnapshot() as ModelSnapshot<T> | undefined) ?? emptySnapshot;
  };

  /** The model, once there is one. */
  get model(): LiveModel<T> | undefined {
    return this.#client.peek(this.name) as LiveModel<T> | undefined;
  }

  /** Reads the state anew, of a model that nobody has claimed too. Never rejects. */
  readonly sync = async (): Promise<void> => {
    if (this.#definition === undefined || this.#failure() !== undefined) return;
    await this.open().sync({ definition: this.#definition }, () => this.grace);
  };

  /** Why there can be no such model. */
  protected get failure(): ModelsError | undefined {
    return this.#failure()?.error;
  }

  /** @throws ModelsError `invalid-options` where there can be no such model */
  protected open(): ModelStore<T> {
    if (this.failure !== undefined) throw this.failure;
    return openStore(this.#client, this.#definition ?? resolveModel(this.#input));
  }

  /** Something of this observer's own has changed: it is shown together with what changes in the model. */
  protected changed(origin: ChangeOrigin): void {
    const store = peekStore(this.#client, this.name);
    // The store of others, where there can be no model for this one, does not know its listener.
    if (store === undefined || this.#release === undefined) this.#claim?.listener?.();
    else store.changed(origin);
  }

  /** Where there can be no such model, a later commit may bring one that can be. */
  #start(claim: Claim<T>): void {
    if (this.#definition === undefined || this.#failure() !== undefined) return;
    claim.definition = this.#definition;
    claim.visibility = this.#visibility;
    this.#release = this.open().claim(claim, () => this.grace);
  }

  /** Two channels under one name: without this, a component would show the state of the other's. */
  #failure(): ModelSnapshot<T> | undefined {
    const taken = this.model?.channelName;
    if (this.#invalid !== undefined || taken === undefined || taken === this.#channelName)
      return this.#invalid;
    const why = `its name belongs to a model on channel "${taken}", give one of them another`;
    const error = new ModelsError('invalid-options', `unable to use model "${this.name}"; ${why}`);
    return (this.#taken ??= failedSnapshot(error));
  }

  #define(): void {
    try {
      this.#definition = resolveModel(this.#input);
      this.#invalid = undefined;
    } catch (thrown) {
      if (!(thrown instanceof ModelsError)) throw thrown;
      this.#definition = undefined;
      if (this.#invalid?.error?.message !== thrown.message) this.#invalid = failedSnapshot(thrown);
    }
  }
}

export function createObserver<T>(
  client: LiveClient,
  input: AnyModelInput<T>,
  grace: Grace,
): ModelObserver<T> {
  return new ModelObserver(client, input, grace);
}
