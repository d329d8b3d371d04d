import { isText } from '../kinds.js';

/**
 * How the ids of one model compare: as integers of any size, or as text. The sync result decides; `'0'`, the
 * position before the first event, leaves it to the first id that is seen.
 */
export type IdOrder = 'integer' | 'text' | 'undecided';

const LEADING_ZEROS = /^0+(?=\d)/;
/** The shape of ids that Ably makes (`connectionId:serial:index`): never a backend's own. */
const MADE_BY_ABLY = /^[^:]+:\d+:\d+$/;

export const BEFORE_FIRST = '0';

/** The text form in which ids are compared, or `undefined` for what cannot be a sequence id. */
export function normalizeSequenceId(id: unknown): string | undefined {
  if (typeof id === 'number') return Number.isSafeInteger(id) && id >= 0 ? String(id) : undefined;
  return messageIdOf(id);
}

/** Equal integers must be equal text: `'007'` is `'7'`. */
function canonical(id: string): string {
  return id.charCodeAt(0) === 48 && isInteger(id) ? id.replace(LEADING_ZEROS, '') : id;
}

/** Asked several times an event: a loop over a few digits is done before a regular expression has begun. */
export function isInteger(id: string): boolean {
  for (let index = 0; index < id.length; index += 1) {
    const digit = id.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return false;
  }
  return id !== '';
}

/** The id of a message as text, in the same form; `undefined` when there is none. */
export function messageIdOf(id: unknown): string | undefined {
  return isText(id) ? canonical(id) : undefined;
}

export function orderOf(position: string): IdOrder {
  if (position === BEFORE_FIRST) return 'undecided';
  return isInteger(position) ? 'integer' : 'text';
}

/** The order that a first id implies; ids made by Ably imply none. */
export function orderImpliedBy(id: string): IdOrder {
  if (isInteger(id)) return 'integer';
  return MADE_BY_ABLY.test(id) ? 'undecided' : 'text';
}

/** Whether the id belongs to the order, or was published by something other than the outbox. */
export function belongsTo(order: IdOrder, id: string): boolean {
  return order === 'text' ? true : order === 'integer' && isInteger(id);
}

/** Negative, zero or positive, as `Array.prototype.sort` wants it. Both ids must belong to the order. */
export function compareIds(order: IdOrder, a: string, b: string): number {
  if (a === b) return 0;
  if (order === 'integer' && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : 1;
}
