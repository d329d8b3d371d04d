import { ablyConnection } from '../channel/ably-connection.js';
import type { ConnectionView } from '../channel/port.js';
import { ModelsError } from '../errors.js';
import type { Inspector } from '../model/inspector.js';
import type { LiveClient, LiveModel, ResolvedModel } from '../model/live-model.js';
import type { SdkModelsClient } from './sdk-client.js';
import { SdkLiveModel } from './sdk-live-model.js';

/** A `ModelsClient` of `@ably-labs/models` as the store sees it. */
export class SdkLiveClient implements LiveClient {
  readonly connection: ConnectionView;
  inspector?: Inspector;
  readonly models = new Map<string, SdkLiveModel<unknown>>();
  readonly #client: SdkModelsClient;
  /** By channel, also those that were released: the SDK has one model a channel, and never forgets it. */
  readonly #everMade = new Map<string, SdkLiveModel<unknown>>();

  constructor(client: SdkModelsClient) {
    this.#client = client;
    this.connection = ablyConnection(client.ably);
  }

  peek(name: string): LiveModel<unknown> | undefined {
    return this.models.get(name);
  }

  get<T>(model: ResolvedModel<T>): LiveModel<T> {
    const existing = this.models.get(model.name);
    if (existing === undefined) return this.#open(model);
    if (existing.channelName !== model.channelName) {
      throw cannotGet(
        model,
        `a model of that name is on channel "${existing.channelName}". Give one of them another \`name\``,
      );
    }
    // By name: whoever uses one name for two types of data is warned about by the store.
    return existing as LiveModel<unknown> as LiveModel<T>;
  }

  async release(model: object & { readonly name: string }): Promise<void> {
    const held = this.models.get(model.name);
    if (held !== model) return;
    this.models.delete(held.name);
    await held.release();
  }

  #open<T>(resolved: ResolvedModel<T>): LiveModel<T> {
    const { name, channelName } = resolved;
    const made = this.#everMade.get(channelName) as SdkLiveModel<T> | undefined;
    if (made !== undefined && this.models.has(made.name)) {
      throw cannotGet(
        resolved,
        `a ModelsClient of @ably-labs/models has one model a channel, and there it is "${made.name}". ` +
          'The ModelsClient of ably-models-react takes any number',
      );
    }
    const model = made ?? new SdkLiveModel(this.#client, this, resolved);
    model.name = name;
    model.configure(resolved);
    this.models.set(name, model as SdkLiveModel<unknown>);
    this.#everMade.set(channelName, model as SdkLiveModel<unknown>);
    this.inspector?.made(model as SdkLiveModel<unknown>);
    return model;
  }
}

function cannotGet(model: { readonly name: string; readonly channelName: string }, why: string): ModelsError {
  const { name, channelName } = model;
  return new ModelsError(
    'invalid-options',
    `unable to get model "${name}" on channel "${channelName}"; ${why}`,
  );
}
