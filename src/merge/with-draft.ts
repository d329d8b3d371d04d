import { create, current, isDraft, isDraftable, type Immutable } from 'mutative';
import type { ChangeEvent } from '../model/event.js';
import { shareStructure } from '../model/share-structure.js';
import { isFields } from './fields.js';
import { unfit } from './unfit.js';

/**
 * For who likes to write mutations: the recipe gets a draft of the state and may change that; the state itself stays as
 * it is, and what was not changed keeps its identity. It may answer a new state instead, or nothing. What it takes from the
 * event it must not change.
 *
 * Throws where the recipe is asynchronous; the model is `errored` then, as `merge-failed`.
 *
 * @example
 * merge: {
 *   'comment.added': withDraft((post: Draft<Post>, { data }: ChangeEvent<'comment.added', Comment>) => {
 *     post.comments.push(data);
 *   }),
 * }
 */
export function withDraft<Drafted, Event extends ChangeEvent>(
  recipe: (draft: Drafted, event: Event) => Drafted | void,
): <T extends Immutable<Drafted>>(state: T, event: Event) => T {
  return <T>(state: T, event: Event): T => {
    const [draft, finish] = isDraftable(state) ? create(state as object) : [state, () => state];
    const answer: unknown = recipe(draft as Drafted, event);
    // What comes later would be lost, with whatever it was to change.
    if (answer instanceof Promise) throw unfit('its recipe is asynchronous');
    return shareStructure(
      state,
      (answer === undefined || answer === draft ? finish() : settled(answer)) as T,
    );
  };
}

/**
 * An answer of which parts may be drafts. By hand: the library writes into the answer, which may be the event's own data, and
 * warns of one without drafts, in production too.
 */
function settled(value: unknown): unknown {
  if (isDraft(value)) return current(value as object);
  if (Array.isArray(value)) return value.map(settled);
  if (!isFields(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, settled(each)]));
}
