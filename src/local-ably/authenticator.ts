import type { Capability } from './capability.js';
import { AblyError } from './errors.js';
import type { Keyring } from './keyring.js';
import { parseKey } from './keys.js';
import { readToken } from './tokens.js';

/** What a client showed about itself, from the query of a connection or the headers of a request. */
export interface Credentials {
  key?: string;
  token?: string;
}

/** Who the client is, and what it may do. */
export interface Grant {
  keyName: string;
  capability: Capability;
  /** `*`: it may be anybody, or nobody. Undefined: it is nobody. */
  clientId: string | undefined;
  /** Ms since the epoch; undefined for a key. */
  expiresAt: number | undefined;
}

/** Throws 40101 and other 401xx for credentials that do not hold. */
export type Authenticator = (credentials: Credentials) => Grant;

/** Basic authentication, with the key itself in full (RSA11), and tokens (RSA8). */
export function createAuthenticator(keyring: Keyring, now: () => number): Authenticator {
  return ({ key, token }) => {
    if (token !== undefined) return readToken(token, keyring, now());
    if (key === undefined) throw new AblyError(40101, 'unable to authenticate; no key was given');
    const claimed = parseKey(key);
    const { name, secret, capability } = keyring.get(claimed.name);
    if (secret !== claimed.secret) {
      throw new AblyError(40101, `unable to authenticate; the key "${name}" or its secret is wrong`);
    }
    return { keyName: name, capability, clientId: '*', expiresAt: undefined };
  };
}

/** The client id of a client that claims one, or none. Throws 40012 for one that is not its own (RSA15). */
export function identify({ clientId }: Grant, claimed: string | undefined): string | undefined {
  if (clientId === '*') return claimed === '*' ? undefined : claimed;
  if (claimed === undefined || claimed === clientId) return clientId;
  const allowed = clientId === undefined ? 'none' : `"${clientId}"`;
  throw new AblyError(
    40012,
    `unable to authenticate; the token allows ${allowed} as client id, and not "${claimed}"`,
  );
}
