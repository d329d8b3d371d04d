import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

/** What tests and stories share; Storybook reads this file by itself. */
export default defineConfig({
  plugins: [react()],
  resolve: {
    // They import the package by its public names; here those names are its sources.
    alias: {
      'ably-models-react/local-ably/node': source('local-ably/node.ts'),
      'ably-models-react/local-ably': source('local-ably/index.ts'),
      'ably-models-react/persist': source('persist/index.ts'),
      'ably-models-react/merge': source('merge/index.ts'),
      'ably-models-react/server': source('hydration/index.ts'),
      'ably-models-react/testing': source('testing/index.ts'),
      'ably-models-react/devtools/production': source('devtools/production.ts'),
      'ably-models-react/devtools': source('devtools/index.ts'),
      'ably-models-react/sdk': source('sdk/index.ts'),
      'ably-models-react': source('index.ts'),
    },
  },
  optimizeDeps: {
    // A dependency that Vite finds late reloads the page, in the middle of a test of a fresh clone.
    include: [
      '@ably-labs/models',
      'ably',
      'idb',
      'react',
      'react/jsx-dev-runtime',
      'react-dom',
      'react-dom/client',
    ],
    // Finds its WebAssembly beside its own file.
    exclude: ['@electric-sql/pglite'],
  },
});
