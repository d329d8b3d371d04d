import { backoffRetryStrategy, fixedRetryStrategy, ModelsClient } from 'ably-models-react';
import type { Driver } from '../driver.js';

export const ablyModelsReact: Driver = {
  name: 'ably-models-react',
  create: (options) => new ModelsClient(options),
  backoffRetryStrategy,
  fixedRetryStrategy,
};
