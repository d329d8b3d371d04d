import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';

const playground = fileURLToPath(new URL('../playground-static', import.meta.url));

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};
const compressed = new Set(['.html', '.js', '.css', '.json', '.svg', '.wasm']);

/**
 * Serves the built playground as a web server would, compressed, under whatever folder.
 *
 * @param {string} base with a slash at both ends
 * @throws {Error} where it has not been built
 */
export async function servePlayground(base = '/') {
  if (!existsSync(join(playground, 'stories/iframe.html')))
    throw new Error('unable to serve the playground; run "npm run build:playground" first');
  const server = createServer(({ url, headers }, response) => {
    const { pathname } = new URL(url ?? '', 'http://localhost');
    const name = decodeURIComponent(pathname.slice(base.length)).replace(/(^|\/)$/, '$1index.html');
    const path = join(playground, name);
    // Outside of its folder it is nobody's server: what asks for `/assets` has forgotten where it is.
    if (!pathname.startsWith(base) || !path.startsWith(playground) || !existsSync(path))
      return response.writeHead(404).end();
    const extension = extname(path);
    response.setHeader('content-type', types[extension] ?? 'application/octet-stream');
    const file = createReadStream(path);
    if (!compressed.has(extension) || !String(headers['accept-encoding']).includes('gzip'))
      return file.pipe(response);
    response.setHeader('content-encoding', 'gzip');
    file.pipe(createGzip()).pipe(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, address: `http://127.0.0.1:${server.address().port}${base}` };
}
