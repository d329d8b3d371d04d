export { adaptSdkClient } from './adapt-sdk-client.js';
export type { HasLiveClient } from '../client/live-client.js';
export type { SdkModelsClient } from './sdk-client.js';
