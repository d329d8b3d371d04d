import type { ComponentType, ReactNode } from 'react';

/** What every count begins with: doubled, it is not what it is with one added. */
export const START = 3;

/** What the user does, by hand: it changes the count within the call. */
export interface Actions {
  readonly increment: () => void;
  readonly double: () => void;
}

/** A count that many components show, wherever it is kept. */
export interface Subject {
  readonly Provider: ComponentType<{ readonly children: ReactNode }>;
  /** `undefined` as long as there is none. */
  readonly useCount: () => number | undefined;
  readonly useActions: () => Actions;
  /** Somebody else adds one: it comes as news from a server comes, in a task of its own. */
  readonly receive: () => void;
  readonly close: () => void;
}
