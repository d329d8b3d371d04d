import SdkModelsClient from '@ably-labs/models';
import { ModelsClient } from 'ably-models-react';
import type { Realtime } from 'ably';

/** The values of the toolbar's "client". */
export type ClientKind = 'ably-models-react' | '@ably-labs/models';

/** The same hooks run on both. */
export function createModelsClient(kind: ClientKind, ably: Realtime): ModelsClient | SdkModelsClient {
  return kind === '@ably-labs/models' ? new SdkModelsClient({ ably }) : new ModelsClient({ ably });
}
