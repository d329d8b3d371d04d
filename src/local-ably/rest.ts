import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import type { Authenticator } from './authenticator.js';
import { assertPermitted } from './capability.js';
import type { Channels } from './channels.js';
import type { Counters } from './counters.js';
import { AblyError, asAblyError } from './errors.js';
import type { RequestFailures } from './failures.js';
import { parseHistoryQuery, readPage, type HistoryPage, type HistoryQuery } from './history.js';
import { bodyOf, clientOf, credentialsOf, inFormat, refuse } from './http.js';
import { publisherOf, readDrafts } from './messages.js';
import type { Network } from './network.js';
import { maxFrameSize, type Settings } from './options.js';
import { randomId } from './random-id.js';
import type { TokenRequests } from './token-requests.js';

export interface RestParts {
  settings: Settings;
  network: Network;
  channels: Channels;
  counters: Counters;
  failures: RequestFailures;
  authenticate: Authenticator;
  tokenRequests: TokenRequests;
}

/** The REST side: `/time`, tokens, publish, history and presence. */
export function createRestApi(parts: RestParts): (request: Request) => Promise<Response> {
  const { settings, network, channels, counters, failures, authenticate, tokenRequests } = parts;
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

  app.post('/keys/:keyName/requestToken', async (context) => {
    counters.tokenRequests += 1;
    const credentials = credentialsOf(context);
    const authenticated = credentials.key === undefined ? undefined : authenticate(credentials).keyName;
    const request = await bodyOf(context);
    return context.json(tokenRequests.answer(context.req.param('keyName'), request, authenticated), 201);
  });

  app.post('/channels/:name/messages', async (context) => {
    counters.publishes += 1;
    const grant = authenticate(credentialsOf(context));
    const channel = channels.get(context.req.param('name'));
    assertPermitted(grant.capability, channel.name, 'publish');
    const client = clientOf(context, grant);
    failures.publishes.strike(channel.name, client);
    const body = await bodyOf(context);
    const drafts = readDrafts(
      Array.isArray(body) ? body : [body],
      publisherOf(grant, client),
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

  app.get('/channels/:name/presence', (context) => {
    const grant = authenticate(credentialsOf(context));
    const channel = channels.get(context.req.param('name'));
    assertPermitted(grant.capability, channel.name, 'subscribe');
    return context.json(channel.presence.members);
  });

  app.notFound(({ req }) =>
    refuse(new AblyError(40400, `unable to answer; there is nothing at ${req.path}`)),
  );
  app.onError((error) => refuse(asAblyError(error)));

  return async (request) => app.fetch(request);
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
