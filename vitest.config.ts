import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

/** Tests import the package by its public names; here those names are its sources. */
export const publicNames = {
  'ably-models-react/local-ably/node': source('local-ably/node.ts'),
  'ably-models-react/local-ably': source('local-ably/index.ts'),
  'ably-models-react': source('index.ts'),
};

export default defineConfig({
  resolve: { alias: publicNames },
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'node', environment: 'node', include: ['test/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'react',
          environment: 'happy-dom',
          include: ['test/**/*.test.tsx'],
          setupFiles: ['test/react/setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: { enabled: true, only: true, include: ['test/**/*.test-d.{ts,tsx}'] },
        },
      },
    ],
  },
});
