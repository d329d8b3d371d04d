import { AblyError } from './errors.js';
import { parseKey, type Capability, type Key, type LocalAblyKey } from './keys.js';

/** What a client showed about itself, from the query of a connection or the headers of a request. */
export interface Credentials {
  key?: string;
  token?: string;
}

/** Who the client is, and what it may do. */
export interface Grant {
  keyName: string;
  capability: Capability;
}

export type Authenticator = (credentials: Credentials) => Grant;

/** Basic authentication: the key itself, in full (RSA11). */
export function createKeyAuthenticator(known: readonly LocalAblyKey[]): Authenticator {
  const keys = new Map<string, Key>();
  const apps = new Set<string>();
  for (const { key, capability } of known) {
    const parsed = parseKey(key, capability);
    keys.set(parsed.name, parsed);
    apps.add(parsed.appId);
  }

  return ({ key, token }) => {
    if (token !== undefined) {
      throw new AblyError(40101, 'unable to authenticate; this server takes keys only, no tokens');
    }
    if (key === undefined) throw new AblyError(40101, 'unable to authenticate; no key was given');
    const claimed = parseKey(key);
    if (!apps.has(claimed.appId)) {
      throw new AblyError(40400, `unable to authenticate; there is no application "${claimed.appId}"`);
    }
    const { secret, capability } = keys.get(claimed.name) ?? {};
    if (capability === undefined || secret !== claimed.secret) {
      throw new AblyError(40101, `unable to authenticate; the key "${claimed.name}" or its secret is wrong`);
    }
    return { keyName: claimed.name, capability };
  };
}
