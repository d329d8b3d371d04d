import type { MutationEvent } from '../model/event.js';
import { isShallowEqual, keepSame } from '../store/selection.js';
import { isStored, type Entry } from './entry.js';
import type { KeptStatus } from './storage.js';

/** A mutation of the outbox, from whichever tab. */
export interface OutboxMutation {
  readonly mutationId: string;
  /** The name of the model that it changes. */
  readonly model: string;
  readonly event: MutationEvent;
  /**
   * `waiting` for its first attempt; `sending` from then on, also between two attempts; `acknowledged` when the backend has
   * it, until its model shows it confirmed; `failed` when the backend refused it.
   */
  readonly status: KeptStatus;
  /** How often it was sent, also by pages that are gone. */
  readonly attempts: number;
  /** Why it failed. */
  readonly error: string | undefined;
  /** When it was made, in ms since the epoch. */
  readonly at: number;
  /** False until the storage has all of it: it would be gone with the page. */
  readonly isStored: boolean;
}

/** What `useOutbox` shows. */
export interface OutboxState {
  /** `sending` while a mutation is on its way; `offline` where none could be. */
  readonly state: 'online' | 'offline' | 'sending';
  /** By `pause()`, in whichever tab. */
  readonly isPaused: boolean;
  /** Whether this tab sends for all: one does, of those that are open. */
  readonly isLeading: boolean;
  /** On their way, in the order in which they are sent, from all tabs. */
  readonly queue: readonly OutboxMutation[];
  /** Refused by the backend, and kept until they are retried or dismissed. */
  readonly failed: readonly OutboxMutation[];
  /** How many would be lost with the page: neither the storage has them, nor the backend. */
  readonly unsaved: number;
  /** How many of this tab's running models have caught up: before its model has, no mutation is sent. */
  readonly progress: { readonly caughtUp: number; readonly total: number };
}

export const emptyOutbox: OutboxState = Object.freeze({
  state: 'offline',
  isPaused: false,
  isLeading: false,
  queue: [],
  failed: [],
  unsaved: 0,
  progress: { caughtUp: 0, total: 0 },
});

interface Circumstances {
  readonly isOnline: boolean;
  readonly isPaused: boolean;
  readonly isLeading: boolean;
  readonly progress: OutboxState['progress'];
}

/** @param previous is handed on where it shows the same */
export function toOutboxState(
  entries: readonly Entry[],
  { isOnline, isPaused, isLeading, progress }: Circumstances,
  previous: OutboxState,
): OutboxState {
  const known = new Map([...previous.queue, ...previous.failed].map((shown) => [shown.mutationId, shown]));
  const all = entries.map((entry) =>
    keepSame(known.get(entry.row.mutationId), toOutboxMutation(entry), isShallowEqual),
  );
  const isSending = isOnline && all.some(({ status }) => status === 'sending');
  const next: OutboxState = {
    state: isSending ? 'sending' : isOnline ? 'online' : 'offline',
    isPaused,
    isLeading,
    queue: keepSame(
      previous.queue,
      all.filter(({ status }) => status !== 'failed'),
      isShallowEqual,
    ),
    failed: keepSame(
      previous.failed,
      all.filter(({ status }) => status === 'failed'),
      isShallowEqual,
    ),
    unsaved: entries.filter((entry) => !isStored(entry)).length,
    progress: keepSame(previous.progress, progress, isShallowEqual),
  };
  return keepSame(previous, next, isShallowEqual);
}

function toOutboxMutation(entry: Entry): OutboxMutation {
  const { mutationId, model, event, status, attempts, error, at } = entry.row;
  return {
    mutationId,
    model,
    event,
    status,
    attempts,
    error,
    at,
    isStored: isStored(entry),
  };
}
