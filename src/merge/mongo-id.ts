import { isFields } from './fields.js';

/**
 * A text that is the same for equal `_id`s. An ObjectId is equal to its hexadecimal text, and a number to itself, in
 * extended JSON or not: a sync endpoint and a change stream rarely write them alike.
 */
export function idText(id: unknown): string {
  if (isFields(id)) {
    const entries = Object.entries(id);
    const [tag, value] = entries[0] ?? [];
    if (entries.length === 1 && typeof value === 'string') {
      if (tag === '$oid') return JSON.stringify(value);
      if (tag === '$numberInt' || tag === '$numberLong') return value;
      if (tag === '$numberDouble') return String(Number(value));
    }
  }
  return JSON.stringify(id);
}

/** A number that may be in extended JSON, or else `NaN`. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (!isFields(value)) return NaN;
  const written = value['$numberInt'] ?? value['$numberLong'] ?? value['$numberDouble'];
  return typeof written === 'string' ? Number(written) : NaN;
}
