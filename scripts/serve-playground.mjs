import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const playground = fileURLToPath(new URL('../storybook-static', import.meta.url));
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * Serves the built playground on a free port, and gives its address.
 *
 * @throws {Error} when it is not built
 */
export async function servePlayground() {
  if (!existsSync(join(playground, 'iframe.html')))
    throw new Error('unable to serve the playground; run "npm run build:playground" first');
  const server = createServer(({ url }, response) => {
    const { pathname } = new URL(url ?? '', 'http://localhost');
    const path = join(playground, pathname);
    const type = types[extname(path)] ?? 'application/octet-stream';
    if (!existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': type });
    createReadStream(path).pipe(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, address: `http://127.0.0.1:${server.address().port}` };
}
