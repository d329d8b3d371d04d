import { ModelsError } from '../errors.js';
import type { ChangeOrigin, LiveClient, LiveModel, ModelSnapshot } from '../model/live-model.js';
import type { AnyModelInput, RunnableModel } from '../model/resolve-model.js';
import { nameTaken } from '../model/model-names.js';
import { nameOf, resolveModel } from '../model/resolve-model.js';
import { emptySnapshot, failedSnapshot } from './empty-snapshot.js';
import type { Claim, Grace } from './claims.js';
import type { ModelStore } from './model-store.js';
import { Sight, type ElementRef } from './sight.js';
import { openStore, storesOf, type ClientStores } from './stores.js';
import { alwaysVisible, type Visibility } from './visibility.js';

/** What a render of a hook's component brings, once it is committed. */
export interface Rendered<T> {
  readonly model: AnyModelInput<T>;
  readonly grace: Grace;
  /** How it can be seen: by the page, what is around it, and an element of its own. */
  readonly page: Visibility;
  readonly around: Visibility | undefined;
  readonly ref: ElementRef | undefined;
}

/**
 * What one hook holds of one model. It knows no React.
 *
 * It is made while rendering, so making it does nothing: the model comes into being with the first
 * `commit` after `subscribe`: both are called for what React commits, and never for a render that it threw away.
 */
export class ModelObserver<T> {
  readonly #client: LiveClient;
  readonly #stores: ClientStores;
  readonly name: string;
  readonly channelName: string;
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
  #sight: Sight | undefined;
  /** Of its model, as last found. */
  #store: ModelStore<T> | undefined;
  /** What the hook's component shows, as last committed. */
  shown: unknown;
  /** Whether its name belonged to another model when it was last to be claimed. */
  #wasRefused = false;
  protected grace: Grace;
  readonly #hydrated: ModelSnapshot<T>;

  /**
   * @param hydrated what a server had of the model
   * @param before whose place it takes in its component, which is seen no less for that
   */
  constructor(
    client: LiveClient,
    input: AnyModelInput<T>,
    grace: Grace,
    hydrated?: ModelSnapshot<unknown>,
    before?: ModelObserver<unknown>,
  ) {
    this.#client = client;
    this.#stores = storesOf(client);
    this.name = nameOf(input);
    this.channelName = input.channelName;
    this.grace = grace;
    // By name: whoever uses one name for two types of data is warned about.
    this.#hydrated = (hydrated as ModelSnapshot<T> | undefined) ?? emptySnapshot;
    this.#input = input;
    this.#sight = before && before.#sight;
    this.#define();
  }

  /** Whether this is the observer of that model; another model takes another observer. */
  observes(client: LiveClient, input: AnyModelInput<T>): boolean {
    return client === this.#client && nameOf(input) === this.name && input.channelName === this.channelName;
  }

