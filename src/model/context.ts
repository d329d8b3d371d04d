import type { ChannelSource } from '../channel/port.js';
import type { Clock } from './clock.js';
import type { Companion } from './companion.js';
import type { EventOrderer } from './event-buffer.js';
import type { LiveClient } from './live-model.js';
import type { Logger } from './logger.js';
import type { RetryStrategy } from './retry.js';

/** What a model is run with: the client's options, checked and complete. */
export interface ModelSettings {
  readonly historyPageSize: number;
  /** How long the channel keeps its messages, in ms. */
  readonly retention: number;
  readonly retryStrategy: RetryStrategy;
  /** ms until a sync call counts as failed. */
  readonly syncTimeout: number;
  /** ms for which an event is held back to be put in order; 0 holds none. */
  readonly bufferMs: number;
  /** By sequence id when left out. */
  readonly eventOrderer: EventOrderer | undefined;
  /** ms until a mutation without a confirmation is taken back. */
  readonly mutationTimeout: number;
}

/** What tells a model from the others of its client. */
export interface ModelIdentity {
  readonly name: string;
  readonly channelName: string;
}

/** What a model stands on. */
export interface ModelContext {
  readonly channels: ChannelSource;
  readonly settings: ModelSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly companion?: Companion | undefined;
  /** Asked for its inspector at each event, since that may come at any time. */
  readonly client?: Pick<LiveClient, 'inspector'>;
  /** Called once, when the model is disposed. */
  readonly onDispose: () => void;
}
