import { ModelsError, reasonOf } from '../errors.js';
import type { Clock } from '../model/clock.js';
import type { Storage } from './storage.js';

/** ms after which a call that does not come back counts as failed: a browser can leave a transaction hanging for ever. */
const TIMEOUT_MS = 5_000;

const NO_ANSWER = 'the storage did not answer';

/** A storage whose calls end, and whose failures are told: once, since each further one would say the same. */
export class SafeStorage {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #tell: (error: ModelsError) => void;
  /** How many calls were given up, and may come back still. */
  #hanging = 0;
  #hasTold = false;
  #isClosed = false;

  constructor(storage: Storage, clock: Clock, tell: (error: ModelsError) => void) {
    this.#storage = storage;
    this.#clock = clock;
    this.#tell = tell;
  }

  /**
   * @param doing what fails if the call does, as in "keep a mutation"
   * @returns what the call does; `undefined` where it failed
   */
  async call<Value>(
    doing: string,
    call: (storage: Storage) => Promise<Value>,
  ): Promise<{ readonly value: Value } | undefined> {
    if (this.#isClosed) return undefined;
    let stopTimer: () => void = () => undefined;
    try {
      // One more would wait behind it, and whoever waits for that.
      if (this.#hanging > 0) throw new Error(NO_ANSWER);
      const answer = call(this.#storage);
      const late = new Promise<never>((_, reject) => {
        stopTimer = this.#clock.after(TIMEOUT_MS, () => {
          this.#hanging += 1;
          answer.catch(() => undefined).finally(() => (this.#hanging -= 1));
          reject(new Error(NO_ANSWER));
        });
      });
      return { value: await Promise.race([answer, late]) };
    } catch (thrown) {
      this.#fail(doing, thrown);
      return undefined;
    } finally {
      stopTimer();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#storage.close();
  }

  #fail(doing: string, thrown: unknown): void {
    if (this.#hasTold || this.#isClosed) return;
    this.#hasTold = true;
    const why = `${reasonOf(thrown)}. What happens from here on may be gone with this page`;
    this.#tell(new ModelsError('storage-failed', `unable to ${doing}; ${why}`, { cause: thrown }));
  }
}
