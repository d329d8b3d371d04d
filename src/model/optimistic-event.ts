import { ModelsError } from '../errors.js';
import { isObject, isText } from '../kinds.js';
import type { MutationEvent, OptimisticEvent } from './event.js';
import { createMutationId } from './mutation-id.js';

/**
 * A mutation as a merge function is given it.
 *
 * @throws ModelsError `event-invalid`
 */
export function toOptimisticEvent(event: MutationEvent): OptimisticEvent {
  const given: unknown = event;
  if (!isObject(given)) throw invalidMutation('the event is no object');
  const { name, data, mutationId = createMutationId() } = given as Record<keyof MutationEvent, unknown>;
  if (!isText(name)) throw invalidMutation('the event has no name');
  if (!isText(mutationId)) throw invalidMutation('its mutationId is no text');
  return { name, data, confirmed: false, rejected: false, mutationId, sequenceId: undefined };
}

export const invalidMutation = (why: string): ModelsError =>
  new ModelsError('event-invalid', `unable to make a mutation; ${why}`);
