import type { Realtime } from 'ably';
import { AblyChannels } from '../channel/ably-channels.js';
import type { ChannelSource } from '../channel/port.js';
import { ModelsError } from '../errors.js';
import { systemClock } from '../model/clock.js';
import type { ModelSettings } from '../model/context.js';
import type { ModelDefinition } from '../model/define-model.js';
import type { ChangeEvent } from '../model/event.js';
import type { LiveClient, ResolvedModel } from '../model/live-model.js';
import type { Logger } from '../model/logger.js';
import type { Merge } from '../model/merge-handlers.js';
import { Model } from '../model/model.js';
import { nameTaken } from '../model/model-names.js';
import { readSaved, type SavedState, type SavedStates } from '../model/saved-state.js';
import { resolveModel, type AnyModelInput } from '../model/resolve-model.js';
import type { EventSchemas, NoSchemas, StandardSchema } from '../model/schema.js';
import type { SyncResult } from '../model/spec.js';
import { liveClient, type HasLiveClient } from './live-client.js';
import { toLogger } from './log-level.js';
import { toModelSettings, type ModelsClientOptions } from './options.js';

/** What `models.get` takes: the shape of `@ably-labs/models`, and a `name` for a second model on one channel. */
export interface ModelSpec<
  T,
  Params extends readonly unknown[],
  Events,
  Names extends string,
  Event extends ChangeEvent,
  Schemas extends EventSchemas = NoSchemas,
  Answer = T,
> {
  readonly channelName: string;
  /** Identifies the model within its client. Default: the channel name. */
  readonly name?: string;
  readonly sync: (...params: Params) => Promise<SyncResult<Answer>>;
  readonly merge: Merge<NoInfer<T>, Events, Names, Event, NoInfer<Schemas>>;
  /** For the data that `sync` answers; see `ModelOptions`. */
  readonly schema?: StandardSchema<unknown, T>;
  /** For the data of events, by event name; see `ModelOptions`. */
  readonly events?: Schemas;
}

/** The models of a client, by name. */
export interface Models {
  /**
   * The model of that name; made when there is none, and inert until its `sync()`.
   *
   * @throws ModelsError `invalid-options` when it is no model, or when the name is taken by one on another channel
   */
  get<T, Events>(definition: ModelDefinition<T, Events>): Model<T, []>;
  get<
    Answer,
    Params extends readonly unknown[],
    Events,
    Names extends string,
    Event extends ChangeEvent,
    Schemas extends EventSchemas = NoSchemas,
    T = Answer,
  >(
    spec: ModelSpec<T, Params, Events, Names, Event, Schemas, Answer>,
  ): Model<T, Params>;
}

/**
 * Keeps the models of one Ably connection.
 *
 * The constructor options, `models.get` and the methods of the models are those of `@ably-labs/models`.
 *
 * @example
 * const ably = new Realtime({ authUrl: '/api/ably-token' });
 * const client = new ModelsClient({ ably });
 * @throws ModelsError `invalid-options`, naming the option and what it must be
 */
export class ModelsClient implements HasLiveClient {
  readonly ably: Realtime;
  readonly models: Models;
  /** What the provider needs of this client; not for use by hand. */
  readonly [liveClient]: LiveClient;
  /** Each of its own type; the name stands for it. */
  readonly #models = new Map<string, Model<unknown>>();
  readonly #channels: ChannelSource;
  readonly #settings: ModelSettings;
  readonly #logger: Logger;

  /** What the models begin with that are still to be made. */
  readonly #saved = new Map<string, SavedState>();

  constructor(options: ModelsClientOptions) {
    this.#settings = toModelSettings(options);
    this.#logger = toLogger(options.logger, options.logLevel);
    this.ably = options.ably;
    this.#channels = new AblyChannels(options.ably);
    this[liveClient] = {
      connection: this.#channels.connection,
      logger: this.#logger,
      models: this.#models,
      peek: (name) => this.#models.get(name),
      get: (model) => this.#get(model),
      release: (model) => this.#release(model),
      restore: (states) => this.restore(states),
    };
    this.models = {
      get: (spec: AnyModelInput<unknown>) => this.#get(resolveModel(spec)) as never,
    };
  }

  /**
   * What each model that has a state needs to go on in another run, by model name. Plain data, as far as the states are.
   *
   * @example
   * localStorage.setItem('models', JSON.stringify(client.snapshot()));
   */
  snapshot(): SavedStates {
    return this.#collect((model) => model.save());
  }

  /** The vector of sequence ids: for each model that has a state, by name, how far that has come. */
  cursors(): Readonly<Record<string, string>> {
    return this.#collect((model) => model.position?.id);
  }

  /**
   * Lets models begin with what `snapshot()` gave in another run: each shows its state at once, and goes on from its
   * sequence id, by a replay where the channel still has all that came since, else by a new sync. Models that have a state
   * keep it. One that is no saved state stops none of the others.
   *
   * @example
   * client.restore(JSON.parse(localStorage.getItem('models') ?? '{}'));
   *
   * @throws ModelsError `invalid-options` where one of them is no saved state, when all others are restored. That model
   *   syncs as ever: to report it is enough. In development also where `states` is no object
   */
  restore(states: SavedStates): void {
    const given: unknown = states;
    if (process.env.NODE_ENV !== 'production' && (typeof given !== 'object' || given === null))
      throw new ModelsError(
        'invalid-options',
        `unable to restore models; the states must be an object and are ${String(given)}`,
      );
    let failure: unknown;
    for (const [name, saved] of Object.entries(states)) {
      try {
        // Now, and not when its model is made: that happens while a component renders.
        const state = readSaved(name, saved);
        const model = this.#models.get(name);
        if (model) model.restore(state);
        else this.#saved.set(name, state);
      } catch (thrown) {
        failure ??= thrown;
      }
    }
    if (failure !== undefined) throw failure as ModelsError;
  }

  #collect<Value>(read: (model: Model<unknown>) => Value | undefined): Readonly<Record<string, Value>> {
    const entries = [...this.#models].map(([name, model]) => [name, read(model)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, Value] => entry[1] !== undefined));
  }

  #get<T>(resolved: ResolvedModel<T>): Model<T> {
    const existing = this.#models.get(resolved.name);
    if (existing === undefined) return this.#create(resolved);
    if (existing.channelName !== resolved.channelName) throw nameTaken(resolved, existing.channelName);
    // By name: whoever uses one name for two types of data is warned about by the store.
    return existing as Model<T>;
  }

  async #release(model: object & { readonly name: string }): Promise<void> {
    const held = this.#models.get(model.name);
    // The application may have disposed of that one, and made another under its name.
    if (held === model) await held.dispose();
  }

  #create<T>(resolved: ResolvedModel<T>): Model<T> {
    const model = new Model<T>(resolved, resolved, {
      channels: this.#channels,
      settings: this.#settings,
      clock: systemClock,
      logger: this.#logger,
      companion: this[liveClient].companion,
      client: this[liveClient],
      onDispose: () => this.#models.delete(resolved.name),
    });
    const { name } = resolved;
    this.#models.set(name, model as Model<unknown>);
    const saved = this.#saved.get(name);
    this.#saved.delete(name);
    // By name: whoever uses one name for two types of data is warned about by the store.
    if (saved) model.restore(saved as SavedState<T>);
    this[liveClient].companion?.made(model as Model<unknown>);
    this[liveClient].inspector?.made(model as Model<unknown>);
    return model;
  }
}
