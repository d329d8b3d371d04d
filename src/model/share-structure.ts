import { isPlain } from './plain-data.js';

/**
 * `next`, with each part that equals the same part of `previous` replaced by that one: what did not change keeps its
 * identity, and a component that shows it does not render. Neither of the two is changed. Looks into plain objects
 * and arrays; anything else is equal only where it is the same.
 */
export function shareStructure<T>(previous: T, next: T): T {
  // What holds itself, or is held twice, is looked at once.
  const results = new Map<object, unknown>();

  function share(before: unknown, after: unknown): unknown {
    if (before === after || !isPlain(before) || !isPlain(after)) return after;
    if (results.has(after)) return results.get(after);
    results.set(after, after);
    const shared = Array.isArray(after) ? shareItems(before, after) : shareFields(before, after);
    results.set(after, shared);
    return shared;
  }

  function shareItems(before: object, after: readonly unknown[]): unknown {
    if (!Array.isArray(before)) return after;
    const items = after.map((item, index) => share(before[index], item));
    if (items.length === before.length && items.every((item, index) => Object.is(item, before[index]))) {
      return before;
    }
    return asFrozenAs(after, items);
  }

  function shareFields(before: object, after: object): unknown {
    const prototype: unknown = Object.getPrototypeOf(after);
    if (prototype === null || prototype !== Object.getPrototypeOf(before)) return after;
    const keys = Reflect.ownKeys(after);
    let isSame = Reflect.ownKeys(before).length === keys.length;
    const fields = { ...after } as Record<PropertyKey, unknown>;
    for (const key of keys) {
      // JSON may bring a key of that name, and an assignment would give the object another prototype.
      if (key === '__proto__' || !Object.hasOwn(before, key)) isSame = false;
      else {
        const value = (before as typeof fields)[key];
        fields[key] = share(value, fields[key]);
        isSame &&= Object.is(value, fields[key]);
      }
    }
    return isSame ? before : asFrozenAs(after, fields);
  }

  return share(previous, next) as T;
}

/** In development all that a model holds is frozen. */
const asFrozenAs = <Copy extends object>(original: object, copy: Copy): Copy =>
  Object.isFrozen(original) ? Object.freeze(copy) : copy;
