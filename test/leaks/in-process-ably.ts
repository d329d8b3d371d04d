import './virtual-time.js';
import type { Realtime } from 'ably';
import { createLocalAbly, type LocalAbly } from 'ably-models-react/local-ably';

/** Where sockets and requests lead, by host name. */
const servers = new Map<string, LocalAbly>();
let serverCount = 0;

type Handler = ((event: object) => void) | undefined;

/** A WebSocket without a network: each frame arrives in a microtask. */
class InProcessSocket {
  binaryType = '';
  onopen: Handler;
  onmessage: Handler;
  onclose: Handler;
  onerror: Handler;
  #events: { message(data: unknown): void; closed(): void } | undefined;
  #isClosed = false;

  constructor(url: string) {
    const { hostname, searchParams } = new URL(url);
    queueMicrotask(() => {
      const local = servers.get(hostname);
      if (local === undefined || local.refuses(searchParams)) return this.#end(1006);
      this.onopen?.({});
      this.#events = local.accept(searchParams, {
        send: (data) => queueMicrotask(() => this.#isClosed || this.onmessage?.({ data })),
        close: () => queueMicrotask(() => this.#end(1000)),
        terminate: () => queueMicrotask(() => this.#end(1006)),
      });
    });
  }

  send(data: unknown): void {
    queueMicrotask(() => this.#events?.message(data));
  }

  close(): void {
    queueMicrotask(() => this.#end(1000));
  }

  #end(code: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#events?.closed();
    this.onclose?.({ code, wasClean: code === 1000 });
  }
}

const request = (url: string, init: RequestInit): Promise<Response> => {
  const local = servers.get(new URL(url).hostname);
  if (local === undefined) return Promise.reject(new TypeError('no such host'));
  return local.fetch(new Request(url, init));
};

// The client takes hold of them when it is imported.
Object.assign(globalThis, { WebSocket: InProcessSocket, fetch: request });
const { BaseRealtime, FetchRequest, Rest, WebSocketTransport } = await import('ably/modular');

/** A local Ably, and real clients of it in the same process. */
export function openInProcessAbly() {
  const local = createLocalAbly();
  const host = `local-ably-${(serverCount += 1)}.invalid`;
  servers.set(host, local);
  const clients: Realtime[] = [];
  return {
    local,
    connect(clientId: string): Realtime {
      const client: unknown = new BaseRealtime({
        plugins: { FetchRequest, Rest, WebSocketTransport },
        clientId,
        key: local.key,
        endpoint: host,
        transports: ['web_socket'],
        useBinaryProtocol: false,
        disconnectedRetryTimeout: 20,
        suspendedRetryTimeout: 20,
        logLevel: 0,
      });
      clients.push(client as Realtime);
      return client as Realtime;
    },
    close() {
      for (const client of clients) client.close();
      local.close();
      servers.delete(host);
    },
  };
}
