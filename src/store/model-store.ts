import { deferred, type Deferred } from '../model/deferred.js';
import type { ChangeOrigin, LiveClient, LiveModel, ModelSnapshot } from '../model/live-model.js';
import type { RunnableModel } from '../model/resolve-model.js';
import { Claims, type Claim, type Grace } from './claims.js';
import { Delay } from './delay.js';
import type { IdleModels } from './idle-models.js';
import { checkRivals } from './rivals.js';
import type { Scheduler } from './scheduler.js';
import { callAll } from './scheduler.js';

/** ms for which a model is kept for a component that was rendered, and that React has not committed yet. */
const LEASE_MS = 60_000;

/**
 * ms for which a failure is kept that was thrown to an error boundary. React renders once more before it gives up:
 * a model that began anew in that render would suspend there, and the boundary would never show.
 */
const FAILURE_MS = 1_000;

interface StoreOptions<T> {
  readonly client: LiveClient;
  readonly definition: RunnableModel<T>;
  readonly scheduler: Scheduler;
  readonly idle: IdleModels;
  /** Called when the model is let go: from then on this store is nobody's. */
  readonly onRelease: () => void;
}

/**
 * One model, shared by all who claim it: runs it while one of them can be seen, and shows all of them the same
 * snapshot at the same time.
 */
export class ModelStore<T> {
  readonly #options: StoreOptions<T>;
  readonly #claims = new Claims<T>(({ graceOf }) => graceOf && this.#look(graceOf()));
  readonly #pause = new Delay();
  readonly #release = new Delay();
  model!: LiveModel<T>;
  #stopObserving!: () => void;
  #shown: ModelSnapshot<T>;
  /** Whose functions the model runs. */
  #runner: Claim<T> | undefined;
  /** The application ran it before any component did: it may use it still, and ends it itself. */
  #isTheirs!: boolean;
  /** Whether somebody could see it when it was last looked at. */
  #isSeen = false;
  /** ms, of who looked last. */
  #pauseAfter = 0;
  #pausedByUs = false;
  /** From then on it is nobody's, and another may be there for the model. */
  isReleased = false;
  /** For those who have nothing to show until then. */
  #arrival: Deferred | undefined;

  constructor(options: StoreOptions<T>) {
    this.#options = options;
    this.#use(options.definition);
    this.#shown = this.model.getSnapshot();
  }

  /** Whether its model is of that channel, and nobody has disposed of it. */
  isOn(channelName: string): boolean {
    return this.model.channelName === channelName && this.#shown.state !== 'disposed';
  }

  /** How many components and mutations want it. */
  get claimCount(): number {
    return this.#claims.size;
  }

  /** What is on screen: a frame behind the model at most, and the same for whoever renders meanwhile. */
  getSnapshot(): ModelSnapshot<T> {
    return this.#shown;
  }

  /** Something that is shown has changed: the listeners hear it now, or with the next frame. */
  readonly changed = (origin: ChangeOrigin): void => {
    this.#options.scheduler.schedule(this.#show, origin);
  };

