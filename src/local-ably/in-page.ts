import { BatchInterceptor, type HttpRequestEventMap } from '@mswjs/interceptors';
import { FetchInterceptor } from '@mswjs/interceptors/fetch';
import { WebSocketInterceptor, type WebSocketConnectionData } from '@mswjs/interceptors/WebSocket';
import { XMLHttpRequestInterceptor } from '@mswjs/interceptors/XMLHttpRequest';
import type { LocalAbly } from './local-ably.js';

export interface InPageOptions {
  /** The host name that leads here instead of to the network. Default `local-ably.invalid`, which no network has. */
  host?: string;
}

/** What an `ably` client in the same page needs; spread it into its options. */
export interface InPageClientOptions {
  endpoint: string;
  key: string;
  /** WebSocket only: kept out, the client would look for other ways on the internet. */
  transports: 'web_socket'[];
}

export interface InPage {
  readonly clientOptions: () => InPageClientOptions;
  /** Gives the page its own WebSocket, fetch and XMLHttpRequest back. The server itself goes on; see `close()`. */
  readonly uninstall: () => void;
}

/** What every page has at most one of: which host leads to which server, and how to give the globals back. */
const installed = new Map<string, LocalAbly>();
let restore: (() => void) | undefined;

/**
 * Answers the page's own WebSockets and requests to one host; every other host gets the real thing.
 *
 * `ably` takes hold of `WebSocket` when it is imported. So this has to run before: in a module of its own, which is
 * imported before `ably` is.
 *
 * @throws Error when the host leads to a local Ably already.
 * @example
 * // local-ably.ts
 * export const local = createLocalAbly();
 * export const { clientOptions } = installInPage(local);
 * // app.ts
 * import { clientOptions } from './local-ably.js';
 * import { Realtime } from 'ably';
 * const ably = new Realtime({ ...clientOptions(), clientId: 'ada' });
 */
export function installInPage(local: LocalAbly, { host = 'local-ably.invalid' }: InPageOptions = {}): InPage {
  if (installed.has(host)) {
    throw new Error(
      `unable to install the local Ably; "${host}" leads to another one, so uninstall that or use another host`,
    );
  }
  installed.set(host, local);
  restore ??= intercept();

  return {
    clientOptions: () => ({
      endpoint: host,
      key: local.key,
      transports: ['web_socket'],
    }),
    uninstall() {
      if (installed.get(host) !== local) return;
      installed.delete(host);
      if (installed.size > 0) return;
      restore?.();
      restore = undefined;
    },
  };
}

function intercept(): () => void {
  const requests = new BatchInterceptor({
    name: 'local-ably',
    interceptors: [new FetchInterceptor(), new XMLHttpRequestInterceptor()],
  });
  requests.on('request', answer);
  requests.apply();

  const Native = globalThis.WebSocket;
  const sockets = new WebSocketInterceptor();
  sockets.on('connection', connect);
  sockets.apply();
  const Intercepted = globalThis.WebSocket;
  // The interceptor sees only sockets that lead here: its pass-through says `open` before the real socket is,
  // and loses what is sent between, which a development server's reload socket need not put up with.
  globalThis.WebSocket = new Proxy(Native, {
    construct(_target, args: ConstructorParameters<typeof WebSocket>, newTarget) {
      const { hostname } = new URL(args[0], globalThis.location.href);
      return Reflect.construct(installed.has(hostname) ? Intercepted : Native, args, newTarget) as WebSocket;
    },
  });

  return () => {
    requests.dispose();
    sockets.dispose();
  };
}

/** Gives a promise that the interceptor waits for: until then the request is neither answered nor sent. */
function answer({ request, controller }: HttpRequestEventMap['request'][0]): unknown {
  const local = installed.get(new URL(request.url).hostname);
  return local?.fetch(request).then((response) => controller.respondWith(response));
}

function connect({ client }: WebSocketConnectionData): void {
  const { hostname, searchParams } = client.url;
  const local = installed.get(hostname);
  if (local === undefined || local.refuses(searchParams)) {
    client.close(1006);
    return;
  }
  // Not before it is open: a socket that is closed earlier never opens, and what was sent to it is lost.
  client.socket.addEventListener('open', () => {
    const events = local.accept(searchParams, {
      send: (data) => client.send(typeof data === 'string' ? data : Uint8Array.from(data).buffer),
      // The interceptor sends in a microtask, and sends nothing on a socket that closes: last words first.
      close: () => queueMicrotask(() => client.close(1000)),
      // What a page sees of a socket that ended without a closing handshake.
      terminate: () => client.close(1006),
    });
    client.addEventListener('message', ({ data }) => events.message(data));
    client.addEventListener('close', () => events.closed());
  });
}
