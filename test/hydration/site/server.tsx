import { ModelsClient } from 'ably-models-react';
import { dehydrate, prefetchModel } from 'ably-models-react/server';
import { startLocalAbly } from 'ably-models-react/local-ably/node';
import { Realtime } from 'ably';
import { build } from 'esbuild';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { renderToPipeableStream } from 'react-dom/server';
import { onTestFinished } from 'vitest';
import { App, CHANNEL, definePost } from './app.js';

const NONCE = 'of-this-test';

/** A plain Node server that streams a page of comments, with its backend in memory and a local Ably. */
export async function startSite(comments: string[]) {
  const ably = await startLocalAbly();
  onTestFinished(() => ably.close());
  const script = await bundle(ably.clientOptions());
  // One for all requests, never connected.
  const realtime = new Realtime({ ...ably.clientOptions(), autoConnect: false });
  onTestFinished(() => realtime.close());
  const client = new ModelsClient({ ably: realtime });
  const read = () => ({ data: [...comments], sequenceId: String(comments.length) });
  const calls: string[] = [];
  let readingIsDone = Promise.resolve();
  const post = definePost(async () => {
    const state = read();
    await readingIsDone;
    return state;
  });
  const publish = (text: string, index: number) =>
    ably.local.publish(CHANNEL, { id: String(index + 1), name: 'comment.added', data: text });
  comments.forEach(publish);
  const commit = (text: string) => publish(text, comments.push(text) - 1);

  const sendPage = (response: ServerResponse, isComplete: boolean) => {
    const state = prefetchModel(post())
      .catch(() => undefined)
      .then(dehydrate);
    const send = () => {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        // A data block is no script: it needs no nonce, and React's own few lines have one.
        'content-security-policy': `script-src 'self' 'nonce-${NONCE}'`,
      });
      pipe(response);
    };
    const { pipe } = renderToPipeableStream(<App client={client} post={post()} state={state} />, {
      nonce: NONCE,
      bootstrapScripts: ['/browser.js'],
      [isComplete ? 'onAllReady' : 'onShellReady']: send,
    });
  };

  const server = createServer((request, response) => {
    calls.push(request.url ?? '');
    if (request.url === '/browser.js') response.end(script);
    else if (request.url === '/api/post') response.end(JSON.stringify(read()));
    else if (request.url?.startsWith('/post')) sendPage(response, request.url.endsWith('?complete'));
    else response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    commit,
    connects: () => ably.local.counters.connects,
    /** Has pages wait for what was read, until the returned function is called. */
    hold(): () => void {
      let release = (): void => undefined;
      readingIsDone = new Promise((resolve) => (release = resolve));
      return release;
    },
  };
}

async function bundle(options: object): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('browser.tsx', import.meta.url))],
    bundle: true,
    write: false,
    jsx: 'automatic',
    logLevel: 'error',
    // React tells of mismatches in development only.
    define: { 'process.env.NODE_ENV': '"development"', ABLY_OPTIONS: JSON.stringify(options) },
  });
  return outputFiles.map(({ text }) => text).join('');
}
