import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { createServer } from 'vite';

const folder = fileURLToPath(new URL('.', import.meta.url));

/**
 * Starts everything: the backend, and one web server for the front end and the API.
 *
 * @param {object} [options]
 * @param {number} [options.port] the next free one is taken where it is not free; default 5173
 * @param {boolean} [options.watch] whether the page follows edits of its files; default true
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function start({ port = 5173, watch = true } = {}) {
  /** @type {((request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => Promise<void>) | undefined} */
  let answer;
  const vite = await createServer({
    configFile: `${folder}vite.config.ts`,
    root: folder,
    logLevel: 'warn',
    server: { host: 'localhost', port, ...(!watch && { watch: null, hmr: false }) },
    plugins: [
      {
        name: 'api',
        // Before Vite's own: what it does not know, it takes for the page.
        configureServer: ({ middlewares }) => {
          middlewares.use((request, response, next) => {
            if (!request.url?.startsWith('/api/') || answer === undefined) next();
            else void answer(request, response);
          });
        },
      },
    ],
  });
  /** @type {import('./server/main.js').Backend | undefined} */
  let backend;
  try {
    const { startBackend } = await vite.ssrLoadModule('/server/main.ts');
    backend = await startBackend({ migrations: `${folder}server/migrations` });
    answer = getRequestListener(backend.api.fetch);
    await vite.listen();
  } catch (error) {
    await backend?.close();
    await vite.close();
    throw error;
  }
  const [url = ''] = vite.resolvedUrls?.local ?? [];
  return {
    url,
    async close() {
      // First whoever asks, then who answers.
      await vite.close();
      await backend.close();
    },
  };
}

/** What it runs on, in a line. */
function describe() {
  const { DATABASE_URL, ABLY_API_KEY } = process.env;
  const database = DATABASE_URL
    ? 'the Postgres of DATABASE_URL'
    : 'a Postgres in memory (DATABASE_URL is not set)';
  const ably = ABLY_API_KEY ? 'Ably' : 'a local Ably (ABLY_API_KEY is not set)';
  return `It runs on ${database} and ${ably}. Ctrl-C ends it.`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url, close } = await start();
  console.log(`\n  ${url}?member=ada and, in another window, ${url}?member=ben\n  ${describe()}\n`);
  const end = () => {
    // A second one ends it at once, as everywhere.
    process.off('SIGINT', end).off('SIGTERM', end);
    void close().then(() => process.exit(0));
  };
  process.on('SIGINT', end).on('SIGTERM', end);
}
