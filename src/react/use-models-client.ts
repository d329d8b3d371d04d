'use client';

import { useModelsContext } from './models-context.js';
import type { ProvidedClient } from './to-live-client.js';

/**
 * The client of the <ModelsProvider> above.
 *
 * @throws ModelsError `invalid-options` where there is none
 */
export function useModelsClient(): ProvidedClient {
  return useModelsContext('useModelsClient').client;
}
