import { ModelsError, toModelsError } from '../errors.js';
import type { ChangeEvent } from './event.js';

/** An event as error messages call it. */
export function describeEvent(event: ChangeEvent): string {
  const { name, mutationId, sequenceId, confirmed } = event;
  return confirmed ? `event "${name}" (sequence id "${sequenceId}")` : `mutation "${mutationId}" (${name})`;
}

/** Why an event could not be merged; what is wrong with the event itself has been told already. */
export function toMergeError(model: string, event: ChangeEvent, thrown: unknown): ModelsError {
  if (thrown instanceof ModelsError) return thrown;
  return toModelsError('merge-failed', `merge ${describeEvent(event)} into model "${model}"`, thrown);
}
