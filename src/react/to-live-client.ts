import { hasLiveClient, liveClient, type HasLiveClient } from '../client/live-client.js';
import { ModelsError } from '../errors.js';
import type { LiveClient } from '../model/live-model.js';

/** The clients that <ModelsProvider> takes. */
export type ProvidedClient = HasLiveClient;

/**
 * The client as the store sees it; the same one for the same client, since the store's models hang on it.
 *
 * @throws ModelsError `invalid-options` for what is no client
 */
export function toLiveClient(client: ProvidedClient): LiveClient {
  if (isObject(client) && hasLiveClient(client)) return client[liveClient];
  throw new ModelsError(
    'invalid-options',
    'unable to render <ModelsProvider>; `client` must be a ModelsClient',
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