  /** Keeps the model, and runs it while the claim is visible. The returned function ends that, and may be called twice. */
  claim(claim: Claim<T>, graceOf: () => Grace): () => void {
    this.#renew(claim.definition);
    this.#release.cancel();
    this.#take(claim, graceOf);
    return () => {
      if (!this.#claims.delete(claim)) return;
      // What its functions close over has left the screen with it.
      if (claim === this.#runner)
        this.#runWith(this.#claims.latest(({ definition }) => definition !== undefined));
      const grace = graceOf();
      this.#look(grace);
      if (this.#claims.size > 0) return;
      // Whoever still waits for it has no claim yet, and would have it read once more.
      const leasedFor = this.#arrival === undefined ? 0 : LEASE_MS;
      this.#release.start(Math.max(grace.gcTime, leasedFor), this.#releaseUnused);
    };
  }

  /** Takes over what this claim has now: its functions, its visibility. */
  configure(claim: Claim<T>, graceOf: () => Grace): void {
    if (this.#claims.has(claim)) this.#take(claim, graceOf);
  }

  #take(claim: Claim<T>, graceOf: () => Grace): void {
    claim.graceOf = graceOf;
    this.#claims.set(claim);
    this.#runWith(claim);
    this.#look(graceOf());
  }

  /** Reads the state anew, and holds the model until that is done. Never rejects: the snapshot's `error` tells it. */
  async sync(claim: Claim<T>, graceOf: () => Grace): Promise<void> {
    this.#renew(claim.definition);
    // As if it ran: it is told to, and not what a claim would have it do.
    this.#isSeen = true;
    const release = this.claim(claim, graceOf);
    this.#resume();
    await this.#sync();
    release();
  }

  /**
   * Reads the state for a component that has nothing else to show, attaches nothing, and lets go of the model when
   * no such component is ever committed. May be called while rendering.
   *
   * @returns resolves when there is something to show
   * @throws ModelsError why there is nothing, and will be nothing
   */
  lease(): Promise<void> {
    const { state, error } = this.#shown;
    if (state === 'errored' && error !== undefined) {
      if (this.#claims.size === 0) this.#release.start(FAILURE_MS, this.release);
      throw error;
    }
    if (this.#claims.size === 0) this.#release.extend(LEASE_MS, this.#releaseUnused);
    // Later: whoever hears of it may not render while another component does.
    queueMicrotask(() => this.#prefetch());
    this.#arrival ??= deferred();
    return this.#arrival.promise;
  }

  /** After an error that was all there was to show, the next who asks begins anew. */
  forgetFailure(): void {
    const { hasData, state } = this.model.getSnapshot();
    if (hasData || state !== 'errored') return;
    // What the application ran is not ours to make anew.
    if (this.#claims.size === 0 && !this.#isTheirs) return this.release();
    void this.#sync();
    // Now: a boundary that is reset in this tick would be thrown the old error once more.
    this.changed('local');
  }

  /** Lets go of the model, and of this store. */
  readonly release = (): void => {
    this.#release.cancel();
    this.#stopPausing();
    this.#stopObserving();
    this.isReleased = true;
    this.#options.onRelease();
    if (!this.#isTheirs) this.#options.client.release(this.model).catch(noop);
    this.#arrive();
  };

  /** As `release`, unless a call is waited for: begun anew each minute, it would never come to its end. */
  readonly #releaseUnused = (): void => {
    const isWaitedFor = this.#arrival !== undefined && this.model.getSnapshot().state === 'syncing';
    if (isWaitedFor) this.#release.start(LEASE_MS, this.#releaseUnused);
    else this.release();
  };

  /** Runs the model with the functions that this claim has now. */
  #runWith(claim: Claim<T> | undefined): void {
    if (claim?.definition === undefined) return;
    this.#runner = claim;
    this.model.configure(claim.definition);
    if (process.env.NODE_ENV !== 'production') checkRivals(this.#claims);
  }

  #prefetch(): void {
    // It has come, or this store was released meanwhile: nobody would ever let go of what is made now.
    if (this.#arrival === undefined) return;
    this.#renew();
    // Disposed of before the eyes of others, it goes on for them, though what waits here may never be committed.
    if (this.#claims.getHindrance() === undefined) this.#runInSight();
    const { state, hasData } = this.model.getSnapshot();
    if (hasData || (state !== 'initialized' && state !== 'paused')) return;
    this.#pausedByUs = true;
    this.model.prefetch().catch(noop);
  }

  #sync(): Promise<void> {
    return this.model.sync().catch(noop);
  }

  readonly #show = (): void => {
    // What was asked for before it was let go of: another store may run the model by now.
    if (this.isReleased) return;
    this.#shown = this.model.getSnapshot();
    this.#pauseIfUnseen();
    callAll([...this.#claims].flatMap(({ listener }) => listener ?? []));
    const { hasData, state } = this.#shown;
    // A disposed one too: who waits for it would wait for ever, and asks for a fresh one instead.
    if (hasData || (state !== 'initialized' && state !== 'syncing')) this.#arrive();
  };

  #arrive(): void {
    this.#arrival?.resolve();
    this.#arrival = undefined;
  }

  /** Somebody disposed of the model by hand: whoever uses it next gets a fresh one, and with it all the others. */
  #renew(definition = this.#runner?.definition ?? this.#options.definition): void {
    if (this.model.getSnapshot().state !== 'disposed') return;
    this.#stopObserving();
    this.#use(definition);
    this.#isSeen = this.#pausedByUs = false;
    this.changed('local');
  }

  #use(definition: RunnableModel<T>): void {
    this.model = this.#options.client.get(definition);
    this.#stopObserving = this.model.observe(this.changed);
    this.#isTheirs = this.model.getSnapshot().state !== 'initialized';
  }

  /** Runs the model for who can see it; pauses it, after a while, when nobody can. */
  #look({ pauseAfter }: Grace): void {
    const hindrance = this.#claims.getHindrance();
    this.#pauseAfter = pauseAfter;
    if (hindrance === undefined) return this.#runInSight();
    if (this.#isSeen) this.#pauseSoon();
    this.#isSeen = false;
    // Paused already, it may be for another reason now.
    const isPaused = this.#pausedByUs && this.model.getSnapshot().state === 'paused';
    if (hindrance.atOnce || isPaused) this.#pauseNow();
  }

  #runInSight(): void {
    this.#stopPausing();
    const wasSeen = this.#isSeen;
    this.#isSeen = true;
    if (!wasSeen) this.#run();
  }

  #run(): void {
    this.#resume();
    const { state } = this.model.getSnapshot();
    if (state === 'errored' || state === 'initialized') void this.#sync();
  }

  #resume(): void {
    if (!this.#pausedByUs) return;
    this.#pausedByUs = false;
    this.model.resume('unused').catch(noop);
  }

  readonly #pauseNow = (): void => {
    this.#stopPausing();
    const { state, pausedReason } = this.model.getSnapshot();
    const reason = this.#claims.getHindrance()?.reason;
    if (reason === undefined || this.#isTheirs || state === 'initialized' || state === 'disposed') return;
    this.#pausedByUs = true;
    // A hidden component may be rendered again and again: what it shows is no other for that.
    if (reason !== pausedReason) this.model.pause(reason).catch(noop);
    // What has failed for good cannot be paused: when it runs again, it is paused after a grace like any other.
    if (this.model.getSnapshot().state === 'errored') this.#pausedByUs = false;
  };

  #pauseSoon(): void {
    this.#pause.start(this.#pauseAfter, this.#pauseNow);
    // With a hidden page all go at once, no more than had their channels before, and often come back at once. And
    // `Infinity` is never.
    const isHidden = this.#claims.getHindrance()?.reason === 'page-hidden';
    if (!isHidden && this.#pauseAfter !== Infinity) this.#options.idle.add(this.#pauseNow);
  }

  /** Somebody ran by hand what nobody sees: it has its grace, like all that leaves the screen. */
  #pauseIfUnseen(): void {
    const { state } = this.#shown;
    const isUnseen = !this.#isSeen && !this.#pausedByUs && !this.#isTheirs && !this.#pause.isRunning;
    if (isUnseen && (state === 'syncing' || state === 'ready')) this.#pauseSoon();
  }

  #stopPausing(): void {
    this.#pause.cancel();
    this.#options.idle.delete(this.#pauseNow);
  }
}

function noop(): void {
  // The model's state and error tell it.
}
