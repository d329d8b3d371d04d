export { createLocalAbly } from './local-ably.js';
export { installInPage } from './in-page.js';
export type { InPage, InPageClientOptions, InPageOptions } from './in-page.js';
export type { ConnectionInfo, LocalAbly, OutgoingMessage } from './local-ably.js';
export type { ConnectionFilter } from './connection.js';
export type { Counters } from './counters.js';
export type { Capability, LocalAblyKey } from './keys.js';
export type { LocalAblyOptions } from './options.js';
