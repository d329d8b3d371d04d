/** Nested deeper, or larger, it is no state that somebody shows: it may hold itself. */
const MAX_DEPTH = 500;
const MAX_PARTS = 1_000_000;

/**
 * `next`, with each part that equals the same part of `previous` replaced by that one: what did not change keeps its
 * identity, and a component that shows it does not render. Neither of the two is changed. Looks into objects and
 * lists as JSON has them, each in one place; anything else is equal only where it is the same.
 */
export function shareStructure<T>(previous: T, next: T): T {
  let parts = 0;

  function share(before: unknown, after: unknown, depth: number): unknown {
    if (before === after || typeof after !== 'object' || typeof before !== 'object') return after;
    if (after === null || before === null || depth > MAX_DEPTH || parts > MAX_PARTS) return after;
    parts += 1;
    if (Array.isArray(after)) return Array.isArray(before) ? shareItems(before, after, depth + 1) : after;
    return isRecord(before) && isRecord(after) ? shareFields(before, after, depth + 1) : after;
  }

  function shareItems(before: readonly unknown[], after: readonly unknown[], depth: number): unknown {
    let copy: unknown[] | undefined = before.length === after.length ? undefined : [...after];
    for (let index = 0; index < after.length; index += 1) {
      const item = share(before[index], after[index], depth);
      // Up to here they are equal, and so the copy begins as the one before does.
      if (copy === undefined && !Object.is(item, before[index])) {
        copy = [...before.slice(0, index), ...after.slice(index)];
      }
      if (copy !== undefined) copy[index] = item;
    }
    return copy === undefined ? before : asFrozenAs(after, copy);
  }

  function shareFields(before: Fields, after: Fields, depth: number): unknown {
    const keys = Object.keys(after);
    let copy: Fields | undefined = Object.keys(before).length === keys.length ? undefined : { ...after };
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] as string;
      const value = share(before[key], after[key], depth);
      if (copy === undefined && !(Object.is(value, before[key]) && key in before)) {
        copy = { ...after };
        for (const equal of keys.slice(0, index)) copy[equal] = before[equal];
      }
      if (copy !== undefined) copy[key] = value;
    }
    return copy === undefined ? before : asFrozenAs(after, copy);
  }

  return share(previous, next, 0) as T;
}

type Fields = Record<string, unknown>;

/** Of this very page: data come as JSON. */
function isRecord(value: object): value is Fields {
  return Object.getPrototypeOf(value) === Object.prototype && !Object.hasOwn(value, '__proto__');
}

/** In development all that a model holds is frozen. */
const asFrozenAs = <Copy extends object>(original: object, copy: Copy): Copy =>
  Object.isFrozen(original) ? Object.freeze(copy) : copy;
