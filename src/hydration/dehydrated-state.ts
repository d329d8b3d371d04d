import { reasonOf } from '../errors.js';
import type { SavedState, SavedStates } from '../model/saved-state.js';
import type { SyncResult } from '../model/spec.js';
import { readState } from '../model/sync-call.js';
import { warnOnce } from './warn-once.js';

/** What a server had of models, as it travels to the browser: plain data, as far as the states are. */
export interface DehydratedState {
  /** Of this form. A page can be older, or newer, than the code that reads it. */
  readonly version: 1;
  /** By model name. */
  readonly models: SavedStates;
}

/**
 * The states that can be used of what has travelled. A page that was kept, cut off or written by another version is
 * no reason to fail: what is missing, the browser reads by itself.
 *
 * @param where from, for the warning in development
 */
export function readDehydrated(value: unknown, where: string): ReadonlyMap<string, SavedState> {
  const states = new Map<string, SavedState>();
  const { version, models } = Object(value) as Partial<Record<keyof DehydratedState, unknown>>;
  if (version !== 1 || typeof models !== 'object' || models === null) {
    warnOnce(`unable to hydrate from ${where}; it is not what \`dehydrate\` of this version has made`);
    return states;
  }
  for (const [name, saved] of Object.entries(models)) {
    try {
      states.set(name, toSaved(saved));
    } catch (thrown) {
      warnOnce(`unable to hydrate model "${name}" from ${where}; ${reasonOf(thrown)}`);
    }
  }
  return states;
}

/** @throws ModelsError `invalid-options` for what is no saved state */
function toSaved(value: unknown): SavedState {
  const state = readState(value as SyncResult<unknown>, 'invalid-options', 'its state has');
  const { takenAt, syncedAt, inChannel, recentIds } = value as Partial<Record<keyof SavedState, unknown>>;
  const hasIds = Array.isArray(recentIds) && recentIds.every((id) => typeof id === 'string');
  return {
    ...state,
    ...(typeof takenAt === 'number' && { takenAt }),
    ...(typeof syncedAt === 'number' && { syncedAt }),
    ...(inChannel === true && { inChannel }),
    ...(hasIds && { recentIds }),
  };
}
