import { ModelsError, toModelsError, type ModelsErrorCode } from '../errors.js';
import { isObject } from '../kinds.js';
import type { Clock } from './clock.js';
import { normalizeSequenceId } from './sequence.js';
import type { SyncContext, SyncResult } from './spec.js';

export interface SyncState<T> {
  readonly data: T;
  /** Normalized: comparable with the ids of messages. */
  readonly sequenceId: string;
}

/**
 * Calls a sync function once, for at most `timeout` ms.
 *
 * @throws ModelsError `sync-failed` when it throws, rejects or does not answer in time; `sync-result-invalid`
 *   when what it answers is no `{ data, sequenceId }`
 */
export async function callSync<T>(
  sync: (context: SyncContext) => Promise<SyncResult<T>>,
  options: {
    readonly name: string;
    readonly timeout: number;
    readonly signal: AbortSignal;
    readonly clock: Clock;
  },
): Promise<SyncState<T>> {
  const { name, timeout, signal, clock } = options;
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  let stopTimer: (() => void) | undefined;
  try {
    const noAnswer = new Promise<never>((_, reject) => {
      stopTimer = clock.after(timeout, () => {
        reject(new Error(`the sync function did not answer within ${timeout} ms`));
        controller.abort();
      });
    });
    // Inside the chain, so that a sync function that throws at once is caught like one that rejects.
    const answer = Promise.resolve({ signal: controller.signal }).then(sync);
    const result = await Promise.race([answer, noAnswer]);
    return readState(
      result,
      'sync-result-invalid',
      `unable to sync model "${name}"; the sync function answered`,
    );
  } catch (thrown) {
    if (thrown instanceof ModelsError) throw thrown;
    throw toModelsError('sync-failed', `sync model "${name}"`, thrown);
  } finally {
    stopTimer?.();
    signal.removeEventListener('abort', abort);
  }
}

/**
 * @param result whatever was answered or saved: it comes from a server, or from a disk
 * @param complaint how a message begins that says what is wrong with it
 * @throws ModelsError with that code
 */
export function readState<T>(result: SyncResult<T>, code: ModelsErrorCode, complaint: string): SyncState<T> {
  const answer: unknown = result;
  const invalid = (why: string) => new ModelsError(code, `${complaint} ${why}`);
  if (!isObject(answer)) throw invalid(`${String(answer)} instead of { data, sequenceId }`);
  if (!('data' in answer)) throw invalid('no data');
  const { sequenceId } = answer;
  const normalized = normalizeSequenceId(sequenceId);
  if (normalized !== undefined) return { data: result.data, sequenceId: normalized };
  if (sequenceId === undefined || sequenceId === null) throw invalid('no sequenceId');
  if (sequenceId === '') throw invalid('an empty sequenceId');
  throw invalid(
    typeof sequenceId === 'number'
      ? `the sequenceId ${sequenceId}, which a number cannot hold exactly; send it as a string`
      : `a sequenceId of type ${typeof sequenceId}; it must be a string or a number`,
  );
}
