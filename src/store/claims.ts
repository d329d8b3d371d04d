import type { PausedReason } from '../model/live-model.js';
import type { RunnableModel } from '../model/resolve-model.js';
import { alwaysVisible, type Hidden, type Visibility } from './visibility.js';

/** How long a model outlives its last claim. */
export interface Grace {
  /** ms until it is paused. */
  readonly pauseAfter: number;
  /** ms until it is released. */
  readonly gcTime: number;
}

/** Somebody who wants the model to run while they can be seen. */
export interface Claim<T> {
  /** What a mounted hook runs it with, as last committed; a mutation on its way brings nothing of its own. */
  definition?: RunnableModel<T>;
  /** Default: always visible. */
  visibility?: Visibility;
  /** Called after each change that is shown. */
  readonly listener?: () => void;
}

interface Watch {
  readonly visibility: Visibility;
  readonly stop: () => void;
}

/** Why a model is to be paused, and whether there is time for a grace. */
type Hindrance = Omit<Hidden, 'reason'> & { readonly reason: PausedReason };

const unused: Hindrance = { reason: 'unused', atOnce: false };

/** Who wants a model, and who of them can be seen. */
export class Claims<T> {
  readonly #watches = new Map<Claim<T>, Watch>();
  readonly #visible = new Set<Claim<T>>();

  get size(): number {
    return this.#watches.size;
  }

  [Symbol.iterator](): IterableIterator<Claim<T>> {
    return this.#watches.keys();
  }

  has(claim: Claim<T>): boolean {
    return this.#watches.has(claim);
  }

  /** Watches the claim's visibility as it is now: a component may have moved behind another one. */
  set(claim: Claim<T>, changed: () => void): void {
    const { visibility = alwaysVisible } = claim;
    const watch = this.#watches.get(claim);
    if (watch?.visibility === visibility) return;
    watch?.stop();
    const look = () => {
      if (visibility.getHidden() === undefined) this.#visible.add(claim);
      else this.#visible.delete(claim);
    };
    const stop = visibility.observe(() => {
      look();
      changed();
    });
    this.#watches.set(claim, { visibility, stop });
    // After observing, so that no change falls in between.
    look();
  }

  /** @returns whether there was such a claim */
  delete(claim: Claim<T>): boolean {
    this.#watches.get(claim)?.stop();
    this.#visible.delete(claim);
    return this.#watches.delete(claim);
  }

  /** Why nobody can see the model; `undefined` when somebody can. */
  getHindrance(): Hindrance | undefined {
    if (this.#visible.size > 0) return undefined;
    let found: Hindrance | undefined;
    for (const { visibility } of this.#watches.values()) {
      const hidden = visibility.getHidden();
      // A component that is only out of view is the nearest to be seen: what keeps that one is the reason.
      if (hidden !== undefined && found?.reason !== 'out-of-view') found = hidden;
    }
    return found ?? unused;
  }
}
