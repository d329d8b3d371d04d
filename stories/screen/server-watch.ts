import { localAbly } from '../ui/local-ably.js';

/** Often enough that no attachment comes and goes between two looks: each outlives at least a grace. */
const everyMs = 20;

/** What the local Ably itself says of some channels: who is attached now, how many were at most, and how often. */
export class ServerWatch {
  readonly #channels: readonly (readonly [id: string, channel: string])[];
  readonly #attaches = new Map<string, number>();
  readonly #timer: ReturnType<typeof setInterval>;
  #attached: ReadonlySet<string> = new Set();
  #peak = 0;

  constructor(ids: readonly string[], channelOf: (id: string) => string) {
    this.#channels = ids.map((id) => [id, channelOf(id)]);
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  /** Whose channels are attached. */
  get attached(): ReadonlySet<string> {
    this.#look();
    return this.#attached;
  }

  /** How many were attached at once, at most. */
  get peak(): number {
    return this.#peak;
  }

  /** How often this one was attached. */
  attachesOf(id: string): number {
    return this.#attaches.get(id) ?? 0;
  }

  /** Begins to count anew. */
  reset(): void {
    this.#attaches.clear();
    this.#peak = 0;
    this.#look();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = new Set<string>();
    for (const [id, channel] of this.#channels) if (localAbly.attachments(channel) > 0) now.add(id);
    for (const id of now) if (!this.#attached.has(id)) this.#attaches.set(id, this.attachesOf(id) + 1);
    this.#attached = now;
    this.#peak = Math.max(this.#peak, now.size);
  }
}
