import { ModelsError, reasonOf } from '../errors.js';
import { systemClock } from '../model/clock.js';
import type { ModelInput } from '../model/define-model.js';
import type { ChangeEvent } from '../model/event.js';
import { resolveModel } from '../model/resolve-model.js';
import type { EventSchemas, NoSchemas } from '../model/schema.js';
import type { SyncContext } from '../model/spec.js';
import { callSync } from '../model/sync-call.js';
import { assertKnownOptions } from '../options.js';

export interface PrefetchOptions {
  /** Ends the wait, and the signal of the sync function with it: that of the request, say. */
  readonly signal?: AbortSignal;
  /** ms for which an answer is waited for. Default 30,000; `Infinity` is for ever. */
  readonly timeout?: number;
}

/** What a server has read of a model, for `dehydrate`. */
export interface PrefetchedModel<T = unknown> {
  readonly name: string;
  readonly data: T;
  readonly sequenceId: string;
  /** ms since the epoch, by the clock of this machine, before the call: the state is no older than that. */
  readonly takenAt: number;
}

const TIMEOUT_MS = 30_000;
const optionNames = ['signal', 'timeout'] as const;

/**
 * Reads the state of a model on a server: calls its sync function once, through its schema where it has one, and does
 * nothing else. No client, no Ably; it may be called in a React server component.
 *
 * @example
 * const entry = await prefetchModel(post('1'), { signal: request.signal });
 *
 * @example A page that works also when this fails: the browser then reads the state by itself.
 * const entry = await prefetchModel(post('1')).catch(() => undefined);
 *
 * @throws ModelsError (as a rejection) `sync-failed` when the function fails, does not answer in time, or is called off;
 *   `sync-result-invalid` when what it answers is no `{ data, sequenceId }`, or does not fit the schema; `invalid-options` for what is no model, and in
 *   development for an option that does not exist, or a time that is none
 */
export async function prefetchModel<
  Answer,
  Events,
  Names extends string,
  Event extends ChangeEvent,
  Schemas extends EventSchemas = NoSchemas,
  T = Answer,
>(
  model: ModelInput<T, Events, Names, Event, Schemas, Answer>,
  options: PrefetchOptions = {},
): Promise<PrefetchedModel<T>> {
  assertKnownOptions('prefetch a model', options, optionNames);
  const { signal = new AbortController().signal, timeout = TIMEOUT_MS } = options;
  assertTimeout(timeout);
  const { name, sync } = resolveModel<Answer, T>(model);
  const aborted = abortionOf(signal, name);
  try {
    const takenAt = Date.now();
    const call = (context: SyncContext) =>
      signal.aborted ? aborted.promise : Promise.race([aborted.promise, sync(context, [])]);
    const state = await callSync(call, { name, timeout, signal, clock: systemClock });
    return { name, ...state, takenAt };
  } finally {
    aborted.forget();
  }
}

/** A sync function need not look at its signal: a request that is gone would otherwise be waited for. */
function abortionOf(signal: AbortSignal, name: string) {
  let abort = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    abort = () => {
      const why = `it was called off: ${reasonOf(signal.reason)}`;
      reject(
        new ModelsError('sync-failed', `unable to sync model "${name}"; ${why}`, { cause: signal.reason }),
      );
    };
  });
  // Nobody waits for it yet, and where the call is over by then nobody will.
  promise.catch(() => undefined);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return { promise, forget: () => signal.removeEventListener('abort', abort) };
}

/** A timer takes `NaN` for zero: each model would be too late. */
function assertTimeout(timeout: unknown): void {
  if (process.env.NODE_ENV === 'production' || (typeof timeout === 'number' && timeout > 0)) return;
  throw new ModelsError(
    'invalid-options',
    `unable to prefetch a model; \`timeout\` must be a number of ms above 0 and is ${String(timeout)}`,
  );
}
