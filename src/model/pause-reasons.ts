import type { PausedReason } from './live-model.js';

/**
 * Why a model is to hold no channel. The user and the store each have a say, and neither ends what the other
 * wants: a model that was paused by hand stays so when it scrolls into view.
 */
export class PauseReasons {
  #byUser = false;
  #byStore: PausedReason | undefined;

  /** Undefined when there is none. */
  get current(): PausedReason | undefined {
    return this.#byUser ? 'user' : this.#byStore;
  }

  exist(): boolean {
    return this.current !== undefined;
  }

  add(reason: PausedReason): void {
    if (reason === 'user') this.#byUser = true;
    else this.#byStore = reason;
  }

  /** Ends that of the user, or whichever the store has. */
  end(reason: PausedReason): void {
    if (reason === 'user') this.#byUser = false;
    else this.#byStore = undefined;
  }
}
