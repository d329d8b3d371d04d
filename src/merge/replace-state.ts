import type { ChangeEvent } from '../model/event.js';
import { shareStructure } from '../model/share-structure.js';
import { unfit } from './unfit.js';

/**
 * Full state: the data of the event are the new state. Parts that are equal keep their identity; an event that brings
 * what is there already gives back the same state.
 *
 * Throws where the event has no data; the model is `errored` then, as `merge-failed`.
 *
 * @example
 * merge: { 'post.saved': replaceState<Post> }
 */
export function replaceState<T>(state: T, event: ChangeEvent<string, T>): T {
  // A message without data would otherwise leave a page without a state.
  if (event.data === undefined) throw unfit('it has no data');
  return shareStructure(state, event.data);
}
