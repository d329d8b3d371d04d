import type { ModelStateChange } from './core-model.js';
import { states as allStates } from './lifecycle.js';
import type { ModelState } from './live-model.js';

/** Called with each move of a model that it listens to. */
export type StateListener = (change: ModelStateChange) => void;

type States = ModelState | readonly ModelState[];

/** Moves to one state, to several, or (where none is given) to any. */
export type WhichMoves = [listener: StateListener] | [state: States, listener: StateListener];

/** The same of one listener, or (where none is given) of all of them. */
export type WhichListeners = WhichMoves | [] | [state: States];

export function readMoves(which: WhichMoves): [states: readonly ModelState[], listener: StateListener];
export function readMoves(which: WhichListeners): [states: readonly ModelState[], listener?: StateListener];
export function readMoves(which: WhichListeners) {
  const [first, second] = which;
  if (first === undefined || typeof first === 'function') return [allStates, first];
  return [typeof first === 'string' ? [first] : first, second];
}
