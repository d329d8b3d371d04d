import type { Grant } from './authenticator.js';
import { intersect, parseCapability, type Capability } from './capability.js';
import { AblyError } from './errors.js';
import { parseJwt, writeJwt } from './jwt.js';
import type { Keyring } from './keyring.js';
import type { Key } from './keys.js';

/** What a client is told of its token (TD1). */
export interface TokenDetails {
  token: string;
  keyName: string;
  /** Ms since the epoch, both. */
  issued: number;
  expires: number;
  /** JSON text. */
  capability: string;
  clientId?: string;
}

export interface TokenParams {
  /** In ms. */
  ttl: number;
  /** Undefined: all that the key has. */
  capability: Capability | undefined;
  clientId: string | undefined;
}

/**
 * Tokens are JWTs, also those that the server issues itself: so it remembers none of them, and those of its last run
 * are good for this one.
 */
export function issueToken(
  key: Key,
  { ttl, capability, clientId }: TokenParams,
  issued: number,
): TokenDetails {
  const expires = issued + ttl;
  const granted = JSON.stringify(grantedOf(key, capability));
  const identity = clientId !== undefined && { 'x-ably-clientId': clientId };
  const header = { typ: 'JWT', alg: 'HS256', kid: key.name };
  const claims = { iat: issued / 1000, exp: expires / 1000, 'x-ably-capability': granted, ...identity };
  return {
    token: writeJwt(header, claims, key.secret),
    keyName: key.name,
    issued,
    expires,
    capability: granted,
    ...(clientId !== undefined && { clientId }),
  };
}

/** Throws 40142 for a token that has expired, 40144 for one that is forged or incomplete, 40101 for what is none. */
export function readToken(token: string, keyring: Keyring, now: number): Grant {
  const jwt = parseJwt(token);
  if (jwt === undefined) throw new AblyError(40101, 'unable to authenticate; the token is none');
  const { kid, alg } = jwt.header;
  const { exp, 'x-ably-capability': capability, 'x-ably-clientId': clientId } = jwt.claims;
  if (alg !== 'HS256' || typeof kid !== 'string') throw malformed('it needs "alg": "HS256" and a "kid"');
  const key = keyring.get(kid);
  if (!jwt.isSignedWith(key.secret)) throw malformed(`it is not signed with the secret of "${key.name}"`);
  if (typeof exp !== 'number') throw malformed('it needs "exp"');
  if (clientId !== undefined && typeof clientId !== 'string')
    throw malformed('"x-ably-clientId" is not text');
  if (exp * 1000 <= now) throw new AblyError(40142, 'unable to authenticate; the token has expired');
  return {
    keyName: key.name,
    capability: grantedOf(key, capability === undefined ? undefined : parseCapability(capability)),
    clientId,
    expiresAt: exp * 1000,
  };
}

/** A token never allows more than its key does (RSA9f). Throws 40160 where nothing remains. */
function grantedOf(key: Key, asked: Capability | undefined): Capability {
  if (asked === undefined) return key.capability;
  const granted = intersect(asked, key.capability);
  if (Object.keys(granted).length > 0) return granted;
  throw new AblyError(40160, `unable to authenticate; the key "${key.name}" has no such capability`);
}

const malformed = (why: string): AblyError => new AblyError(40144, `unable to read the token; ${why}`);
