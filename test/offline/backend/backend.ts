import { getRequestListener } from '@hono/node-server';
import { startLocalAbly } from 'ably-models-react/local-ably/node';
import { Realtime } from 'ably';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Connector } from '../../../stories/live-sync/backend/connector.js';
import { createPost, openDatabase } from '../../../stories/live-sync/backend/database.js';
import type { Post } from '../../../stories/live-sync/backend/post.js';
import { readPost } from '../../../stories/live-sync/backend/sync-endpoint.js';
import { Api } from './api.js';
import { serveAssets } from './assets.js';
import { readChanges, type CommittedChange } from './outbox.js';
import { readRequests, requestsSchema, type ApiRequest } from './requests.js';

/** Everything that is not a browser: Postgres, the application's server, the connector, Ably. Outlives every page. */
export async function startBackend() {
  const [database, ably] = await Promise.all([openDatabase(), startLocalAbly()]);
  await database.exec(requestsSchema);
  const publisher = new Realtime(ably.clientOptions());
  const connector = new Connector(database, publisher);
  await connector.start();

  const api = new Api(database);
  await serveAssets(api.app, ably.clientOptions());
  const answer = getRequestListener((request, bindings) => api.app.fetch(request, bindings));
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  let posts = 0;
  const setPublishing = (isPublishing: boolean) => (isPublishing ? connector.start() : connector.stop());
  return {
    url: `http://127.0.0.1:${port}/`,
    api,
    /** What is committed while nothing is published waits in the outbox, and nobody is told. */
    setPublishing,
    /** Posts of their own for each test, with titles to tell them by. */
    async createPosts(...titles: readonly string[]): Promise<string[]> {
      const ids = titles.map(() => `${(posts += 1)}`);
      for (const [index, title] of titles.entries())
        await createPost(database, { id: ids[index] ?? '', title });
      return ids;
    },
    async posts(ids: readonly string[]): Promise<Post[]> {
      const read = await Promise.all(ids.map((id) => readPost(database, id)));
      return read.flatMap((post) => post?.data ?? []);
    },
    changes: (ids: readonly string[]): Promise<CommittedChange[]> => readChanges(database, ids),
    requests: (ids: readonly string[]): Promise<ApiRequest[]> => readRequests(database, ids),
    async close() {
      server.close();
      server.closeAllConnections();
      await connector.stop();
      publisher.close();
      await ably.close();
      await database.close();
    },
  };
}

export type Backend = Awaited<ReturnType<typeof startBackend>>;
