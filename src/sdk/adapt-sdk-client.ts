import { liveClient, liveClientOf, type HasLiveClient } from '../client/live-client.js';
import { ModelsError } from '../errors.js';
import { isSdkModelsClient, type SdkModelsClient } from './sdk-client.js';
import { SdkLiveClient } from './sdk-live-client.js';

/**
 * Lets `<ModelsProvider>` take a `ModelsClient` of `@ably-labs/models`.
 *
 * Gives the very same client back, with what the provider needs under a symbol of its own. To do it again changes
 * nothing. `docs/comparison.md` tells what is put right on the way, and what cannot be.
 *
 * @example
 * import ModelsClient from '@ably-labs/models';
 * import { ModelsProvider } from 'ably-models-react';
 * import { adaptSdkClient } from 'ably-models-react/sdk';
 *
 * const client = adaptSdkClient(new ModelsClient({ ably }));
 *
 * <ModelsProvider client={client}>
 *   <App />
 * </ModelsProvider>
 *
 * @throws ModelsError `invalid-options` for what is no such client
 */
export function adaptSdkClient<Client extends SdkModelsClient>(client: Client): Client & HasLiveClient {
  if (!isSdkModelsClient(client)) {
    throw new ModelsError(
      'invalid-options',
      'unable to adapt the client; it must be a ModelsClient of @ably-labs/models',
    );
  }
  // The store's models hang on the first port: a second one would run each of them twice.
  if (liveClientOf(client) === undefined) {
    // Not enumerable: a copy made by spreading is another client, and must not come with the port of this one.
    Object.defineProperty(client, liveClient, { value: new SdkLiveClient(client) });
  }
  return client as Client & HasLiveClient;
}
