import { getRequestListener } from '@hono/node-server';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { ClientSocket } from './link.js';
import { createLocalAbly, type LocalAbly } from './local-ably.js';
import { maxFrameSize, type LocalAblyOptions } from './options.js';
import { withSandbox } from './sandbox.js';

export interface StartOptions extends LocalAblyOptions {
  /** Default 0: any free port. */
  port?: number;
  /** The address to listen on. Default `127.0.0.1`, so that other machines are kept out. */
  host?: string;
}

/** What an `ably` client needs to reach the server; spread it into its options. */
export interface NodeClientOptions {
  endpoint: string;
  port: number;
  tls: false;
  key: string;
  /** WebSocket only: kept out, the client in a browser would look for other ways on the internet. */
  transports: 'web_socket'[];
}

export interface LocalAblyServer {
  /** `http://host:port`. */
  readonly url: string;
  readonly port: number;
  /** The server behind the socket: state, counters, faults. */
  readonly local: LocalAbly;
  readonly clientOptions: () => NodeClientOptions;
  /** Cuts every connection and frees the port. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a local Ably that listens on a port.
 *
 * @throws what `listen` throws, such as EADDRINUSE.
 * @example
 * const server = await startLocalAbly();
 * const ably = new Ably.Realtime(server.clientOptions());
 */
export async function startLocalAbly(options: StartOptions = {}): Promise<LocalAblyServer> {
  const { port: wanted = 0, host = '127.0.0.1', ...coreOptions } = options;
  const local = createLocalAbly(coreOptions);
  const reach = () => {
    const address = server.address() as AddressInfo;
    return { endpoint: reachable(address), port: address.port, tls: false as const };
  };
  const answer = getRequestListener(withSandbox(local, reach));
  const server = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrameSize });

  server.on('upgrade', (request, socket, head) => {
    // Not through URL, which throws for a path such as `//`.
    const query = new URLSearchParams(request.url?.split('?')[1]);
    if (local.refuses(query)) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => connect(local, query, client));
  });

  server.listen(wanted, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    local.close();
    throw error;
  }
  const { endpoint, port, tls } = reach();
  return {
    url: `http://${endpoint}:${port}`,
    port,
    local,
    clientOptions: () => ({
      endpoint,
      port,
      tls,
      key: local.key,
      transports: ['web_socket'],
    }),
    async close() {
      local.close();
      for (const client of sockets.clients) client.terminate();
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Always an address: a client takes a name without a dot for one of Ably's own, and would call there. */
function reachable({ address }: AddressInfo): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return address.includes(':') ? `[${address}]` : address;
}

function connect(local: LocalAbly, query: URLSearchParams, client: WebSocket): void {
  const socket: ClientSocket = {
    send: (data) => client.send(data),
    close: () => client.close(1000),
    terminate: () => client.terminate(),
    ping: () => client.ping(),
  };
  const events = local.accept(query, socket);
  client.on('message', (data, isBinary) =>
    events.message(isBinary ? bytesOf(data) : bytesOf(data).toString()),
  );
  client.on('close', () => events.closed());
  // A frame that is too large or malformed: `ws` closes the socket itself, but an unheard error would end the process.
  client.on('error', () => undefined);
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
