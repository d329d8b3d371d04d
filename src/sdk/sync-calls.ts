import type { ModelsError } from '../errors.js';
import { systemClock } from '../model/clock.js';
import type { SyncContext, SyncResult } from '../model/spec.js';
import { callSync, type SyncState } from '../model/sync-call.js';

/** ms until a sync call counts as failed; the SDK would wait for ever. */
const TIMEOUT = 30_000;

/** Calls a sync function, one call at a time: a call that is no longer wanted is aborted and not waited for. */
export class SyncCalls {
  #running: AbortController | undefined;

  /** @returns whether there was a call to abort */
  abort(): boolean {
    this.#running?.abort();
    return this.#running !== undefined;
  }

  /**
   * @returns `undefined` when it was aborted
   * @throws ModelsError `sync-failed`, `sync-result-invalid`
   */
  async call<T>(
    name: string,
    sync: (context: SyncContext) => Promise<SyncResult<T>>,
  ): Promise<SyncState<T> | undefined> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#running = controller;
    const aborted = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const answer = callSync(sync, { name, timeout: TIMEOUT, signal, clock: systemClock });
    try {
      // `callSync` waits for a function that does not heed its signal.
      const state = await Promise.race([answer, aborted]);
      return signal.aborted ? undefined : state;
    } catch (thrown) {
      if (signal.aborted) return undefined;
      throw thrown as ModelsError;
    } finally {
      this.#running = undefined;
    }
  }
}
