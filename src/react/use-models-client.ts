'use client';

import type { ModelsClient } from '../client/models-client.js';
import { useModelsContext } from './models-context.js';

/**
 * The client that the <ModelsProvider> above was given: for what no hook does, such as `models.get` or `ably`.
 *
 * Typed as this package's own; with another one, name its type. The type is taken at your word.
 *
 * @example
 * const { ably } = useModelsClient();
 *
 * @example
 * import type ModelsClient from '@ably-labs/models';
 *
 * const { models } = useModelsClient<ModelsClient>();
 *
 * @throws ModelsError `invalid-options` where there is no provider
 */
export function useModelsClient<Client extends object = ModelsClient>(): Client {
  // The context holds one client for all kinds, and only the caller knows which kind the provider has.
  return useModelsContext('useModelsClient').client as Client;
}
