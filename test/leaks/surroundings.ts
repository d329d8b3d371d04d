import type { ModelsClient, PendingMutation, TrackedMutation, VisibilitySource } from 'ably-models-react';
import type { Backend, Change, Fate } from './backend.js';

/** What the trees live in. */
export interface Surroundings {
  readonly backend: Backend;
  readonly clients: readonly [ModelsClient, ModelsClient];
  readonly sources: readonly VisibilitySource[];
  /** Called when a component that uses models is committed; what it returns, when it is gone. */
  readonly onMount: (mounted: Mounted) => () => void;
  /** Called with each attempt to send a mutation. */
  readonly onMutate: (client: number, name: string) => void;
  /** Told of what was thrown and reached a boundary, or was recovered from. */
  readonly onError: (error: unknown) => void;
  /** Told of what a test would otherwise only believe to have happened. */
  readonly happened: (what: string) => void;
}

/** What the test can reach within a tree. */
export interface Handles {
  readonly writers: Set<Writer>;
  readonly lists: Set<readonly PendingMutation[]>;
  /** Told how to reset the models. */
  readonly onReset: (resetModels: () => void) => void;
  hasFailed: boolean;
  /** Ends the wait of what suspended for a while. */
  arrive: () => void;
}

interface Writer {
  readonly mutate: (fate: Fate) => void;
  readonly pending: readonly TrackedMutation<Change>[];
  readonly reset: () => void;
}

/** A component on screen that wants models. */
export interface Mounted {
  readonly client: 0 | 1;
  readonly names: readonly string[];
  /** Whose visibility counts; `undefined` is the page's. */
  readonly source: VisibilitySource | undefined;
  /** Where it is. */
  readonly element: Element | null;
  /** Whether it goes by that element. */
  readonly hasElement: boolean;
}
