import type { SavedState } from '../../src/model/saved-state.js';
import type { Model } from '../../src/model/model.js';

type Log = readonly string[];

/** What a client's page may leave to the next one. */
export interface Kept {
  /** As `client.snapshot()` has it; `undefined` where there was no state. */
  readonly state: SavedState<Log> | undefined;
  /** For the oracle: the ids that the model had seen in the channel by then, and taken in. */
  readonly seen: ReadonlySet<unknown>;
}

/** How many moments are remembered. */
const MOMENTS = 12;

/**
 * What a client has kept, moment by moment: a tab that is killed leaves what it wrote last, and that may be from a while
 * ago.
 */
export class Keeper {
  readonly #isWanted: boolean;
  readonly #moments: Kept[] = [];
  #seen: ReadonlySet<unknown> = new Set();

  /** @param isWanted whether anybody will read it: looking at each moment takes time */
  constructor(isWanted: boolean) {
    this.#isWanted = isWanted;
  }

  /** To be called after whatever happens. */
  note(model: Model<Log>, seen: ReadonlySet<unknown>): void {
    if (!this.#isWanted) return;
    const { state, isStale, confirmed } = model.getSnapshot();
    // In a catch-up it may have read what it does not know yet; and what it holds back it does not know either.
    if (state === 'ready' && !isStale) this.#seen = new Set(confirmed?.filter((id) => seen.has(id)));
    this.#moments.push({ state: model.save(), seen: this.#seen });
    if (this.#moments.length > MOMENTS) this.#moments.shift();
  }

  /** A model is made that knows no more than that. */
  begin(seen: ReadonlySet<unknown>): void {
    this.#seen = seen;
  }

  /** What is there after a restart. It went through JSON, as in a browser's storage. */
  read(momentsAgo: number): Kept {
    const kept = this.#moments.at(-1 - momentsAgo) ?? this.#moments[0];
    this.#moments.length = 0;
    if (kept?.state === undefined) return { state: undefined, seen: new Set() };
    return { state: JSON.parse(JSON.stringify(kept.state)) as SavedState<Log>, seen: kept.seen };
  }
}
