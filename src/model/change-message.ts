import type { ChannelMessage } from '../channel/port.js';
import { isObject, isText } from '../kinds.js';
import type { ConfirmedEvent } from './event.js';

/** Header with the mutation id (https://ably.com/docs/livesync, event correlation). */
export const MUTATION_ID_HEADER = 'x-ably-models-event-uuid';
/** Header that is `'true'` on the refusal of a mutation. */
export const REJECTED_HEADER = 'x-ably-models-reject';

/**
 * What `ably` makes of the action of a new message, which is 0 on the wire (TM5): from 2.5 to 2.6 it counted a
 * `message.unset` before, and earlier it left the number as it is.
 */
const creations: readonly unknown[] = [undefined, 'message.create', 'message.unset', 0];

const NOTHING: Readonly<Record<string, unknown>> = {};

function headersOf(message: ChannelMessage): Readonly<Record<string, unknown>> {
  const { extras } = message;
  return isObject(extras) && isObject(extras['headers']) ? extras['headers'] : NOTHING;
}

/** A message as it may be read: whatever is no object has no name, no id and no data. */
export function toMessage(given: unknown): ChannelMessage {
  return isObject(given) ? given : NOTHING;
}

/** Edits, deletions and summaries of messages are about a message; they are no changes of the model. */
export function isCreation(message: ChannelMessage): boolean {
  return creations.includes(message.action);
}

/** The mutation that a message names, whatever else it is. */
export function mutationIdOf(message: ChannelMessage): string | undefined {
  const id = headersOf(message)[MUTATION_ID_HEADER];
  return isText(id) ? id : undefined;
}

/**
 * The change event in a message, or `undefined` for a message without a name.
 *
 * Extras and headers are optional: a change that nobody's mutation caused has none. Built field by field, in
 * one order: events of one shape merge several times faster than spread messages.
 */
export function toConfirmedEvent(message: ChannelMessage, sequenceId: string): ConfirmedEvent | undefined {
  const { name } = message;
  if (!isText(name)) return undefined;
  const headers = headersOf(message);
  const mutationId = headers[MUTATION_ID_HEADER];
  return {
    name,
    data: message.data,
    confirmed: true,
    rejected: headers[REJECTED_HEADER] === 'true',
    mutationId: isText(mutationId) ? mutationId : undefined,
    sequenceId,
  };
}
