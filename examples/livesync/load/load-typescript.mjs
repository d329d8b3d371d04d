import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Here the public names of the package are its sources, as in the tests. @param {string} path */
const source = (path) => `${root}src/${path}`;

/**
 * Loads a TypeScript file of this folder, and all that it imports.
 *
 * @param {string} file such as `run-load.ts`
 * @returns {Promise<unknown>} what it exports
 */
export async function loadTypeScript(file) {
  const { module } = await runnerImport(`/examples/livesync/load/${file}`, {
    configFile: false,
    logLevel: 'error',
    root,
    resolve: {
      alias: {
        'ably-models-react/local-ably/node': source('local-ably/node.ts'),
        'ably-models-react/local-ably': source('local-ably/index.ts'),
        'ably-models-react/merge': source('merge/index.ts'),
        'ably-models-react': source('index.ts'),
      },
    },
  });
  return module;
}
