import { decode } from '@msgpack/msgpack';
import { Realtime, Rest, type ClientOptions, type InboundMessage } from 'ably';
import { onTestFinished, vi } from 'vitest';
import { startLocalAbly, type StartOptions } from 'ably-models-react/local-ably/node';
import type { ServerFrame } from '../../src/local-ably/protocol.js';

/** The formats that clients speak: browsers the first, Node the second, unless told otherwise. */
export const formats = [
  { format: 'JSON', useBinaryProtocol: false },
  { format: 'msgpack', useBinaryProtocol: true },
];

/** A server on a free port and real clients for it; all of them end with the test. */
export async function startServer(options: StartOptions = {}, defaults: Partial<ClientOptions> = {}) {
  const server = await startLocalAbly(options);
  onTestFinished(() => server.close());

  const connect = (more: Partial<ClientOptions> = {}): Realtime => {
    const client = new Realtime({ ...server.clientOptions(), logLevel: 0, ...defaults, ...more });
    onTestFinished(() => client.close());
    return client;
  };
  const rest = (more: Partial<ClientOptions> = {}): Rest =>
    new Rest({ ...server.clientOptions(), logLevel: 0, ...defaults, ...more });

  return { server, local: server.local, connect, rest };
}

/** Subscribes, and keeps what comes. */
export async function listen(client: Realtime, name: string): Promise<InboundMessage[]> {
  const messages: InboundMessage[] = [];
  await client.channels.get(name).subscribe((message) => messages.push(message));
  return messages;
}

/** A socket without a network, for what has to be seen frame by frame. */
export function fakeSocket() {
  const frames: ServerFrame[] = [];
  return {
    frames,
    send: (data: string | Uint8Array) =>
      void frames.push((typeof data === 'string' ? JSON.parse(data) : decode(data)) as ServerFrame),
    close: vi.fn<() => void>(),
    terminate: vi.fn<() => void>(),
  };
}

/** A clock that stands still until it is told otherwise. */
export function manualClock(start = 1_700_000_000_000) {
  let time = start;
  return {
    now: () => time,
    advance(ms: number) {
      time += ms;
    },
  };
}

export const dataOf = (messages: readonly InboundMessage[]): unknown[] =>
  messages.map(({ data }): unknown => data);

export const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => (from < to ? from + index : from - index));
