import SdkModelsClient, { backoffRetryStrategy, fixedRetryStrategy } from '@ably-labs/models';
import type { Driver } from '../driver.js';

type SdkOptions = ConstructorParameters<typeof SdkModelsClient>[0];

export const sdk: Driver = {
  name: '@ably-labs/models',
  // It is also given what it does not know, such as a number as retry strategy: that is the test.
  create: (options) => new SdkModelsClient(options as SdkOptions),
  backoffRetryStrategy,
  fixedRetryStrategy,
};
