import { ModelsError } from '../errors.js';
import { assertKnownOptions } from '../options.js';
import { RETENTION_MS, type ModelsClientOptions } from './options.js';

/**
 * For development: what is wrong with a client's options shows when it is made, and not as a model that never syncs.
 *
 * @throws ModelsError `invalid-options`, naming the option and what it must be
 */
export function assertClientOptions(options: ModelsClientOptions): void {
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

  const { historyPageSize, messageRetentionPeriod, retryStrategy } = syncOptions;
  check('syncOptions.historyPageSize', historyPageSize, 'an integer from 1 to 1000', (value) => {
    return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1000;
  });
  check('syncOptions.messageRetentionPeriod', messageRetentionPeriod, "'2m', '24h' or '72h'", (value) => {
    return typeof value === 'string' && Object.hasOwn(RETENTION_MS, value);
  });
  check('syncOptions.retryStrategy', retryStrategy, 'a number of ms, -1, or a function', (value) => {
    return typeof value === 'function' || (typeof value === 'number' && !Number.isNaN(value));
  });
  check('syncOptions.timeout', syncOptions.timeout, 'a positive number of ms', isPositive);
  check('eventBufferOptions.bufferMs', eventBufferOptions.bufferMs, 'a number of ms, 0 or more', (value) => {
    return value === 0 || (isPositive(value) && value !== Infinity);
  });
  check('eventBufferOptions.eventOrderer', eventBufferOptions.eventOrderer, 'a function', (value) => {
    return typeof value === 'function';
  });
  check(
    'optimisticEventOptions.timeout',
    optimisticEventOptions.timeout,
    'a positive number of ms',
    isPositive,
  );
}

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;

function assertKnown(prefix: string, options: unknown, known: readonly string[]): void {
  const what = prefix.slice(0, -1);
  if (typeof options !== 'object' || options === null)
    throw invalid(`${what || 'options'} must be an object`);
  assertKnownOptions(what === '' ? DOING : `${DOING} with \`${what}\``, options, known);
}

function assertAbly(ably: unknown): void {
  const isRealtime = typeof ably === 'object' && ably !== null && 'connection' in ably && 'channels' in ably;
  if (!isRealtime) throw invalid('`ably` must be a Realtime client of the package "ably"');
}

/** What is left out has a default. */
function check(name: string, value: unknown, what: string, isValid: (value: unknown) => boolean): void {
  if (value === undefined || isValid(value)) return;
  const given: unknown = value;
  throw invalid(`\`${name}\` must be ${what}, not ${String(given)}`);
}

const DOING = 'create a ModelsClient';

const invalid = (why: string) => new ModelsError('invalid-options', `unable to ${DOING}; ${why}`);
