import { Realtime, type ClientOptions } from 'ably';
import { loadSdk } from '../sdk.js';
import { spec } from './contenders.js';

/** The SDK catches up, for as long as it is let. */
const [options = '{}'] = process.argv.slice(2);
const SdkModelsClient = loadSdk();
const ably = new Realtime(JSON.parse(options) as ClientOptions);
await ably.connection.whenState('connected');
const model = new SdkModelsClient({ ably }).models.get(spec);
process.send?.('begins');
await model.sync();
process.send?.('caught up');