  /**
   * Takes over what a commit brought: to be called in an effect of each, behind the subscription. From the first one on
   * it holds the model, with the functions, the grace and the visibility of that very commit.
   */
  commit({ model, grace, page, around, ref }: Rendered<T>, shown?: unknown): void {
    if (around !== undefined || ref !== undefined) this.#sight ??= new Sight(this.#claim !== undefined);
    this.take(model, grace, this.#sight?.by(page, around, ref) ?? page, shown);
  }

  /** As `commit`, for one of several that are seen together. */
  take(input: AnyModelInput<T>, grace: Grace, visibility: Visibility, shown?: unknown): void {
    this.grace = grace;
    this.shown = shown;
    const isOther = input !== this.#input || visibility !== this.#visibility;
    this.#visibility = visibility;
    const invalid = this.#invalid;
    if (input !== this.#input) {
      this.#input = input;
      this.#define();
    }
    const claim = this.#claim;
    if (claim === undefined) return;
    if (this.#definition === undefined) this.#endClaim();
    else if (this.#release === undefined) this.#start(claim, this.#definition);
    else if (isOther) {
      claim.definition = this.#definition;
      claim.visibility = visibility;
      this.#store?.configure(claim, () => this.grace);
    }
    if (this.#invalid !== invalid) this.changed('local');
  }

  /** Notes who is to be told; the `commit` that follows claims the model. The returned function ends both, and may be called twice. */
  readonly subscribe = (listener: () => void): (() => void) => {
    // All of its fields from the beginning: one that grows later costs each component an object more.
    const claim: Claim<T> = { listener, definition: undefined, visibility: undefined, watch: undefined };
    this.#claim = claim;
    this.#wasRefused = false;
    this.#sight?.look();
    return () => {
      if (this.#claim !== claim) return;
      this.#sight?.stop();
      this.#endClaim();
      this.#claim = undefined;
    };
  };

  /** What to render. A model that was made before, without a component, shows at once what it has. */
  readonly getSnapshot = (): ModelSnapshot<T> => {
    const store = this.#findStore();
    // While its model lives, nobody else can have the name.
    if (store?.isOn(this.channelName) === true) return this.#invalid ?? store.getSnapshot();
    const shown = store ?? this.model;
    return this.failure() ?? shown?.getSnapshot() ?? this.#hydrated;
  };

  /** What a server had, and what is rendered while its page is hydrated, however far the model has come by then. */
  readonly getServerSnapshot = (): ModelSnapshot<T> => this.#hydrated;

  /** The model, once there is one. */
  get model(): LiveModel<T> | undefined {
    const store = this.#findStore();
    if (store?.isOn(this.channelName) === true) return store.model;
    // By name: whoever uses one name for two types of data is warned about.
    return this.#client.peek(this.name) as LiveModel<T> | undefined;
  }

  /** Reads the state anew, of a model that nobody has claimed too. Never rejects. */
  readonly sync = async (): Promise<void> => {
    if (this.#definition === undefined || this.failure() !== undefined) return;
    await this.open().sync({ definition: this.#definition }, () => this.grace);
  };

  /** @throws ModelsError `invalid-options` where there can be no such model */
  protected open(): ModelStore<T> {
    const error = this.failure()?.error;
    if (error !== undefined) throw error;
    // Where there is none, that is the failure.
    return openStore(this.#client, this.#definition as RunnableModel<T>);
  }

  /** Something of this observer's own has changed: it is shown together with what changes in the model. */
  protected changed(origin: ChangeOrigin): void {
    const store = this.#findStore();
    // The store of others, where there can be no model for this one, does not know its listener.
    if (store === undefined || this.#release === undefined) this.#claim?.listener?.();
    else store.changed(origin);
  }

  /** Where there can be no such model, a later commit may bring one that can be. */
  #start(claim: Claim<T>, definition: RunnableModel<T>): void {
    const wasRefused = this.#wasRefused;
    this.#wasRefused = this.failure() !== undefined;
    if (this.#wasRefused) return;
    claim.definition = definition;
    claim.visibility = this.#visibility;
    const found = this.#findStore();
    this.#store = found ?? openStore(this.#client, definition);
    this.#release = this.#store.claim(claim, () => this.grace);
    // The model may be running for others, and then nothing else would tell that it can be shown.
    if (wasRefused) this.changed('local');
    // Out of view, nothing else would tell that there is a model now.
    else if (found === undefined) claim.listener?.();
  }

  /** The store of its model if there is one. */
  #findStore(): ModelStore<T> | undefined {
    if (this.#store?.isReleased !== false) {
      this.#store = this.#stores.byName.get(this.name) as ModelStore<T> | undefined;
    }
    return this.#store;
  }

  #endClaim(): void {
    this.#release?.();
    this.#release = undefined;
  }

  /** Why there can be no such model. Two channels under one name: without this, one would show the state of the other's. */
  protected failure(): ModelSnapshot<T> | undefined {
    const taken = this.model?.channelName;
    if (this.#invalid !== undefined || taken === undefined || taken === this.channelName)
      return this.#invalid;
    return (this.#taken ??= failedSnapshot(nameTaken(this, taken)));
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
