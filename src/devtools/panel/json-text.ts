/** Of an object; more do not fit on a line. */
const FIELDS = 4;

/** A value on one line; a container by what it holds. */
export function previewOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.length} ]`;
  if (isContainer(value)) {
    const entries = Object.entries(value);
    const fields = entries.slice(0, FIELDS).map(([key, field]) => `${key}: ${shortOf(field)}`);
    if (entries.length > FIELDS) fields.push('…');
    return entries.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return `ƒ ${value.name}`;
    case 'object':
      return value instanceof Date
        ? `Date ${String(value.getTime())}`
        : value === null
          ? 'null'
          : nameOf(value);
    default:
      return String(value);
  }
}

/** What has lines of its own: JSON's two kinds. */
export function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  if (Array.isArray(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Indented, for reading; what is no JSON on one line. */
export function textOf(value: unknown): string {
  try {
    // Of what is no JSON it says `undefined`.
    return JSON.stringify(value, undefined, 2) || previewOf(value);
  } catch {
    return previewOf(value);
  }
}

/** A field of an object on one line: what is within it is left out. */
const shortOf = (value: unknown): string =>
  isContainer(value) && !Array.isArray(value) ? '{ … }' : cut(previewOf(value));

const cut = (text: string): string => (text.length > 18 ? `${text.slice(0, 17)}…` : text);

/** Of an object without a prototype of its own kind, `constructor` may be anything. */
const nameOf = (value: { readonly constructor?: unknown }): string =>
  `${typeof value.constructor === 'function' && value.constructor.name ? value.constructor.name : 'object'} { … }`;
