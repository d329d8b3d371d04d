import { reasonOf } from '../errors.js';
import type { SavedState } from '../model/saved-state.js';
import { readDehydrated, type DehydratedState } from './dehydrated-state.js';
import { isPromise, readPromise } from './read-promise.js';
import { serializeState } from './serialize-state.js';
import { warnOnce } from './warn-once.js';

export type HydratableState = DehydratedState | undefined;

/** What one <HydrateModels> has to give, and how it travels. */
export interface HydrationSource {
  readonly states: ReadonlyMap<string, SavedState>;
  /** The text of the data block that carries them, where one does. */
  readonly block: string | undefined;
}

/** The state, where it was given; suspends until a promise has come to it. */
export function awaitState(state: HydratableState | PromiseLike<HydratableState>): HydratableState {
  return isPromise(state) ? readPromise(state) : state;
}

/** Where there is a state, what is made of it; else what the data block of that id says. */
export function toSource(state: HydratableState, id: string | undefined): HydrationSource {
  if (state !== undefined) {
    const states = readDehydrated(state, '`state`');
    return { states, block: id === undefined ? undefined : serializeState(state) };
  }
  const block = id === undefined ? undefined : blockIn(id);
  return { states: block === undefined ? new Map() : parseBlock(block, id), block };
}

/** As the server has written it: what is rendered again while hydrating has to be the same, readable or not. */
function blockIn(id: string): string | undefined {
  // On a server, and on React Native, there is none.
  if (typeof document === 'undefined') return undefined;
  return document.getElementById(id)?.textContent ?? undefined;
}

function parseBlock(text: string, id = ''): ReadonlyMap<string, SavedState> {
  const where = `the data block "${id}"`;
  try {
    return readDehydrated(JSON.parse(text), where);
  } catch (thrown) {
    warnOnce(`unable to hydrate from ${where}; ${reasonOf(thrown)}`);
    return new Map();
  }
}
