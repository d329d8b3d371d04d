import { checkEvent, checkSyncAnswer } from './check-data.js';
import { withFrozenState } from './frozen-state.js';
import type { ModelFunctions } from './live-model.js';
import { toMergeFunction } from './merge-handlers.js';
import type { EventSchemas, StandardSchema } from './schema.js';
import type { SyncContext } from './spec.js';

/** What tells a model's functions how to treat data. */
interface ModelDescription {
  readonly merge: object;
  readonly schema?: StandardSchema | undefined;
  readonly events?: EventSchemas | undefined;
}

/**
 * The functions that a model runs, with the checks that its description and development ask for. In production,
 * without schemas, they are the described ones.
 */
export function toModelFunctions<T>(
  model: string,
  { merge: described, schema, events }: ModelDescription,
  sync: (context: SyncContext, params: readonly unknown[]) => Promise<unknown>,
): ModelFunctions<T> {
  const checked = {
    sync: schema
      ? async (...args: Parameters<typeof sync>) => checkSyncAnswer(model, schema, await sync(...args))
      : sync,
    merge: toMergeFunction<T>(described),
    ...(events && { prepare: (event) => checkEvent(model, events, event) }),
  } as ModelFunctions<T>;
  // In these very words, and here: from another module not every bundler knows it well enough to drop the code.
  const functions = process.env.NODE_ENV === 'production' ? checked : withFrozenState(model, checked);
  const { merge, prepare } = functions;
  if (prepare === undefined) return functions;
  // A mutation was prepared when it was made: it is merged again and again, and a schema may not take its own output.
  return {
    ...functions,
    merge: (state, event) => merge(state, event.confirmed ? prepare(event) : event),
  };
}
