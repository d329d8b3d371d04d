import type { ChangeEvent } from '../model/event.js';
import { shareStructure } from '../model/share-structure.js';
import { isFields } from './fields.js';
import { unfit } from './unfit.js';

/**
 * Delta: the data of the event are some of the fields of the state, and replace these. Shallow: a field is replaced as a
 * whole, a list too. What is `null` becomes `null`; nothing is removed. Parts that are equal keep their identity.
 *
 * Throws where the data, or the state, are no object; the model is `errored` then, as `merge-failed`.
 *
 * @example
 * merge: { 'post.changed': mergeChanges<Post> } // { title: 'New' }
 */
export function mergeChanges<T extends object>(state: T, event: ChangeEvent<string, Partial<T>>): T {
  // Spread, a list or a text would come in as fields 0, 1, 2, …
  if (!isFields(event.data)) throw unfit('its data are no object of changes');
  if (!isFields(state)) throw unfit('the state is no object that changes could go into');
  // Not by assignment: JSON may bring a key named `__proto__`.
  return shareStructure(state, { ...state, ...event.data });
}
