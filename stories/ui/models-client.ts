import SdkModelsClient from '@ably-labs/models';
import { ModelsClient } from 'ably-models-react';
import { adaptSdkClient } from 'ably-models-react/sdk';
import type { Realtime } from 'ably';
import { inspectable } from '../devtools/bridge.js';

/** The clients to choose from, by a key without the characters that Storybook keeps out of addresses. */
export const clientNames = {
  'ably-models-react': 'ably-models-react',
  'ably-labs-models': '@ably-labs/models',
} as const;

export type ClientKind = keyof typeof clientNames;

/** The same hooks run on both. */
export function createModelsClient(kind: ClientKind, ably: Realtime) {
  return inspectable(
    kind === 'ably-labs-models' ? adaptSdkClient(new SdkModelsClient({ ably })) : new ModelsClient({ ably }),
  );
}
