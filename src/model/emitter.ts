type Listener<Payload> = (payload: Payload) => void;

/** Listeners by event name. One that throws does not keep the others from hearing. */
export class Emitter<Name extends string, Payload> {
  readonly #listeners = new Map<Name, Set<Listener<Payload>>>();
  readonly #onThrow: (thrown: unknown) => void;

  constructor(onThrow: (thrown: unknown) => void) {
    this.#onThrow = onThrow;
  }

  on(name: Name, listener: Listener<Payload>): void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
  }

  off(name: Name, listener: Listener<Payload>): void {
    this.#listeners.get(name)?.delete(listener);
  }

  emit(name: Name, payload: Payload): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) this.guard(() => listener(payload));
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
}
