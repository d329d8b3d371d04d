import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { fromBase64, toBase64 } from './base64.js';
import { isRecord } from './messages.js';

/** HMAC-SHA256. Not that of `crypto.subtle`, which keeps clients waiting, and which a page served over plain http lacks. */
export function sign(text: string, secret: string): Uint8Array {
  const encoder = new TextEncoder();
  return hmac(sha256, encoder.encode(secret), encoder.encode(text));
}

/** A JSON Web Token (RFC 7519), taken apart. */
export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  isSignedWith(secret: string): boolean;
}

/** Undefined for what does not look like one. */
export function parseJwt(token: string): Jwt | undefined {
  const [header = '', claims = '', signature = '', ...more] = token.split('.');
  const [parsedHeader, parsedClaims] = [parse(header), parse(claims)];
  if (parsedHeader === undefined || parsedClaims === undefined || more.length > 0) return undefined;
  return {
    header: parsedHeader,
    claims: parsedClaims,
    isSignedWith: (secret) => signature === toBase64Url(sign(`${header}.${claims}`, secret)),
  };
}

export function writeJwt(header: object, claims: object, secret: string): string {
  const text = [header, claims].map(serialize).join('.');
  return `${text}.${toBase64Url(sign(text, secret))}`;
}

function parse(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(fromBase64(part)));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const serialize = (value: object): string => toBase64Url(new TextEncoder().encode(JSON.stringify(value)));

const toBase64Url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
