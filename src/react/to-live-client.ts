import { liveClientOf, type HasLiveClient } from '../client/live-client.js';
import { ModelsError } from '../errors.js';
import type { LiveClient } from '../model/live-model.js';

/**
 * The clients that <ModelsProvider> takes: a `ModelsClient` of this package, or one of `@ably-labs/models` that went
 * through `adaptSdkClient` of `ably-models-react/sdk`.
 */
export type ProvidedClient = HasLiveClient;

/**
 * The client as the store sees it; the same one for the same client, since the store's models hang on it.
 *
 * @throws ModelsError `invalid-options` for what is no client; in development
 */
export function toLiveClient(client: ProvidedClient): LiveClient {
  const live = liveClientOf(client);
  if (process.env.NODE_ENV !== 'production' && live === undefined) {
    throw new ModelsError(
      'invalid-options',
      'unable to provide models; `client` must be a ModelsClient of ably-models-react. For one of @ably-labs/models, ' +
        "`import { adaptSdkClient } from 'ably-models-react/sdk'` and provide `adaptSdkClient(client)`",
    );
  }
  return live as LiveClient;
}
