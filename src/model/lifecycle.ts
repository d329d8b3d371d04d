import { ModelsError } from '../errors.js';
import type { ModelState } from './live-model.js';

/** Which moves exist. Anything else is a fault of ours, and better loud than a model in a state that nobody meant. */
const moves: Readonly<Record<ModelState, readonly ModelState[]>> = {
  initialized: ['syncing', 'disposed'],
  syncing: ['ready', 'paused', 'errored', 'disposed'],
  ready: ['syncing', 'paused', 'errored', 'disposed'],
  paused: ['syncing', 'disposed'],
  errored: ['syncing', 'paused', 'disposed'],
  disposed: [],
};

export const states: readonly ModelState[] = [
  'initialized',
  'syncing',
  'ready',
  'paused',
  'errored',
  'disposed',
];

/**
 * @throws ModelsError `model-disposed` for a move out of `disposed`; in development an Error for any other that is not
 *   in the table
 */
export function assertMove(name: string, from: ModelState, to: ModelState): void {
  if (from === 'disposed') throw disposedError(name);
  if (process.env.NODE_ENV !== 'production' && !moves[from].includes(to))
    throw new Error(`unable to move model "${name}" from ${from} to ${to}; there is no such move`);
}

export function disposedError(name: string, reason?: Error): ModelsError {
  return new ModelsError(
    'model-disposed',
    `unable to use model "${name}"; it was disposed` + (reason ? `: ${reason.message}` : ''),
    reason && { cause: reason },
  );
}
