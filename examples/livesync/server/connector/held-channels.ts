/** A channel that is held back, as `health()` tells of it. */
export interface HeldChannel {
  readonly channel: string;
  /** How often in a row it has failed. */
  readonly failures: number;
  readonly error: string;
}

interface Held extends HeldChannel {
  /** There while it waits; gone while it is tried. */
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

/** The channels whose last publish has failed. Each waits for itself, and no other channel for it. */
export class HeldChannels {
  readonly #backoff: (failures: number) => number;
  readonly #freed: () => void;
  readonly #held = new Map<string, Held>();

  /** `freed` is called when a channel may be tried again. */
  constructor(backoff: (failures: number) => number, freed: () => void) {
    this.#backoff = backoff;
    this.#freed = freed;
  }

  /** Those that may not be tried yet. */
  get waiting(): string[] {
    return [...this.#held].filter(([, { timer }]) => timer !== undefined).map(([channel]) => channel);
  }

  get all(): HeldChannel[] {
    return [...this.#held.values()].map(({ channel, failures, error }) => ({ channel, failures, error }));
  }

  hold(channel: string, error: string): HeldChannel {
    const failures = (this.#held.get(channel)?.failures ?? 0) + 1;
    const timer = setTimeout(() => this.#free(channel), this.#backoff(failures));
    const held = { channel, failures, error, timer };
    this.#held.set(channel, held);
    return held;
  }

  /** It has gone well. */
  forget(channel: string): void {
    this.#held.delete(channel);
  }

  /** What kept them all back is over: the connection is there again. */
  freeAll(): void {
    for (const channel of this.waiting) this.#free(channel);
  }

  clear(): void {
    for (const { timer } of this.#held.values()) clearTimeout(timer);
    this.#held.clear();
  }

  #free(channel: string): void {
    const held = this.#held.get(channel);
    if (held === undefined) return;
    clearTimeout(held.timer);
    this.#held.set(channel, { ...held, timer: undefined });
    this.#freed();
  }
}
