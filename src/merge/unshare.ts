/**
 * A document of which everything on the way to `pointer` may be changed, without its last part. A way through a `__proto__` is
 * refused by who goes there, and until then has changed no object but copies.
 *
 * @param pointer a JSON Pointer (RFC 6901)
 * @param copies what may be changed already; gets what is copied now
 * @throws Error where the pointer leads through what is neither list nor object
 */
export function unshare(document: unknown, pointer: string, copies: Set<object>): unknown {
  if (typeof pointer !== 'string' || pointer === '') return document;
  const keys = pointer.split('/').slice(1, -1).map(unescape);
  const root = copyOf(document, copies);
  let parent = root;
  for (const key of keys) {
    const child = copyOf(parent[key], copies);
    parent[key] = child;
    parent = child;
  }
  return root;
}

function copyOf(value: unknown, copies: Set<object>): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw leadsNowhere();
  const copy = copies.has(value) ? value : Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  copies.add(copy);
  return copy as Record<string, unknown>;
}

const unescape = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~');

const leadsNowhere = () => new Error('its path leads through what is not there');
