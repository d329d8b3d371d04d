import { AblyError } from './errors.js';

/** What is allowed: channel name, `namespace:*` or `*` → operations such as `subscribe`, `publish`, `history`, or `*`. */
export type Capability = Readonly<Record<string, readonly string[]>>;

/** Reads the JSON text that tokens carry. Throws 40003 for what is none. */
export function parseCapability(text: unknown): Capability {
  try {
    const capability: unknown = JSON.parse(String(text));
    if (isCapability(capability)) return capability;
  } catch {
    // Said below.
  }
  throw new AblyError(
    40003,
    'unable to read the capability; it is not JSON text of channels with their operations',
  );
}

/** Whether the capability allows the operation on the channel. */
export function permits(capability: Capability, channel: string, operation: string): boolean {
  return Object.entries(capability).some(
    ([resource, operations]) =>
      covers(resource, channel) && (operations.includes(operation) || operations.includes('*')),
  );
}

/** Throws 40160, naming the capability that is missing. */
export function assertPermitted(capability: Capability, channel: string, operation: string): void {
  if (permits(capability, channel, operation)) return;
  throw new AblyError(
    40160,
    `unable to ${operation}; the key lacks the capability "${operation}" on channel "${channel}"`,
  );
}

/** What both allow. Empty when that is nothing. */
export function intersect(one: Capability, other: Capability): Capability {
  const both: Record<string, string[]> = {};
  for (const [resource, operations] of Object.entries(one)) {
    for (const [otherResource, otherOperations] of Object.entries(other)) {
      const narrower = covers(resource, otherResource) ? otherResource : resource;
      if (narrower === resource && !covers(otherResource, resource)) continue;
      const common = commonOperations(operations, otherOperations);
      if (common.length > 0) both[narrower] = [...new Set([...(both[narrower] ?? []), ...common])].sort();
    }
  }
  return both;
}

function commonOperations(one: readonly string[], other: readonly string[]): readonly string[] {
  if (one.includes('*')) return other;
  if (other.includes('*')) return one;
  return one.filter((operation) => other.includes(operation));
}

/** Whether every channel of the second is one of the first; a channel's name is the narrowest of resources. */
function covers(resource: string, other: string): boolean {
  if (resource === '*' || resource === other) return true;
  return resource.endsWith(':*') && other.startsWith(resource.slice(0, -1));
}

function isCapability(value: unknown): value is Capability {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(
    (operations: unknown) =>
      Array.isArray(operations) && operations.every((operation) => typeof operation === 'string'),
  );
}
