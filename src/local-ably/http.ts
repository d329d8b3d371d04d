import { decode } from '@msgpack/msgpack';
import type { Context } from 'hono';
import { identify, type Credentials, type Grant } from './authenticator.js';
import { fromBase64 } from './base64.js';
import { encodeMsgpack, withBytes } from './codec.js';
import type { Client } from './connection.js';
import { AblyError } from './errors.js';

/** The key or token from the header `Authorization` or from the query (RSA11, RSA8). */
export function credentialsOf({ req }: Context): Credentials {
  const [scheme, encoded = ''] = (req.header('Authorization') ?? '').split(' ');
  // A client encodes its token once more, unlike everybody else with a JWT. No base64 has a dot.
  if (scheme?.toLowerCase() === 'bearer') {
    return { token: encoded.includes('.') ? encoded : decodeBase64(encoded) };
  }
  if (scheme?.toLowerCase() === 'basic') return { key: decodeBase64(encoded) };
  return credentialsIn((name) => req.query(name));
}

/** The key or token from a query. */
export function credentialsIn(query: (name: string) => string | undefined): Credentials {
  const key = query('key');
  const token = query('access_token') ?? query('accessToken');
  return { ...(key !== undefined && { key }), ...(token !== undefined && { token }) };
}

/** A request has no connection; a client with a key says in a header who it is, as the key does not (RSA7e2). */
export function clientOf({ req }: Context, grant: Grant): Client {
  const encoded = req.header('X-Ably-ClientId');
  const claimed = encoded === undefined ? undefined : decodeBase64(encoded);
  return { clientId: identify(grant, claimed), connectionId: undefined, keyName: grant.keyName };
}

/** Throws 40101 for what is not base64. */
function decodeBase64(encoded: string): string {
  try {
    return new TextDecoder().decode(fromBase64(encoded));
  } catch {
    throw new AblyError(40101, 'unable to authenticate; a header is not base64');
  }
}

/** Throws 40000 for a body that is not in the format that it says it is in. */
export async function bodyOf({ req }: Context): Promise<unknown> {
  const isBinary = req.header('Content-Type')?.includes('msgpack') === true;
  try {
    return isBinary ? decode(await req.arrayBuffer()) : await req.json<unknown>();
  } catch {
    throw new AblyError(
      40000,
      `unable to read the request; its body is not ${isBinary ? 'msgpack' : 'JSON'}`,
    );
  }
}

export function refuse(error: AblyError): Response {
  return Response.json(
    { error: error.toWire() },
    {
      status: error.statusCode,
      // Headers cannot carry every character that a message may quote.
      headers: { 'X-Ably-Errorcode': String(error.code), 'X-Ably-Errormessage': encodeURI(error.message) },
    },
  );
}

/** The answer as the client asked for it: in msgpack, or with status and headers in the body, or as it is. */
export async function inFormat({ req }: Context, response: Response): Promise<Response> {
  const envelope = req.query('envelope');
  const accepted = [envelope, req.query('format'), req.header('Accept')];
  const isBinary = accepted.some((format) => format?.includes('msgpack'));
  if (!isBinary && envelope !== 'json') return response;

  const json: unknown = await response.json();
  const body = isBinary && Array.isArray(json) ? json.map(withBytes) : json;
  const { status, headers } = response;
  const wrapped = { statusCode: status, headers: Object.fromEntries(headers.entries()), response: body };
  const answer = envelope === undefined ? body : wrapped;
  if (!isBinary) return Response.json(answer);
  return new Response(encodeMsgpack(answer), {
    status: envelope === undefined ? status : 200,
    headers: { 'Content-Type': 'application/x-msgpack' },
  });
}
