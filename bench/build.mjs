import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = (/** @type {string} */ path) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));

/**
 * Bundles the benches as an application is bundled for production: what is measured has none of the checks of
 * development. Within the project, so that what is not bundled is found in its node_modules.
 *
 * @param {Record<string, string>} entries file name, without its ending, to its source
 * @returns {Promise<string>} where the files are
 */
export async function buildForProduction(entries) {
  const outDir = `${root}.bench`;
  await rm(outDir, { recursive: true, force: true });
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    mode: 'production',
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: {
      alias: {
        'ably-models-react/local-ably/node': source('local-ably/node.ts'),
        'ably-models-react/local-ably': source('local-ably/index.ts'),
        'ably-models-react': source('index.ts'),
      },
    },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      minify: false,
      rolldownOptions: {
        input: entries,
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
  return outDir;
}
