import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

/** What a bundler makes of an application that has the devtools on its page: its chunks, the application's first. */
async function bundle(entry: string, mode: 'production' | 'development') {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { ModelsDevtools } from ${JSON.stringify(source(entry))};
        import { createElement } from 'react';
        export const App = () => createElement('main', null, createElement(ModelsDevtools, { initialIsOpen: true }));`,
      resolveDir: source(''),
    },
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: '/out',
    write: false,
    minify: mode === 'production',
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    external: ['react', 'react-dom', 'react/jsx-runtime', 'use-sync-external-store'],
  });
  return outputFiles.map(({ text }) => text);
}

/** A text of the panel, and one of the button and what records. */
const inPanel = 'Filter by name, channel, state';
const inButton = 'ablyModelsDevtools';

describe('A bundle of an application with <ModelsDevtools>', () => {
  it('has nothing of them in production: neither the panel, nor what records', async () => {
    const [app = '', ...others] = await bundle('devtools/index.ts', 'production');
    expect(others).toEqual([]);
    expect(app).toContain('"main"');
    expect(app).not.toContain(inButton);
    expect(app.length).toBeLessThan(200);
  });

  it.each([
    ['in development', 'devtools/index.ts', 'development'],
    ['in production where they are asked for', 'devtools/production.ts', 'production'],
  ] as const)('has the panel in a chunk of its own %s', async (_, entry, mode) => {
    const [app, ...others] = await bundle(entry, mode);
    expect(app).not.toContain(inPanel);
    expect(others.some((chunk) => chunk.includes(inPanel))).toBe(true);
    expect([app, ...others].some((chunk) => chunk?.includes(inButton))).toBe(true);
  });
});
