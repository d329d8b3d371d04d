import { ModelsError, reasonOf } from '../errors.js';
import { describeEvent } from './describe-event.js';
import type { ChangeEvent } from './event.js';
import type { ModelFunctions } from './live-model.js';
import { copyPlain, freezePlain } from './plain-data.js';
import type { MergeFunction } from './spec.js';

/**
 * For development: names a merge function that changes the state, or the event, that it is given. In production
 * such a change spreads to the state that is on screen already, and shows as a component that does not render, or
 * as a mutation that is not taken back.
 *
 * Nothing that others hold is frozen: of what comes in (the data of sync results, events and mutations) the
 * merge function is given a frozen copy; what it answers is the model's own, and is frozen as it is.
 */
export function withFrozenState<T>(
  model: string,
  { sync, merge, prepare }: ModelFunctions<T>,
): ModelFunctions<T> {
  return {
    sync: async (context, params) => {
      const answer: unknown = await sync(context, params);
      // What is no answer is left to whoever asked for it.
      const isAnswer = typeof answer === 'object' && answer !== null && 'data' in answer;
      return (isAnswer ? { ...answer, data: freezePlain(copyPlain(answer.data)) } : answer) as never;
    },
    prepare: (event) => {
      const prepared = prepare?.(event) ?? event;
      return Object.freeze({ ...prepared, data: freezePlain(copyPlain(prepared.data)) });
    },
    merge: (state, event) => {
      let next: T;
      try {
        next = merge(state, event);
      } catch (thrown) {
        if (thrown instanceof TypeError && fitsOnlyUnfrozen(merge, state, event, thrown)) {
          throw new ModelsError(
            'merge-mutated-state',
            `unable to merge ${describeEvent(event)} into model "${model}"; the merge function changes what it is ` +
              `given (${reasonOf(thrown)}). Answer a new state instead: { ...state, list: [...state.list, item] }`,
            { cause: thrown },
          );
        }
        throw thrown;
      }
      return freezePlain(next);
    },
  };
}

/** Engines word it differently, so it is tried: what fails on frozen data only, fails because it changes them. */
function fitsOnlyUnfrozen<T>(
  merge: MergeFunction<T>,
  state: T,
  event: ChangeEvent,
  thrown: TypeError,
): boolean {
  try {
    merge(copyPlain(state), { ...event, data: copyPlain(event.data) });
    return true;
  } catch (again) {
    return reasonOf(again) !== reasonOf(thrown);
  }
}
