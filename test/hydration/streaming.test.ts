import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findChromium, launchFlags } from '../../scripts/chromium.mjs';
import { startSite } from './site/server.js';

// As long as a slow machine may take: nothing is asserted of the time.
const slow = { timeout: 60_000 };
const evil = '</script><script>document.title = "hacked"</script><!--<script>\u2028';

describe('A page that Node streams', slow, () => {
  let browser: Browser;
  beforeAll(async () => {
    const executablePath = findChromium();
    browser = await chromium.launch({
      args: launchFlags(),
      ...(executablePath !== undefined && { executablePath }),
    });
  }, slow.timeout);
  afterAll(() => browser.close());

  async function openTab(javaScriptEnabled: boolean): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ javaScriptEnabled });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    return { page, complaints };
  }
  const comments = (page: Page) => page.getByRole('listitem').allTextContents();

  it('shows its data without JavaScript, where the server waits for all of it', async () => {
    const { url, connects } = await startSite(['first', evil]);
    const { page } = await openTab(false);
    await page.goto(`${url}/post?complete`);
    expect(await comments(page)).toEqual(['first', evil]);
    expect(await page.getByRole('status').textContent()).toBe('hydrated');
    expect(connects()).toBe(0);
  });

  it('goes on in the browser from what the server has read, and misses nothing', async () => {
    const site = await startSite(['first', evil]);
    const { url, commit, calls } = site;
    const { page, complaints } = await openTab(true);
    const release = site.hold();
    await page.goto(`${url}/post`, { waitUntil: 'commit' });
    await page.getByText('Loading').waitFor();
    // The server has read, the browser is not there yet.
    commit('between');
    release();
    await page.getByText('replayed').waitFor();
    expect(await comments(page)).toEqual(['first', evil, 'between']);
    commit('live');
    await page.getByText('live').waitFor();

    const rendered = await page.evaluate(() => window.rendered);
    expect(rendered[0]).toBe(`hydrated first ${evil}`);
    expect(rendered.at(-1)).toBe(`replayed first ${evil} between live`);
    expect(calls.filter((path) => path.startsWith('/api'))).toEqual([]);
    expect(await page.title()).toBe('Comments');
    expect(complaints).toEqual([]);
  });
});
