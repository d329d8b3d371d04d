import { decode } from '@msgpack/msgpack';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import type { Authenticator, Credentials, Grant } from './authenticator.js';
import type { Channels } from './channels.js';
import type { Client } from './connection.js';
import type { Counters } from './counters.js';
import { fromBase64 } from './base64.js';
import { encodeMsgpack, withBytes } from './codec.js';
import { AblyError, asAblyError } from './errors.js';
import type { RequestFailures } from './failures.js';
import { parseHistoryQuery, readPage, type HistoryPage, type HistoryQuery } from './history.js';
import { assertPermitted } from './keys.js';
import { readDrafts, type Publisher } from './messages.js';
import type { Network } from './network.js';
import { maxFrameSize, type Settings } from './options.js';
import { randomId } from './random-id.js';

export interface RestParts {
  settings: Settings;
  network: Network;
  channels: Channels;
  counters: Counters;
  failures: RequestFailures;
  authenticate: Authenticator;
}

/** The REST side: `/time`, publish and history. */
export function createRestApi(parts: RestParts): (request: Request) => Promise<Response> {
  const { settings, network, channels, counters, failures, authenticate } = parts;
  const inbound = network.open();
  const outbound = network.open();
  const app = new Hono();

  // Credentials, because the client sends its requests with them, and then no wildcard is allowed.
  app.use(
    cors({
      origin: (origin) => origin,
      credentials: true,
      exposeHeaders: ['Link', 'X-Ably-Errorcode', 'X-Ably-Errormessage'],
    }),
  );
  app.use(async (_context, next) => {
    await new Promise<void>((arrive) => inbound.enter(arrive));
    await next();
    await new Promise<void>((arrive) => outbound.enter(arrive));
  });
  app.use(async (context, next) => {
    await next();
    context.res = await inFormat(context, context.res);
  });

  app.use(
    bodyLimit({
      maxSize: maxFrameSize,
      onError: () =>
        refuse(new AblyError(40009, `unable to answer; the body has more than ${maxFrameSize} bytes`)),
    }),
  );

  app.get('/time', (context) => context.json([settings.now()]));

  app.post('/channels/:name/messages', async (context) => {
    counters.publishes += 1;
    const grant = authenticate(credentialsOf(context));
    const channel = channels.get(context.req.param('name'));
    assertPermitted(grant.capability, channel.name, 'publish');
    failures.publishes.strike(channel.name, clientOf(context, grant));
    const body = await bodyOf(context);
    const drafts = readDrafts(
      Array.isArray(body) ? body : [body],
      publisherOf(context),
      settings.maxMessageSize,
    );
    const { messageId, serials } = channel.publish(drafts, { id: randomId() });
    return context.json({ channel: channel.name, messageId, serials }, 201);
  });

  app.get('/channels/:name/messages', (context) => {
    counters.historyRequests += 1;
    const grant = authenticate(credentialsOf(context));
    const channel = channels.get(context.req.param('name'));
    assertPermitted(grant.capability, channel.name, 'history');
    failures.history.strike(channel.name, clientOf(context, grant));
    const query = parseHistoryQuery(context.req.query());
    if (query.fromSerial !== undefined && !channels.issued(query.fromSerial)) {
      throw new AblyError(40003, `unable to read the history; the serial "${query.fromSerial}" is unknown`);
    }
    const page = readPage(channel.publications(), query);
    context.header('Link', linksOf(query, page));
    return context.json(page.items);
  });

  app.notFound(({ req }) =>
    refuse(new AblyError(40400, `unable to answer; there is nothing at ${req.path}`)),
  );
  app.onError((error) => refuse(asAblyError(error)));

  return async (request) => app.fetch(request);
}

function refuse(error: AblyError): Response {
  return Response.json(
    { error: error.toWire() },
    {
      status: error.statusCode,
      // Headers cannot carry every character that a message may quote.
      headers: { 'X-Ably-Errorcode': String(error.code), 'X-Ably-Errormessage': encodeURI(error.message) },
    },
  );
}

/** The key from `Authorization: Basic` or from the query (RSA11). */
function credentialsOf(context: Context): Credentials {
  const [scheme, encoded = ''] = (context.req.header('Authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer') return { token: encoded };
  if (scheme?.toLowerCase() === 'basic') return { key: decodeBase64(encoded) };
  const key = context.req.query('key');
  return key === undefined ? {} : { key };
}

/** A client with a client id says so in a header, as the key does not (RSA7e2). */
function publisherOf(context: Context): Publisher {
  const encoded = context.req.header('X-Ably-ClientId');
  return encoded === undefined ? {} : { clientId: decodeBase64(encoded) };
}

/** A request has no connection. */
function clientOf(context: Context, { keyName }: Grant): Client {
  return { clientId: publisherOf(context).clientId, connectionId: undefined, keyName };
}

/** Throws 40101 for what is not base64. */
function decodeBase64(encoded: string): string {
  try {
    return new TextDecoder().decode(fromBase64(encoded));
  } catch {
    throw new AblyError(40101, 'unable to authenticate; a header is not base64');
  }
}

async function bodyOf(context: Context): Promise<unknown> {
  const isBinary = context.req.header('Content-Type')?.includes('msgpack') === true;
  try {
    return isBinary ? decode(await context.req.arrayBuffer()) : await context.req.json<unknown>();
  } catch {
    throw new AblyError(
      40000,
      `unable to read the request; its body is not ${isBinary ? 'msgpack' : 'JSON'}`,
    );
  }
}

/** `./` and no bare comma: the client's reading of the header knows no other form (TG4). */
function linksOf(query: HistoryQuery, page: HistoryPage): string {
  const { direction, limit, start, end, fromSerial, cursor } = query;
  const link = (rel: string, at: string | undefined) => {
    const params = new URLSearchParams({
      direction,
      limit: String(limit),
      start: String(start),
      end: String(end),
      ...(fromSerial !== undefined && { from_serial: fromSerial }),
      ...(at !== undefined && { cursor: at }),
    });
    return `<./messages?${params.toString()}>; rel="${rel}"`;
  };
  const links = [link('first', undefined), link('current', cursor)];
  if (page.hasNext) links.push(link('next', page.items.at(-1)?.serial));
  return links.join(', ');
}

/** The answer as the client asked for it: in msgpack, or with status and headers in the body, or as it is. */
async function inFormat({ req }: Context, response: Response): Promise<Response> {
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
