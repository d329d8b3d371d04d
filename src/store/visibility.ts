import type { PausedReason } from '../model/live-model.js';

/** Why nobody can see a component that is mounted. */
export type HiddenReason = Extract<PausedReason, 'page-hidden' | 'out-of-view'>;

/** That nobody can see it. */
export interface Hidden {
  readonly reason: HiddenReason;
  /** The page is about to stand still: no timer would end a grace. */
  readonly atOnce: boolean;
}

/** Whether somebody can see what a claim is for. */
export interface Visibility {
  /** `undefined` while it is visible; otherwise one of a few constants. */
  getHidden(): Hidden | undefined;
  /** Calls back after each change. The returned function ends it and may be called twice. */
  observe(listener: () => void): () => void;
}

/** What no one can look away from: a server, a test, an old browser, a mutation on its way. */
export const alwaysVisible: Visibility = Object.freeze({
  getHidden: () => undefined,
  observe: () => () => undefined,
});

/** Visible where all of them are; hidden for the reason of the first that is not. */
export function allVisible(...all: readonly Visibility[]): Visibility {
  return {
    getHidden() {
      for (const one of all) {
        const hidden = one.getHidden();
        if (hidden !== undefined) return hidden;
      }
      return undefined;
    },
    observe(listener) {
      const ends = all.map((one) => one.observe(listener));
      return () => ends.forEach((end) => end());
    },
  };
}
