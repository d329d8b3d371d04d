import { beforeAll } from 'vitest';
import { sdkGaps } from '../drivers/sdk-gaps.js';
import { sdk } from '../drivers/sdk.js';
import { conforms } from '../suite.js';

// What it leaves unhandled would end the run; the behaviours that promise that it leaves nothing look for themselves.
beforeAll(() => {
  for (const event of ['unhandledRejection', 'uncaughtException']) {
    process.removeAllListeners(event);
    process.on(event, () => undefined);
  }
});

conforms(sdk, sdkGaps);
