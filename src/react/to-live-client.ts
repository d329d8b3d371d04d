import { hasLiveClient, liveClient, type HasLiveClient } from '../client/live-client.js';
import { ModelsError } from '../errors.js';
import type { LiveClient } from '../model/live-model.js';
import { isSdkModelsClient, type SdkModelsClient } from '../sdk/sdk-client.js';
import { toSdkLiveClient } from '../sdk/sdk-live-client.js';

/** The clients that <ModelsProvider> takes: a `ModelsClient` of this package, or one of `@ably-labs/models`. */
export type ProvidedClient = HasLiveClient | SdkModelsClient;

/**
 * The client as the store sees it; the same one for the same client, since the store's models hang on it.
 *
 * @throws ModelsError `invalid-options` for what is no client
 */
export function toLiveClient(client: ProvidedClient): LiveClient {
  if (isObject(client)) {
    if (hasLiveClient(client)) return client[liveClient];
    if (isSdkModelsClient(client)) return toSdkLiveClient(client);
  }
  throw new ModelsError(
    'invalid-options',
    'unable to provide models; `client` must be a ModelsClient, of ably-models-react or of @ably-labs/models',
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
