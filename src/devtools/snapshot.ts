import type { Hydration } from '../model/saved-state.js';
import type { ModelState, PausedReason } from '../model/live-model.js';
import type { MutationStage } from '../store/mutations.js';

/*
 * What the panel shows, and what it can be told to do: plain data both ways, so that a panel may stand in another frame
 * than the models, as Storybook's does. All times are ms since the epoch.
 */

/** From then on the model was in that state. */
export interface Span {
  readonly state: ModelState;
  readonly since: number;
}

export interface ModelRow {
  readonly name: string;
  readonly channelName: string;
  readonly state: ModelState;
  readonly pausedReason: PausedReason | undefined;
  readonly isStale: boolean;
  readonly hasData: boolean;
  readonly error: string | undefined;
  readonly sequenceId: string | undefined;
  readonly syncedAt: number | undefined;
  readonly lastEventAt: number | undefined;
  readonly hydration: Hydration | undefined;
  readonly pendingCount: number;
  /** How many components and mutations hold it; 0 for one that the application runs by hand. */
  readonly claims: number;
  /** Oldest first. */
  readonly spans: readonly Span[];
  readonly faults: Faults;
}

export interface Faults {
  /** Whether this client lets its messages be touched. */
  readonly isPossible: boolean;
  readonly dropsNext: boolean;
  readonly delayMs: number;
  /** Messages that wait out their delay. */
  readonly held: number;
  /** What was dropped since the last sync result, by event name; what is shown lacks it. */
  readonly dropped: readonly string[];
}

export interface StepRow {
  readonly stage: MutationStage;
  readonly at: number;
  readonly error?: string;
}

export interface MutationRow {
  readonly key: string;
  readonly model: string;
  readonly mutationId: string;
  readonly name: string;
  readonly data: unknown;
  /** Oldest first; never empty. */
  readonly steps: readonly StepRow[];
  readonly isPending: boolean;
  readonly canReject: boolean;
}

export const logKinds = ['event', 'mutation', 'sync', 'state', 'error', 'fault'] as const;
export type LogKind = (typeof logKinds)[number];

export interface LogEntry {
  readonly key: number;
  readonly at: number;
  readonly model: string;
  readonly kind: LogKind;
  /** An event's or a mutation's name, a state, … */
  readonly what: string;
  /** The rest of the line. */
  readonly detail: string;
  readonly sequenceId?: string | undefined;
  readonly mutationId?: string | undefined;
  /** Of an event or a mutation. */
  readonly data?: unknown;
}

/** The states of the model that is watched. */
export interface WatchedStates {
  readonly model: string;
  readonly confirmed: unknown;
  readonly optimistic: unknown;
}

export interface DevtoolsSnapshot {
  /** In Ably's words. */
  readonly connection: string;
  readonly models: readonly ModelRow[];
  /** Oldest first; the latest 200 at most. */
  readonly mutations: readonly MutationRow[];
  /** Oldest first; the latest 500 at most. */
  readonly log: readonly LogEntry[];
  readonly states: WatchedStates | undefined;
}

export type Command =
  | { readonly type: 'sync' | 'pause' | 'resume' | 'drop-next'; readonly model: string }
  /** Each later event arrives so many ms late, `MAX_DELAY_MS` at most; 0 ends that, and lets go of those that wait. */
  | { readonly type: 'delay'; readonly model: string; readonly ms: number }
  /** As if the backend had refused it. */
  | { readonly type: 'reject'; readonly key: string }
  /** Whose states the snapshots are to have. */
  | { readonly type: 'watch'; readonly model: string | undefined }
  | { readonly type: 'clear-log' };

/** ms; a timer of more than 24 days would be due at once, and again and again. */
export const MAX_DELAY_MS = 60_000;

/** What a panel stands on. */
export interface DevtoolsSource {
  /** Calls back after a change, and not more often than it can be read. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The same object until something in it changes. */
  readonly getSnapshot: () => DevtoolsSnapshot;
  readonly send: (command: Command) => void;
}
