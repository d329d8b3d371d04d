import { fileURLToPath } from 'node:url';
import { createServer, defineConfig, mergeConfig, type Plugin } from 'vite';
import viteConfig from '../../../vite.config.js';
import type * as Page from './page.js';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Writes the page into its HTML: what is read needs no script. */
function prerender(): Plugin {
  return {
    name: 'prerender',
    async transformIndexHtml(html) {
      const server = await createServer({
        ...viteConfig,
        root,
        configFile: false,
        appType: 'custom',
        server: { middlewareMode: true, ws: false },
        logLevel: 'error',
      });
      try {
        const { renderPage } = (await server.ssrLoadModule('/page.tsx')) as typeof Page;
        return html.replace('<!-- page -->', renderPage);
      } finally {
        await server.close();
      }
    },
  };
}

/** The first page of the static playground, apart from Storybook: somebody with a phone reads it in a second. */
export default mergeConfig(
  viteConfig,
  defineConfig({
    root,
    // It is served from whatever folder.
    base: './',
    plugins: [prerender()],
    build: { outDir: '../../../playground-static', emptyOutDir: true },
  }),
);
