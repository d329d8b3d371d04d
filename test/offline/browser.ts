import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { onTestFinished } from 'vitest';
import { findChromium, launchFlags } from '../../scripts/chromium.mjs';
import { Tab, watchPictures } from './tab.js';

/** Where a browser keeps what outlives it. Gone with the test. */
export async function createProfile(): Promise<string> {
  const profile = await mkdtemp(join(tmpdir(), 'ably-models-react-'));
  onTestFinished(() => rm(profile, { recursive: true, force: true, maxRetries: 10 }));
  return profile;
}

export interface Address {
  readonly user: string;
  readonly posts: readonly string[];
  /** Its name in the requests that it makes. */
  readonly tab: string;
}

export type Browser = Awaited<ReturnType<typeof openBrowser>>;

/** One browser: a process of its own, with the storage of its profile. Closed with the test. */
export async function openBrowser(url: string, profile: string) {
  const executablePath = findChromium();
  const context = await chromium.launchPersistentContext(profile, {
    args: launchFlags(),
    ...(executablePath !== undefined && { executablePath }),
  });
  const pageErrors: string[] = [];
  context.on('weberror', (error) => pageErrors.push(error.error().stack ?? error.error().message));
  await context.addInitScript(watchPictures);
  let isOver = false;
  const close = async () => {
    if (!isOver) await context.close();
    isOver = true;
  };
  onTestFinished(close);

  return {
    /** What no code of the page has caught. */
    pageErrors,
    async openTab({ user, posts, tab }: Address): Promise<Tab> {
      const page: Page = await context.newPage();
      await page.goto(`${url}?${new URLSearchParams({ user, posts: posts.join(), tab }).toString()}`);
      return new Tab(page, tab);
    },
    /** Opens no connection any more, and hears nothing on those that it has. */
    setOffline: (offline: boolean) => context.setOffline(offline),
    close,
    /** Ends the process as an empty battery does: nobody is asked, or told. */
    async kill(): Promise<void> {
      const session = await context.browser()?.newBrowserCDPSession();
      const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] };
      const main = processInfo.find(({ type }) => type === 'browser');
      if (main === undefined)
        throw new Error('unable to kill the browser; it does not say which process it is');
      const gone = new Promise((resolve) => context.on('close', resolve));
      process.kill(main.id, 'SIGKILL');
      await gone;
      isOver = true;
    },
  };
}
