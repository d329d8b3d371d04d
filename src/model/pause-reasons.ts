import type { PausedReason } from './live-model.js';

/**
 * Why a model is to hold no channel. The user and the store each have a say, and neither ends what the other
 * wants: a model that was paused by hand stays so when it scrolls into view.
 */
export class PauseReasons {
  /** By whether it is the user's. */
  readonly #reasons = new Map<boolean, PausedReason>();

  /** Undefined when there is none. */
  get current(): PausedReason | undefined {
    return this.#reasons.get(true) ?? this.#reasons.get(false);
  }

  exist(): boolean {
    return this.#reasons.size > 0;
  }

  add(reason: PausedReason): void {
    this.#reasons.set(reason === 'user', reason);
  }

  /** Ends that of the user, or whichever the store has. */
  end(reason: PausedReason): void {
    this.#reasons.delete(reason === 'user');
  }
}
