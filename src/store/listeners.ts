import { callAll } from './scheduler.js';

/** Those who listen to one thing, which is itself listened to only while there are any. */
export class Listeners {
  readonly #calls = new Set<() => void>();
  readonly #start: () => () => void;
  #stop: (() => void) | undefined;

  /** @param start called with the first listener; what it returns is called with the last one gone */
  constructor(start: () => () => void = () => () => undefined) {
    this.#start = start;
  }

  /** Adds it, as often as it is given. The returned function ends that, and may be called twice. */
  add(listener: () => void): () => void {
    // A call of its own: two who give the same function must not end each other. Who was ended by one that was told
    // before hears nothing more: a claim would come to life again, and hold its model for ever.
    const call = () => {
      if (this.#calls.has(call)) listener();
    };
    this.#calls.add(call);
    if (this.#calls.size === 1) this.#stop = this.#start();
    return () => {
      if (this.#calls.delete(call) && this.#calls.size === 0) this.#stop?.();
    };
  }

  /** Calls all of them; what one throws is reported as uncaught and keeps none of the others from hearing. */
  notify(): void {
    callAll(this.#calls);
  }
}
