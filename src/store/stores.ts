import type { LiveClient } from '../model/live-model.js';
import type { RunnableModel } from '../model/resolve-model.js';
import { ModelStore } from './model-store.js';
import type { Scheduler } from './scheduler.js';
import { frameScheduler } from './scheduler.js';

/** Held by the client, so that two providers of one client share its models, and nothing outlives it. */
const storesByClient = new WeakMap<LiveClient, Map<string, ModelStore<unknown>>>();

/** The store of a model if there is one; creates nothing, so that it may be called while rendering. */
export function peekStore(client: LiveClient, name: string): ModelStore<unknown> | undefined {
  return storesByClient.get(client)?.get(name);
}

/** The store of a model, made when there is none. Never call it while rendering. */
export function openStore<T>(
  client: LiveClient,
  definition: RunnableModel<T>,
  scheduler: Scheduler = frameScheduler,
): ModelStore<T> {
  const stores = storesByClient.get(client) ?? new Map<string, ModelStore<unknown>>();
  storesByClient.set(client, stores);
  const { name } = definition;
  const existing = stores.get(name);
  // The name is what identifies a model's data type; two definitions that disagree are warned about.
  if (existing !== undefined) return existing as ModelStore<T>;
  const store = new ModelStore<T>({
    client,
    definition,
    scheduler,
    onRelease: () => stores.delete(name),
  });
  stores.set(name, store as ModelStore<unknown>);
  return store;
}
