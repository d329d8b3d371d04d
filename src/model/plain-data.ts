/**
 * A deep copy of plain objects and arrays, which may hold each other. Whatever else is in them (dates, maps,
 * instances of classes, functions) is the same one in the copy: nobody but its owner knows how to copy it.
 */
export function copyPlain<T>(value: T): T {
  const copies = new Map<object, object>();
  const copyOf = (source: unknown): unknown => {
    if (!isPlain(source)) return source;
    const copy = copies.get(source) ?? emptyLike(source);
    copies.set(source, copy);
    return copy;
  };
  const result = copyOf(value);
  // It grows meanwhile. Without recursion: data may be nested deeper than a stack reaches.
  for (const [source, copy] of copies) {
    for (const key of Reflect.ownKeys(source)) {
      const property = propertyOf(source, key);
      if ('value' in property) {
        property.value = copyOf(property.value);
        property.writable = true;
      }
      property.configurable = key !== 'length' || !Array.isArray(source);
      // Not by assignment: JSON may bring a key named `__proto__`.
      Object.defineProperty(copy, key, property);
    }
  }
  return result as T;
}

/** Freezes plain objects and arrays in place, and those in them; leaves whatever else is in them as it is. */
export function freezePlain<T>(value: T): T {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (!isPlain(next) || frozen.has(next)) continue;
    frozen.add(Object.freeze(next));
    for (const key of Reflect.ownKeys(next)) waiting.push(propertyOf(next, key).value);
  }
  return value;
}

/** Frozen through and through, which `Object.isFrozen` does not say: each state shares most of the one before it. */
const frozen = new WeakSet();

/** Whether it is a plain object or array, of whichever frame. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  // By how far it is to the end, since each frame has its own `Object` and `Array`.
  let prototype = prototypeOf(value);
  if (prototype !== null && Array.isArray(value)) prototype = prototypeOf(prototype);
  return prototype === null || prototypeOf(prototype) === null;
}

const emptyLike = (value: object): object =>
  Array.isArray(value) ? [] : (Object.create(prototypeOf(value)) as object);

const prototypeOf = (value: object): object | null => Object.getPrototypeOf(value) as object | null;

/** Getters stay unread: what they answer is not part of the data. */
const propertyOf = (value: object, key: PropertyKey): PropertyDescriptor =>
  Object.getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
