import { build } from 'esbuild';
import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const fileOf = (name: string) => fileURLToPath(new URL(`../page/${name}`, import.meta.url));

/** Bundles the page, and serves it with the service worker that keeps it. @param ably what the page connects with */
export async function serveAssets(app: Hono<{ Bindings: HttpBindings }>, ably: object): Promise<void> {
  const [bundle, worker, style] = await Promise.all([
    build({
      entryPoints: [fileOf('main.tsx')],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      jsx: 'automatic',
      tsconfig: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)),
      define: { 'process.env.NODE_ENV': '"development"' },
      logLevel: 'error',
    }),
    readFile(fileOf('service-worker.js'), 'utf8'),
    readFile(fileOf('page.css'), 'utf8'),
  ]);
  const script = bundle.outputFiles[0]?.text ?? '';
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Posts</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script type="application/json" id="ably">${JSON.stringify(ably)}</script>
<body><main id="root"></main><script type="module" src="/main.js"></script></body>
</html>`;
  app.get('/', (c) => c.html(html));
  app.get('/main.js', (c) => c.body(script, 200, { 'content-type': 'text/javascript' }));
  app.get('/page.css', (c) => c.body(style, 200, { 'content-type': 'text/css' }));
  app.get('/service-worker.js', (c) => c.body(worker, 200, { 'content-type': 'text/javascript' }));
}
