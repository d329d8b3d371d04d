import { ModelsError, reasonOf } from '../errors.js';
import { assertJson } from './assert-json.js';
import type { DehydratedState } from './dehydrated-state.js';

/** What could end the script element, or begin a comment in it; and what old JavaScript takes for the end of a line. */
const UNSAFE = /[<>&\u2028\u2029]/g;

/**
 * The state as JSON that can stand in an inline `<script>`, whatever is in the data: nothing in it ends the element.
 * `JSON.parse` reads it. `<HydrateModels id>` does this by itself.
 *
 * @example
 * `<script type="application/json" id="models">${serializeState(state)}</script>`
 *
 * @throws ModelsError `invalid-options`, in development for data that would arrive as something else (a date, a map, `NaN`),
 *   naming the place; always for what JSON cannot hold at all
 */
export function serializeState(state: DehydratedState): string {
  let json: string;
  try {
    if (process.env.NODE_ENV !== 'production') {
      for (const [name, { data }] of Object.entries(state.models))
        assertJson(data, `models[${JSON.stringify(name)}].data`);
    }
    json = JSON.stringify(state);
  } catch (thrown) {
    if (thrown instanceof ModelsError) throw thrown;
    throw new ModelsError('invalid-options', `unable to serialize the state; ${reasonOf(thrown)}`, {
      cause: thrown,
    });
  }
  return json.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
