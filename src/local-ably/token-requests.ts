import { parseCapability } from './capability.js';
import { toBase64 } from './base64.js';
import { AblyError } from './errors.js';
import { sign } from './jwt.js';
import type { Keyring } from './keyring.js';
import type { Key } from './keys.js';
import { isRecord } from './messages.js';
import { issueToken, type TokenDetails } from './tokens.js';

const defaultTtlMs = 3_600_000;
const maxTtlMs = 86_400_000;
/** How far the time of a request may be off, and so how long its nonce has to be remembered, in ms. */
const toleranceMs = 600_000;

/** Answers requests for tokens: signed ones (RSA9), and those of clients that show the key itself. */
export class TokenRequests {
  readonly #keyring: Keyring;
  readonly #now: () => number;
  readonly #nonces = new Map<string, number>();

  constructor(keyring: Keyring, now: () => number) {
    this.#keyring = keyring;
    this.#now = now;
  }

  /**
   * `authenticated` is the name of the key that came with the request, if one did.
   * Throws 40101, 40104 and 40105 for a request that is not signed, not current or not new, 40003 and 40012 for a
   * parameter that is none.
   */
  answer(keyName: string, request: unknown, authenticated: string | undefined): TokenDetails {
    if (!isRecord(request)) throw new AblyError(40000, 'unable to issue a token; the request is no object');
    const key = this.#keyring.get(keyName);
    if ((request['keyName'] ?? keyName) !== keyName) {
      throw new AblyError(40101, 'unable to issue a token; the request names another key than its path');
    }
    const params = {
      ttl: ttlOf(request['ttl']),
      capability: isAbsent(request['capability']) ? undefined : parseCapability(request['capability']),
      clientId: clientIdOf(request['clientId']),
    };
    if (request['mac'] !== undefined) this.#assertSigned(key, request);
    else if (authenticated !== keyName) {
      throw new AblyError(40101, 'unable to issue a token; the request is neither signed nor authenticated');
    }
    return issueToken(key, params, this.#now());
  }

  #assertSigned(key: Key, request: Record<string, unknown>): void {
    const { timestamp, nonce, mac } = request;
    if (typeof timestamp !== 'number' || typeof nonce !== 'string') {
      throw new AblyError(40003, 'unable to issue a token; a signed request has a timestamp and a nonce');
    }
    const signed = [key.name, request['ttl'], request['capability'], request['clientId'], timestamp, nonce];
    const text = signed.map((field) => `${textOf(field)}\n`).join('');
    if (mac !== toBase64(sign(text, key.secret))) {
      throw new AblyError(40101, 'unable to issue a token; the mac is not that of the request');
    }
    const now = this.#now();
    if (Math.abs(now - timestamp) > toleranceMs) {
      throw new AblyError(40104, 'unable to issue a token; the timestamp of the request is not current');
    }
    for (const [used, expiresAt] of this.#nonces) {
      if (expiresAt >= now) break;
      this.#nonces.delete(used);
    }
    if (this.#nonces.has(nonce)) {
      throw new AblyError(40105, 'unable to issue a token; the nonce of the request was used before');
    }
    // As long as the same request could still be current.
    this.#nonces.set(nonce, now + 2 * toleranceMs);
  }
}

function ttlOf(ttl: unknown): number {
  if (isAbsent(ttl)) return defaultTtlMs;
  if (typeof ttl === 'number' && ttl > 0 && ttl <= maxTtlMs) return ttl;
  throw new AblyError(40003, `unable to issue a token; ttl is not a number of ms within 1 and ${maxTtlMs}`);
}

function clientIdOf(clientId: unknown): string | undefined {
  if (clientId === undefined || clientId === null) return undefined;
  if (typeof clientId === 'string' && clientId !== '') return clientId;
  throw new AblyError(40012, 'unable to issue a token; clientId is not text, or empty');
}

/** Clients leave out what they do not ask for, or say so with an empty text. */
const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

const textOf = (field: unknown): string =>
  typeof field === 'string' || typeof field === 'number' ? String(field) : '';
