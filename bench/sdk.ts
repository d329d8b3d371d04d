import { createRequire } from 'node:module';
import type SdkModelsClient from '@ably-labs/models';

/** By `require`, since its ES modules are none that Node could load: they import files without their endings. */
export function loadSdk(): typeof SdkModelsClient {
  const module = createRequire(import.meta.url)('@ably-labs/models') as { default: typeof SdkModelsClient };
  return module.default;
}
