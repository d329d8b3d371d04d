import { getOrAdd } from '../get-or-add.js';

type Listener<Payload> = (payload: Payload) => void;

/** Listeners by event name. One that throws does not keep the others from hearing. */
export class Emitter<Name extends string, Payload> {
  /** By event name, by the listener that was handed in: what is called. */
  readonly #listeners = new Map<Name, Map<Listener<Payload>, Listener<Payload>>>();
  readonly #onThrow: (thrown: unknown) => void;

  constructor(onThrow: (thrown: unknown) => void) {
    this.#onThrow = onThrow;
  }

  on(name: Name, listener: Listener<Payload>): void {
    this.#of(name).set(listener, listener);
  }

  /** Until the first of these events. A listener that has one of them already keeps it. */
  once(names: readonly Name[], listener: Listener<Payload>): void {
    const call = (payload: Payload) => {
      for (const name of names) if (this.#of(name).get(listener) === call) this.off(name, listener);
      listener(payload);
    };
    for (const name of names) if (!this.#of(name).has(listener)) this.#of(name).set(listener, call);
  }

  /** Ends what was begun for a listener, or for all of them. */
  off(name: Name, listener?: Listener<Payload>): void {
    if (listener === undefined) this.#listeners.delete(name);
    else this.#listeners.get(name)?.delete(listener);
  }

  emit(name: Name, payload: Payload): void {
    for (const listener of [...(this.#listeners.get(name)?.values() ?? [])])
      this.guard(() => listener(payload));
  }

  /** Calls what was handed in from outside, outside of an event. */
  guard(call: () => void): void {
    try {
      call();
    } catch (thrown) {
      this.#onThrow(thrown);
    }
  }

  clear(): void {
    this.#listeners.clear();
  }

  #of(name: Name): Map<Listener<Payload>, Listener<Payload>> {
    return getOrAdd(this.#listeners, name, () => new Map<Listener<Payload>, Listener<Payload>>());
  }
}
