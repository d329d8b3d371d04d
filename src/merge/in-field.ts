import { isFields, withField } from './fields.js';
import type { AnyMerge } from './merge-function.js';
import { unfit } from './unfit.js';

/**
 * Lets a merge function of a part merge into the state that has it. The state stays the same one where the part does.
 *
 * Throws where the state has no such field; the model is `errored` then, as `merge-failed`.
 *
 * @example
 * const comments = keyedList((comment: Comment) => comment.id);
 *
 * merge: { 'comment.added': inField('comments', comments.put) } // post.comments
 */
export function inField<Field extends string, Merge extends AnyMerge>(
  field: Field,
  merge: Merge,
): <T extends Readonly<Record<Field, Parameters<Merge>[0]>>>(state: T, event: Parameters<Merge>[1]) => T {
  return (state, event) => {
    if (!isFields(state) || !Object.hasOwn(state, field))
      throw unfit(`the state has no field "${field}" to merge into`);
    const next = merge(state[field], event);
    return Object.is(next, state[field]) ? state : (withField(state, field, next) as typeof state);
  };
}
