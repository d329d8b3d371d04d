import type { Realtime } from 'ably';
import { liveClient } from '../client/live-client.js';
import { ModelsClient } from '../client/models-client.js';
import type { ModelsClientOptions } from '../client/options.js';
import { getOrAdd } from '../get-or-add.js';
import { definitionMark } from '../model/define-model.js';
import type { ModelFunctions } from '../model/live-model.js';
import type { Model } from '../model/model.js';
import { resolveModel, type AnyModelInput, type RunnableModel } from '../model/resolve-model.js';
import { createScheduler } from '../store/scheduler.js';
import { storesOf } from '../store/stores.js';
import { withBackend, type TestBackend } from './test-backend.js';
import type { Handlers } from './test-channel.js';
import type { TestMutations } from './test-mutations.js';
import type { TestRealtime } from './test-realtime.js';

interface TestClientParts {
  readonly ably: TestRealtime;
  readonly options: Omit<ModelsClientOptions, 'ably'>;
  readonly backendOf: (channelName: string) => TestBackend;
  readonly mutationsOf: (channelName: string) => TestMutations;
}

/**
 * The real client on a connection that is none. Two things only are not as in an application: the sync functions of its
 * models, which have no backend to ask, and frames, of which each step of a test is one.
 */
export function createTestClient({ ably, options, backendOf, mutationsOf }: TestClientParts) {
  const client = new ModelsClient({ ...options, ably: ably as unknown as Realtime });
  const live = client[liveClient];
  /** With what each is described by. */
  const models = new Map<Model<unknown>, RunnableModel<unknown>>();

  const served = new WeakMap<ModelFunctions<unknown>, RunnableModel<unknown>>();
  const serve = (model: RunnableModel<unknown>) =>
    getOrAdd(served, model, () => withBackend(model, backendOf(model.channelName)));

  /** Has it keep to the backend when its component renders anew, and tell of its mutations. */
  const adopt = (model: Model<unknown>, described: RunnableModel<unknown>): Model<unknown> => {
    if (models.has(model)) return model;
    models.set(model, described);
    const configure = model.configure.bind(model);
    const mutate = model.mutate.bind(model);
    // What the store configures a model with is a definition of that very model.
    model.configure = (functions) => {
      models.set(model, functions as RunnableModel<unknown>);
      configure(serve(functions as RunnableModel<unknown>));
    };
    model.mutate = (event, mutateOptions) => {
      const mutation = mutate(event, mutateOptions);
      mutationsOf(model.channelName).add(mutation, event);
      return mutation;
    };
    return model;
  };

  const { models: real } = client;
  const get = (model: RunnableModel<unknown>) => (real.get as (model: unknown) => Model<unknown>)(model);
  const getServed = (input: AnyModelInput<unknown>) => {
    const resolved = resolveModel(input);
    return adopt(get(serve(resolved)), resolved);
  };
  live.get = (model) => getServed(model as never) as never;
  Object.assign(client, { models: { get: getServed } });
  Object.assign(
    storesOf(live).scheduler,
    createScheduler((callback) => void Promise.resolve().then(callback)),
  );

  const findHandlers = (channelName: string): Handlers => {
    const used = [...models].filter(
      ([model]) => model.channelName === channelName && model.state !== 'disposed',
    );
    const merges = used.map(([, described]) => described[definitionMark].merge);
    const takesAll = merges.length === 0 || merges.some((merge) => typeof merge === 'function');
    return {
      names: takesAll ? undefined : [...new Set(merges.flatMap((merge) => Object.keys(merge)))],
      subscriptions: used.filter(([{ state }]) => state === 'syncing' || state === 'ready').length,
    };
  };

  return { client, live, models: models as ReadonlyMap<Model<unknown>, unknown>, findHandlers };
}
