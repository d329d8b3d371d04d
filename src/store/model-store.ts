import type { ChangeOrigin, LiveClient, LiveModel, ModelSnapshot } from '../model/live-model.js';
import type { RunnableModel } from '../model/resolve-model.js';
import { Delay } from './delay.js';
import { warnOfRivals } from './rivals.js';
import type { Scheduler } from './scheduler.js';
import { callAll } from './scheduler.js';

/** How long a model outlives its last claim. */
export interface Grace {
  /** ms until it is paused. */
  readonly pauseAfter: number;
  /** ms until it is released. */
  readonly gcTime: number;
}

/** Somebody who wants the model to run. */
export interface Claim<T> {
  /** What a mounted hook runs it with, as last committed; a mutation on its way brings nothing of its own. */
  definition?: RunnableModel<T>;
  /** Called after each change that is shown. */
  readonly listener?: () => void;
}

interface StoreOptions<T> {
  readonly client: LiveClient;
  readonly definition: RunnableModel<T>;
  readonly scheduler: Scheduler;
  /** Called when the model is let go: from then on this store is nobody's. */
  readonly onRelease: () => void;
}

/**
 * One model, shared by all who claim it: runs it while there is a claim, and shows all of them the same
 * snapshot at the same time.
 */
export class ModelStore<T> {
  readonly #options: StoreOptions<T>;
  readonly #claims = new Set<Claim<T>>();
  readonly #pause = new Delay();
  readonly #release = new Delay();
  #model: LiveModel<T>;
  #stopObserving: () => void;
  #shown: ModelSnapshot<T>;
  /** Whose functions the model runs. */
  #runner: Claim<T> | undefined;
  /** The model that a sync was asked of; some show it in their state only later. */
  #syncing: LiveModel<T> | undefined;
  /** The application ran it before any component did: it may use it still, and ends it itself. */
  #isTheirs: boolean;
  #pausedByUs = false;
  #rivals: 'unchecked' | 'checking' | 'warned' = 'unchecked';

  constructor(options: StoreOptions<T>) {
    this.#options = options;
    this.#model = options.client.get(options.definition);
    this.#stopObserving = this.#model.observe(this.changed);
    this.#shown = this.#model.getSnapshot();
    this.#isTheirs = this.#shown.state !== 'initialized';
  }

  get model(): LiveModel<T> {
    return this.#model;
  }

  /** What is on screen: a frame behind the model at most, and the same for whoever renders meanwhile. */
  getSnapshot(): ModelSnapshot<T> {
    return this.#shown;
  }

  /** Something that is shown has changed: the listeners hear it now, or with the next frame. */
  readonly changed = (origin: ChangeOrigin): void => {
    this.#options.scheduler.schedule(this.#show, origin);
  };

  /** Keeps the model running. The returned function ends that, and may be called twice. */
  claim(claim: Claim<T>, graceOf: () => Grace): () => void {
    const renewed = this.#renew(claim.definition);
    const release = this.#hold(claim, graceOf);
    if (renewed || this.#claims.size === 1) this.#run();
    return release;
  }

  /** Reads the state anew, and holds the model until that is done. Never rejects: the snapshot's `error` tells it. */
  async sync(claim: Claim<T>, graceOf: () => Grace): Promise<void> {
    this.#renew(claim.definition);
    const release = this.#hold(claim, graceOf);
    this.#pausedByUs = false;
    await this.#sync();
    release();
  }

  #hold(claim: Claim<T>, graceOf: () => Grace): () => void {
    this.#pause.cancel();
    this.#release.cancel();
    this.#claims.add(claim);
    this.configure(claim);
    return () => {
      if (!this.#claims.delete(claim)) return;
      // What its functions close over has left the screen with it.
      if (claim === this.#runner)
        this.configure([...this.#claims].reverse().find((other) => other.definition));
      if (this.#claims.size === 0) this.#windDown(graceOf());
    };
  }

  /** Runs the model with the functions that this claim has now. */
  configure(claim: Claim<T> | undefined): void {
    if (claim?.definition === undefined || !this.#claims.has(claim)) return;
    this.#runner = claim;
    this.#model.configure(claim.definition);
    this.#checkRivals();
  }

  async #sync(): Promise<void> {
    const model = this.#model;
    this.#syncing = model;
    await model.sync().catch(noop);
    if (this.#syncing === model) this.#syncing = undefined;
  }

  readonly #show = (): void => {
    this.#shown = this.#model.getSnapshot();
    callAll([...this.#claims].flatMap(({ listener }) => listener ?? []));
  };

  /** Somebody disposed of the model by hand: whoever uses it next gets a fresh one, and with it all the others. */
  #renew(definition = this.#runner?.definition ?? this.#options.definition): boolean {
    if (this.#model.getSnapshot().state !== 'disposed') return false;
    this.#stopObserving();
    this.#model = this.#options.client.get(definition);
    this.#stopObserving = this.#model.observe(this.changed);
    this.#isTheirs = this.#model.getSnapshot().state !== 'initialized';
    this.#pausedByUs = false;
    this.changed('local');
    return true;
  }

  #run(): void {
    const { state } = this.#model.getSnapshot();
    if (this.#pausedByUs) {
      this.#pausedByUs = false;
      this.#model.resume().catch(noop);
    } else if (state === 'errored' || (state === 'initialized' && this.#syncing !== this.#model)) {
      void this.#sync();
    }
  }

  #windDown({ pauseAfter, gcTime }: Grace): void {
    this.#pause.start(pauseAfter, () => {
      const { state } = this.#model.getSnapshot();
      // A model that the user paused is not ours to resume, and an errored one has nothing to pause.
      if (this.#isTheirs || (state !== 'ready' && state !== 'syncing')) return;
      this.#pausedByUs = true;
      this.#model.pause().catch(noop);
    });
    this.#release.start(gcTime, () => {
      this.#pause.cancel();
      this.#stopObserving();
      this.#options.onRelease();
      if (!this.#isTheirs) this.#options.client.release(this.#model as LiveModel<unknown>).catch(noop);
    });
  }

  /** Once all of a commit's effects have run: a hot reload replaces one component's definition after the other. */
  #checkRivals(): void {
    if (process.env.NODE_ENV !== 'production' && this.#rivals === 'unchecked') {
      this.#rivals = 'checking';
      queueMicrotask(() => {
        const warned = warnOfRivals([...this.#claims].flatMap(({ definition }) => definition ?? []));
        this.#rivals = warned ? 'warned' : 'unchecked';
      });
    }
  }
}

function noop(): void {
  // The model's state and error tell it.
}
