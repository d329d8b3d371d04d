import { ModelsError } from '../errors.js';
import type { LiveClient } from '../model/live-model.js';

/** The clients that <ModelsProvider> takes. */
export type ProvidedClient = LiveClient;

/**
 * The client as the store sees it; the same one for the same client, since the store's models hang on it.
 *
 * @throws ModelsError `invalid-options` for what is no client
 */
export function toLiveClient(client: ProvidedClient): LiveClient {
  if (isLiveClient(client)) return client;
  throw new ModelsError(
    'invalid-options',
    'unable to render <ModelsProvider>; `client` must be a ModelsClient',
  );
}

function isLiveClient(client: unknown): client is LiveClient {
  return typeof client === 'object' && client !== null && 'connection' in client && 'peek' in client;
}
