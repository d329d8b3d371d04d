import { AblyError } from './errors.js';

/** What a key allows: channel name, `namespace:*` or `*` → operations such as `subscribe`, `publish`, `history`, or `*`. */
export type Capability = Readonly<Record<string, readonly string[]>>;

/** A key that the server knows. */
export interface LocalAblyKey {
  /** As Ably writes it: `appId.keyId:secret`. */
  key: string;
  /** Default: everything, on all channels. */
  capability?: Capability;
}

export interface Key {
  appId: string;
  /** `appId.keyId`. */
  name: string;
  secret: string;
  capability: Capability;
}

/** Throws 40005 for what is no key at all. */
export function parseKey(key: string, capability: Capability = { '*': ['*'] }): Key {
  const parts = /^(([\w-]+)\.[\w-]+):(.+)$/.exec(key);
  const [, name, appId, secret] = parts ?? [];
  if (name === undefined || appId === undefined || secret === undefined) {
    throw new AblyError(40005, 'unable to read the key; it does not look like "appId.keyId:secret"');
  }
  return { appId, name, secret, capability };
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

function covers(resource: string, channel: string): boolean {
  if (resource === '*' || resource === channel) return true;
  return resource.endsWith(':*') && channel.startsWith(resource.slice(0, -1));
}
