import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build } from 'vite';
import { ensureChromium, launchFlags } from '../../scripts/chromium.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const html =
  '<!doctype html><meta charset="utf-8"><title>bench</title><body><script type="module" src="/page.js"></script>';

/** The whole page as one script, as an application would ship it. @param {boolean} minify */
async function buildPage(minify) {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'error',
    mode: 'production',
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { alias: { 'ably-models-react': `${root}src/index.ts` } },
    build: {
      write: false,
      minify,
      modulePreload: false,
      target: 'esnext',
      rolldownOptions: { input: `${root}bench/browser/page/main.ts`, output: { codeSplitting: false } },
    },
  });
  const [{ output } = { output: [] }] = /** @type {import('vite').Rolldown.RolldownOutput[]} */ (
    [result].flat()
  );
  const [script] = output;
  if (script?.type !== 'chunk') throw new Error('unable to build the page; there is no script');
  return script.code;
}

/** Without the two headers the page's clock has a resolution of 0.1 ms. */
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** @param {string} script @returns {Promise<import('node:http').Server>} */
function serve(script) {
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.writeHead(200, { ...isolation, 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? script : html);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/**
 * Builds the page and opens a browser for it.
 *
 * @param {{ minify?: boolean }} options
 * @returns {Promise<{ openPage: () => Promise<import('playwright').Page>, close: () => Promise<void> }>} each page is
 *   a fresh one
 */
export async function openBrowser({ minify = true } = {}) {
  const server = await serve(await buildPage(minify));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('unable to serve the page; no port');
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [...launchFlags(), '--js-flags=--expose-gc'],
  });
  return {
    async openPage() {
      const page = await browser.newPage();
      page.on('pageerror', (error) => console.error(error));
      page.on('console', (message) => console.error(message.text()));
      await page.goto(`http://127.0.0.1:${address.port}/`);
      await page.waitForFunction(() => 'bench' in globalThis);
      return page;
    },
    async close() {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
