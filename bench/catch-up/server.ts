import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { NodeClientOptions } from 'ably-models-react/local-ably/node';

export const CHANNEL = 'comments';
export const MESSAGES = 10_000;

const processFile = fileURLToPath(new URL('catch-up-server.js', import.meta.url));

export async function startServer() {
  const child = fork(processFile, [CHANNEL, String(MESSAGES)]);
  const answer = async () => ((await once(child, 'message')) as unknown[])[0];
  const { url, key, options } = (await answer()) as { url: string; key: string; options: NodeClientOptions };

  /** The bodies of all pages, newest first, as they come over the wire. */
  const readPages = async (limit: number): Promise<string[]> => {
    const authorization = `Basic ${btoa(key)}`;
    const bodies: string[] = [];
    let next: string | undefined = `messages?limit=${limit}`;
    while (next !== undefined) {
      const response: Response = await fetch(new URL(next, `${url}/channels/${CHANNEL}/`), {
        headers: { authorization, accept: 'application/json' },
      });
      bodies.push(await response.text());
      next = /<\.\/(messages[^>]*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    }
    return bodies;
  };
  return {
    /** JSON, which browsers speak unless told otherwise. */
    clientOptions: { ...options, useBinaryProtocol: false, logLevel: 0 },
    readPages,
    historyRequests: async () => {
      child.send('count');
      return (await answer()) as number;
    },
    stop: () => child.disconnect(),
  };
}
