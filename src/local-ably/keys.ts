import type { Capability } from './capability.js';
import { AblyError } from './errors.js';

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
