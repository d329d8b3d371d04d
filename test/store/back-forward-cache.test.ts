import { chromium } from 'playwright';
import { createServer } from 'vite';
import { expect, it, onTestFinished } from 'vitest';
import { ensureChromium, launchFlags } from '../../scripts/chromium.mjs';

/** Notes what a subscriber reads each time that it is called. */
const html = `<!doctype html><script type="module">
  import { pageVisibility } from '/src/store/page-visibility.ts';
  window.heard = [];
  pageVisibility.subscribe(() => heard.push(pageVisibility.getState()));
</script>`;

/** Serves the sources, and the page at every other address. */
async function serve(): Promise<string> {
  const server = await createServer({
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    optimizeDeps: { noDiscovery: true },
    server: { port: 0, host: 'localhost', hmr: false, ws: false, watch: null },
  });
  server.middlewares.use((_request, response) => {
    response.setHeader('content-type', 'text/html').end(html);
  });
  onTestFinished(() => server.close());
  await server.listen();
  return server.resolvedUrls?.local[0] ?? '';
}

/** Playwright turns the cache off, which is what this is about: hence a Chromium of its own. */
async function openPage() {
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: launchFlags(),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  onTestFinished(() => browser.close());
  return await browser.newPage();
}

it('is frozen while a page is in the back/forward cache of Chromium, and visible when it is back', async () => {
  const [origin, page] = await Promise.all([serve(), openPage()]);
  await page.goto(`${origin}one`);
  await page.goto(`${origin}two`);
  // Playwright waits for a load event, and a page from the cache has none.
  await page.goBack({ waitUntil: 'commit' });
  // Gone at once on leaving; on coming back Chromium first wakes the page up, and then shows it.
  await expect
    .poll(() => page.evaluate((): unknown => Reflect.get(window, 'heard')))
    .toEqual(['frozen', 'hidden', 'visible']);
});
