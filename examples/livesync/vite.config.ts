import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, loadConfigFromFile } from 'vite';

/** Within the repository of ably-models-react its names are its sources; where this folder was copied to, the package. */
const repository = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));
const isInRepository = existsSync(new URL('../../src/local-ably/node.ts', import.meta.url));

export default defineConfig(async (env) => ({
  plugins: [react()],
  resolve: {
    alias: isInRepository ? ((await loadConfigFromFile(env, repository))?.config.resolve?.alias ?? {}) : {},
  },
  optimizeDeps: {
    // One that Vite finds late reloads the page, under the hands of whoever has opened it.
    include: [
      'ably',
      'react',
      'react/jsx-dev-runtime',
      'react-dom/client',
      ...(isInRepository
        ? ['idb', 'use-sync-external-store/shim']
        : ['ably-models-react', 'ably-models-react/persist']),
    ],
  },
}));
