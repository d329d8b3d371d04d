import { getOrAdd } from '../get-or-add.js';
import type { LiveClient } from '../model/live-model.js';
import type { RunnableModel } from '../model/resolve-model.js';
import { IdleModels } from './idle-models.js';
import { ModelStore } from './model-store.js';
import { MutationRegistry } from './mutation-registry.js';
import { createScheduler, type Scheduler } from './scheduler.js';

/** What a client's models have in common. */
export interface ClientStores {
  readonly byName: Map<string, ModelStore<unknown>>;
  /** One for all models of a client: those that change within a frame are rendered together. */
  readonly scheduler: Scheduler;
  readonly idle: IdleModels;
  readonly mutations: MutationRegistry;
}

/** Held by the client, so that two providers of one client share its models, and nothing outlives it. */
const storesByClient = new WeakMap<LiveClient, ClientStores>();

/** Lets whatever failed before it had anything to show begin anew. */
export function forgetFailures(client: LiveClient): void {
  for (const store of [...storesOf(client).byName.values()]) store.forgetFailure();
}

/** A client's mutations, from all of its models. May be called while rendering. */
export function mutationsOf(client: LiveClient): MutationRegistry {
  return storesOf(client).mutations;
}

/** The store of a model, made when there is none: it does nothing until it is claimed or leased. */
export function openStore<T>(client: LiveClient, definition: RunnableModel<T>): ModelStore<T> {
  const { byName, scheduler, idle } = storesOf(client);
  const { name } = definition;
  const create = () =>
    new ModelStore<T>({ client, definition, scheduler, idle, onRelease: () => byName.delete(name) });
  // By name: whoever uses one name for two types of data is warned about.
  return getOrAdd(byName as Map<string, ModelStore<T>>, name, create);
}

/** What a client has before it has anything: it does nothing by itself, and may be called while rendering. */
export function storesOf(client: LiveClient): ClientStores {
  return getOrAdd(storesByClient, client, () => {
    const scheduler = createScheduler();
    return {
      byName: new Map(),
      scheduler,
      idle: new IdleModels(),
      mutations: new MutationRegistry(scheduler),
    };
  });
}
