import type { ConnectionView } from '../channel/port.js';
import { ModelsError } from '../errors.js';
import type { Clock } from '../model/clock.js';
import type { Companion, KeptMutation } from '../model/companion.js';
import type { CoreModel } from '../model/core-model.js';
import type { ConfirmedEvent, MutationEvent } from '../model/event.js';
import type { LiveModel, ModelFunctions } from '../model/live-model.js';
import type { Logger } from '../model/logger.js';
import { backoffRetryStrategy } from '../model/retry.js';
import type { SavedState } from '../model/saved-state.js';
import type { MergeFunction, SyncContext, SyncResult } from '../model/spec.js';
import { Outbox } from './outbox.js';
import { PageEvents } from './page-events.js';
import { applyDelta, isDelta } from './read-delta.js';
import { SafeStorage } from './safe-storage.js';
import type { SendOptions } from './sends.js';
import { StateKeeper } from './state-keeper.js';
import type { Storage } from './storage.js';
import type { Bus, Leadership } from './tabs.js';

export interface PersistenceOptions {
  readonly storage: Storage;
  readonly bus: Bus;
  readonly leadership: Leadership;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly sends: ReadonlyMap<string, SendOptions>;
  readonly version: string;
  /** ms, as all times here. */
  readonly fullSyncInterval: number;
  readonly timeout: number;
  readonly sendTimeout: number;
  readonly onError: (error: ModelsError) => void;
  readonly logger: Logger;
}

/** ms for which a model waits for its kept state: past that its sync function is the faster way. */
const LOAD_MS = 1_000;

const NOTHING: ReadonlyMap<string, 'confirmed' | 'rejected'> = new Map();

/** What a client's models have that outlives their page: their states, and the outbox. */
export class Persistence implements Companion {
  readonly outbox: Outbox;
  readonly #options: PersistenceOptions;
  readonly #storage: SafeStorage;
  readonly #states: StateKeeper;
  readonly #page: PageEvents;
  #closing: Promise<void> | undefined;

  constructor(connection: ConnectionView, options: PersistenceOptions) {
    const { clock, bus, version } = options;
    this.#options = options;
    const storage = new SafeStorage(options.storage, clock, (error) => this.#tell(error));
    this.#storage = storage;
    this.#page = new PageEvents({
      hidden: () => void this.flush(),
      left: () => this.outbox.stepDown(),
      returned: () => this.outbox.campaign(),
      network: () => this.outbox.lookAtConnection(),
    });
    this.#states = new StateKeeper({ storage, clock, version, whenIdle: this.#page.whenIdle });
    this.outbox = new Outbox({
      ...options,
      storage,
      connection,
      bus: {
        ...bus,
        listen: (listener) =>
          bus.listen((message) => {
            if (message.type === 'cleared') void this.#forgetOwn();
            else listener(message);
          }),
      },
      hasNetwork: this.#page.hasNetwork,
      backoff: backoffRetryStrategy(2, 1_000),
    });
    this.outbox.subscribe(() => this.#page.warnBeforeUnload(this.outbox.getSnapshot().unsaved > 0));
  }

  made(model: CoreModel<unknown>): void {
    this.#states.follow(model);
    this.outbox.link(model);
  }

  heard({ name }: CoreModel<unknown>, event: ConfirmedEvent): void {
    this.outbox.heard(name, event);
  }

  async load(model: CoreModel<unknown>): Promise<SavedState | undefined> {
    let stop!: () => void;
    const late = new Promise<undefined>((resolve) => {
      stop = this.#options.clock.after(LOAD_MS, () => resolve(undefined));
    });
    // What was typed is on screen as soon as what it was typed into.
    const loading = this.outbox.loaded.then(() => this.#states.read(model));
    const saved = await Promise.race([loading, late]);
    stop();
    return saved;
  }

  async read<T>(
    model: CoreModel<T>,
    functions: ModelFunctions<T>,
    context: SyncContext,
    params: readonly unknown[],
  ): Promise<SyncResult<T>> {
    const answered = this.outbox.syncing(model.name, params);
    const base = model.save();
    // One that is not known to be complete lacks what stands before its position: no delta brings that.
    if (base?.takenAt !== undefined && this.#mayAskForDelta(model.name)) {
      const answer: unknown = await functions.sync({ ...context, since: String(base.sequenceId) }, params);
      if (!isDelta(answer)) return this.#whole(model.name, answer as SyncResult<T>, answered);
      try {
        const { result, decided } = applyDelta(
          model.name,
          base,
          answer,
          functions.merge as MergeFunction<unknown>,
        );
        answered(decided);
        return result as SyncResult<T>;
      } catch (error) {
        this.#options.logger.warn(
          { model: model.name, error },
          'what changed cannot be merged; the whole state is read',
        );
      }
    }
    return this.#whole(model.name, await functions.sync(context, params), answered);
  }

  mutate(model: LiveModel<unknown>, send: string, event: MutationEvent): KeptMutation {
    return this.outbox.mutate(model, send, event);
  }

  async flush(): Promise<void> {
    await Promise.all([this.#states.write(true), this.outbox.settled]);
  }

  async clear(): Promise<void> {
    this.#forget();
    await this.outbox.settled;
    const cleared = await this.#storage.call('clear what is kept', (storage) => storage.clear());
    this.#options.bus.post({ type: 'cleared' });
    this.#storage.close();
    if (cleared !== undefined || typeof indexedDB === 'undefined') return;
    const why = 'the storage failed, and what was kept may be there still';
    throw new ModelsError('storage-failed', `unable to clear what is kept; ${why}`);
  }

  /** Resolves when what has changed is written. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#page.close();
    this.outbox.stop();
    await this.flush();
    this.outbox.leave();
    this.#states.close();
    this.#options.bus.close();
    this.#storage.close();
  }

  /** What the application does about it must not cost what was to be stored. */
  #tell(error: ModelsError): void {
    try {
      this.#options.onError(error);
    } catch (thrown) {
      this.#options.logger.error({ error: thrown }, 'onError threw');
    }
  }

  /** Another tab has forgotten everything; what this one wrote meanwhile is left. */
  async #forgetOwn(): Promise<void> {
    this.#forget();
    await Promise.all([this.#states.forget(), this.outbox.settled]);
    this.#storage.close();
  }

  #forget(): void {
    this.#states.close();
    this.outbox.clear();
  }

  #whole<T>(name: string, answer: SyncResult<T>, answered: (decided: typeof NOTHING) => void): SyncResult<T> {
    this.#states.noteFullSync(name);
    answered(NOTHING);
    return answer;
  }

  #mayAskForDelta(name: string): boolean {
    const age = this.#options.clock.now() - (this.#states.fullSyncAt(name) ?? NaN);
    return age >= 0 && age < this.#options.fullSyncInterval;
  }
}
