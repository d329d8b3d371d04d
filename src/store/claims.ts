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
  definition?: RunnableModel<T> | undefined;
  /** Default: always visible. */
  visibility?: Visibility | undefined;
  /** How long the model outlives it, as its provider says by then. */
  graceOf?: (() => Grace) | undefined;
  /** Called after each change that is shown. */
  readonly listener?: () => void;
  /** What it goes by, while it is one of `Claims`. */
  watch?: Watch | undefined;
}

interface Watch {
  readonly visibility: Visibility;
  /** How many claims go by it. */
  claims: number;
  isVisible: boolean;
  readonly stop: () => void;
}

/** Why a model is to be paused, and whether there is time for a grace. */
type Hindrance = Omit<Hidden, 'reason'> & { readonly reason: PausedReason };

const unused: Hindrance = { reason: 'unused', atOnce: false };

/** Who wants a model, and who of them can be seen. */
export class Claims<T> {
  readonly #claims = new Set<Claim<T>>();
  /** One for all that go by the same: the thousand cells of a table by that of the page. */
  readonly #watches = new Map<Visibility, Watch>();
  readonly #changed: (claim: Claim<T>) => void;

  /** @param changed called with the latest claim that goes by what has changed; one that has left rules nothing */
  constructor(changed: (claim: Claim<T>) => void) {
    this.#changed = changed;
  }

  get size(): number {
    return this.#claims.size;
  }

  [Symbol.iterator](): IterableIterator<Claim<T>> {
    return this.#claims.values();
  }

  has(claim: Claim<T>): boolean {
    return this.#claims.has(claim);
  }

  /** The one that came last of those that are so. */
  latest(isSo: (claim: Claim<T>) => boolean): Claim<T> | undefined {
    return [...this.#claims].reverse().find(isSo);
  }

  /** Watches the claim's visibility as it is now: a component may have moved behind another one. */
  set(claim: Claim<T>): void {
    const { visibility = alwaysVisible, watch: before } = claim;
    if (before?.visibility === visibility) return;
    const watch = this.#watches.get(visibility) ?? this.#watch(visibility);
    watch.claims += 1;
    claim.watch = watch;
    if (before === undefined) this.#claims.add(claim);
    else this.#leave(before);
  }

  /** @returns whether there was such a claim */
  delete(claim: Claim<T>): boolean {
    if (claim.watch !== undefined) this.#leave(claim.watch);
    claim.watch = undefined;
    return this.#claims.delete(claim);
  }

  /** Why nobody can see the model; `undefined` when somebody can. */
  getHindrance(): Hindrance | undefined {
    let found: Hindrance | undefined;
    for (const { isVisible, visibility } of this.#watches.values()) {
      if (isVisible) return undefined;
      const hidden = visibility.getHidden();
      // A component that is only out of view is the nearest to be seen: what keeps that one is the reason.
      if (hidden !== undefined && found?.reason !== 'out-of-view') found = hidden;
    }
    return found ?? unused;
  }

  #watch(visibility: Visibility): Watch {
    const isVisible = () => visibility.getHidden() === undefined;
    const stop = visibility.observe(() => {
      watch.isVisible = isVisible();
      const latest = this.latest((claim) => claim.watch === watch);
      if (latest !== undefined) this.#changed(latest);
    });
    // After observing, so that no change falls in between.
    const watch: Watch = { visibility, claims: 0, isVisible: isVisible(), stop };
    this.#watches.set(visibility, watch);
    return watch;
  }

  #leave(watch: Watch): void {
    watch.claims -= 1;
    if (watch.claims > 0) return;
    watch.stop();
    this.#watches.delete(watch.visibility);
  }
}
