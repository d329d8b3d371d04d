import type { Realtime } from 'ably';
import { ModelsError } from '../errors.js';
import type { ModelSettings } from '../model/context.js';
import type { EventOrderer } from '../model/event-buffer.js';
import type { Logger } from '../model/logger.js';
import { backoffRetryStrategy, fixedRetryStrategy, type RetryStrategy } from '../model/retry.js';
import { assertKnownOptions } from '../options.js';
import type { LogLevel } from './log-level.js';

/** How state is read from the backend and from the channel's history. */
export interface SyncOptions {
  /** Messages a page of history, 1 to 1000. Default 100. */
  readonly historyPageSize?: number;
  /** How long the channel keeps messages: the setting of its namespace in Ably's dashboard. Default `'2m'`. */
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

const RETENTION_MS = { '2m': 120_000, '24h': 86_400_000, '72h': 259_200_000 } as const;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws ModelsError `invalid-options`, naming the option and what it must be
 */
export function toModelSettings(options: ModelsClientOptions): ModelSettings {
  assertObject('options', options);
  assertKnown('', options, [
    'ably',
    'syncOptions',
    'eventBufferOptions',
    'optimisticEventOptions',
    'logger',
    'logLevel',
  ]);
  assertAbly(options.ably);
  const { syncOptions = {}, eventBufferOptions = {}, optimisticEventOptions = {} } = options;
  assertKnown('syncOptions.', syncOptions, [
    'historyPageSize',
    'messageRetentionPeriod',
    'retryStrategy',
    'timeout',
  ]);
  assertKnown('eventBufferOptions.', eventBufferOptions, ['bufferMs', 'eventOrderer']);
  assertKnown('optimisticEventOptions.', optimisticEventOptions, ['timeout']);

  const { historyPageSize = 100, messageRetentionPeriod = '2m', timeout: syncTimeout = 30_000 } = syncOptions;
  check('syncOptions.historyPageSize', historyPageSize, 'an integer from 1 to 1000', (value) => {
    return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1000;
  });
  check('syncOptions.messageRetentionPeriod', messageRetentionPeriod, "'2m', '24h' or '72h'", (value) => {
    return typeof value === 'string' && Object.hasOwn(RETENTION_MS, value);
  });
  check('syncOptions.timeout', syncTimeout, 'a positive number of ms', isPositive);

  const { bufferMs = 0, eventOrderer } = eventBufferOptions;
  check('eventBufferOptions.bufferMs', bufferMs, 'a number of ms, 0 or more', (value) => {
    return value === 0 || (isPositive(value) && value !== Infinity);
  });
  check('eventBufferOptions.eventOrderer', eventOrderer, 'a function', (value) => {
    return value === undefined || typeof value === 'function';
  });

  const { timeout: mutationTimeout = 5_000 } = optimisticEventOptions;
  check('optimisticEventOptions.timeout', mutationTimeout, 'a positive number of ms', isPositive);

  return {
    historyPageSize,
    retention: RETENTION_MS[messageRetentionPeriod],
    retryStrategy: toRetryStrategy(syncOptions.retryStrategy),
    syncTimeout,
    bufferMs,
    eventOrderer,
    mutationTimeout,
  };
}

function toRetryStrategy(retryStrategy: SyncOptions['retryStrategy']): RetryStrategy {
  if (retryStrategy === undefined) return backoffRetryStrategy(2, 1000, 10);
  if (typeof retryStrategy === 'function') return retryStrategy;
  check('syncOptions.retryStrategy', retryStrategy, 'a number of ms, -1, or a function', (value) => {
    return typeof value === 'number' && !Number.isNaN(value);
  });
  return fixedRetryStrategy(retryStrategy);
}

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;

function assertObject(what: string, value: unknown): void {
  if (typeof value === 'object' && value !== null) return;
  throw invalid(`${what} must be an object`);
}

function assertKnown(prefix: string, options: object, known: readonly string[]): void {
  assertObject(prefix.slice(0, -1) || 'options', options);
  assertKnownOptions(prefix === '' ? DOING : `${DOING} with \`${prefix.slice(0, -1)}\``, options, known);
}

function assertAbly(ably: unknown): void {
  const isRealtime = typeof ably === 'object' && ably !== null && 'connection' in ably && 'channels' in ably;
  if (!isRealtime) throw invalid('`ably` must be a Realtime client of the package "ably"');
}

function check(name: string, value: unknown, what: string, isValid: (value: unknown) => boolean): void {
  if (!isValid(value)) throw invalid(`\`${name}\` must be ${what}, not ${String(value)}`);
}

const DOING = 'create a ModelsClient';

const invalid = (why: string) => new ModelsError('invalid-options', `unable to ${DOING}; ${why}`);
