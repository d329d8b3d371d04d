import type { Realtime } from 'ably';
import type { ModelSettings } from '../model/context.js';
import type { EventOrderer } from '../model/event-buffer.js';
import type { Logger } from '../model/logger.js';
import { backoffRetryStrategy, fixedRetryStrategy, type RetryStrategy } from '../model/retry.js';
import { assertClientOptions } from './check-options.js';
import type { LogLevel } from './log-level.js';

/** How state is read from the backend and from the channel's history. */
export interface SyncOptions {
  /** Messages a page of history, 1 to 1000. Default 100. */
  readonly historyPageSize?: number;
  /**
   * How long the channel keeps messages. Must match the rule of its namespace in Ably's dashboard: less costs a sync call after
   * a pause, and with more changes can be missed, since a history that has expired seems to be one without any. Default `'2m'`.
   */
  readonly messageRetentionPeriod?: '2m' | '24h' | '72h';
  /**
   * ms to wait before a failed sync is tried again, -1 for never, or `(attempt) => ms`, below 0 to give up.
   * Default `backoffRetryStrategy(2, 1000, 10)`.
   */
  readonly retryStrategy?: number | RetryStrategy;
  /** ms after which a sync call that does not answer counts as failed; `Infinity` waits for ever. Default 30,000. */
  readonly timeout?: number;
}

/** How events that overtook each other on the way are put back in order. */
export interface EventBufferOptions {
  /** ms for which each event is held back. Default 0: none is, and the channel's order counts. */
  readonly bufferMs?: number;
  /** Which of two held events comes first. Default: by sequence id. */
  readonly eventOrderer?: EventOrderer;
}

export interface OptimisticEventOptions {
  /** ms of live time until a mutation that nobody confirmed is taken back: its clock stands while the model is not live. Default 5,000. */
  readonly timeout?: number;
}

/** What a `ModelsClient` is made of. The names are those of `@ably-labs/models`. */
export interface ModelsClientOptions {
  /** Your connection. Never opened, closed or configured by this package. */
  readonly ably: Realtime;
  readonly syncOptions?: SyncOptions;
  readonly eventBufferOptions?: EventBufferOptions;
  readonly optimisticEventOptions?: OptimisticEventOptions;
  /** Where to log; a pino logger fits. Default: the console, for what `logLevel` lets through. */
  readonly logger?: Logger;
  /** Default `'silent'`; with a `logger` of your own, whatever that lets through. */
  readonly logLevel?: LogLevel;
}

/** By the setting of the channel's namespace, in ms. */
export const RETENTION_MS = { '2m': 120_000, '24h': 86_400_000, '72h': 259_200_000 } as const;

/**
 * Fills in the defaults.
 *
 * @throws ModelsError `invalid-options`, naming the option and what it must be; in development
 */
export function toModelSettings(options: ModelsClientOptions): ModelSettings {
  if (process.env.NODE_ENV !== 'production') assertClientOptions(options);
  const { syncOptions = {}, eventBufferOptions = {}, optimisticEventOptions = {} } = options;
  const { historyPageSize = 100, messageRetentionPeriod = '2m', timeout: syncTimeout = 30_000 } = syncOptions;
  const { retryStrategy = backoffRetryStrategy(2, 1000, 10) } = syncOptions;
  return {
    historyPageSize,
    retention: RETENTION_MS[messageRetentionPeriod],
    retryStrategy: typeof retryStrategy === 'number' ? fixedRetryStrategy(retryStrategy) : retryStrategy,
    syncTimeout,
    bufferMs: eventBufferOptions.bufferMs ?? 0,
    eventOrderer: eventBufferOptions.eventOrderer,
    mutationTimeout: optimisticEventOptions.timeout ?? 5_000,
  };
}
