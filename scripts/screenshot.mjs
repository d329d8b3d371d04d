/**
 * Makes the README's moving picture, light and dark: the two windows of the LiveSync story, in which Ada's comment shows
 * at once and then at Ben's, and one that is refused is taken back. Needs libwebp's `img2webp` (Debian and Homebrew: `webp`).
 *
 *   npm run screenshot
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { ensureChromium, launchFlags } from './chromium.mjs';
import { servePlayground } from './serve-playground.mjs';

const images = fileURLToPath(new URL('../docs/images', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'screenshot-'));
/** Wide enough for the two windows side by side. */
const size = { width: 1080, height: 1200 };
const filmHeight = 480;
/** Of each file, in bytes: it stands at the top of the page. */
const limit = 200_000;
/** One way, in ms: long enough to take a picture of what is on its way. */
const latencyMs = 1000;

/** @param {import('playwright').Browser} browser @param {string} address @param {'light' | 'dark'} theme */
async function film(browser, address, theme) {
  const page = await browser.newPage({
    viewport: size,
    deviceScaleFactor: 1.5,
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(60_000);
  const story = `viewMode=story&id=livesync--overview&args=latencyMs:${latencyMs}&globals=theme:${theme}`;
  await page.goto(`${address}stories/iframe.html?${story}`);
  const [ada, ben] = ['Ada', 'Ben'].map((name) => page.getByRole('region', { name: `${name}’s browser` }));
  // Its play function types first.
  await page
    .getByRole('list', { name: 'Mutations' })
    .getByText(/Title “What we shipped”/)
    .waitFor();
  const nothingPends = async (window) => {
    await window.getByText('Sending').waitFor({ state: 'detached' });
    await window.getByText('Saving').waitFor({ state: 'detached' });
  };
  for (const window of [ada, ben]) {
    await window.getByText('One transaction for both. Neat!').waitFor();
    await nothingPends(window);
  }

  // The windows grow, and a film has one size.
  const margin = 12;
  const { y } = await page.locator('.live-sync__windows').boundingBox();
  const clip = { x: 0, y: y - margin, width: size.width, height: filmHeight };
  await page.addStyleTag({ content: `.live-sync__windows { min-height: ${filmHeight - 2 * margin}px }` });

  /** @type {string[]} each with how long it shows, as `img2webp` wants them */
  const frames = [];
  const shoot = async (/** @type {number} */ ms) => {
    const path = join(folder, `${theme}-${frames.length / 3}.png`);
    await page.screenshot({ path, clip });
    frames.push('-d', String(ms), path);
  };
  const type = async (/** @type {string} */ text) => {
    const field = ada.getByRole('textbox', { name: 'Add a comment' });
    for (let end = 4; end < text.length + 4; end += 4) {
      await field.fill(text.slice(0, end));
      await shoot(end < text.length ? 110 : 500);
    }
    await field.press('Enter');
  };

  await shoot(1200);
  const welcome = 'Can we ship it on Friday?';
  await type(welcome);
  await ada.getByText(welcome).waitFor();
  await shoot(1300);
  await ben.getByText(welcome).waitFor();
  await nothingPends(ada);
  await shoot(1800);

  const refuse = page.getByRole('switch', { name: 'Refuse writes' });
  await refuse.click();
  const spam = 'Buy cheap watches!';
  await type(spam);
  await ada.getByRole('list', { name: 'Comments' }).getByText(spam).waitFor();
  await shoot(1300);
  await ada.getByRole('list', { name: 'Taken back' }).getByText(spam).waitFor();
  await shoot(2800);
  await page.close();
  return frames;
}

const { server, address } = await servePlayground();
const browser = await chromium.launch({ executablePath: ensureChromium(), args: launchFlags() });
try {
  mkdirSync(images, { recursive: true });
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    const path = join(images, `two-windows-${theme}.webp`);
    const frames = await film(browser, address, theme);
    execFileSync('img2webp', ['-loop', '0', '-min_size', '-lossless', ...frames, '-o', path], {
      stdio: 'inherit',
    });
    const { size: bytes } = statSync(path);
    console.log(`${path}: ${frames.length / 3} frames, ${bytes} bytes`);
    if (bytes > limit) throw new Error(`${path} has more than ${limit} bytes`);
  }
} catch (error) {
  const missing = /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT';
  console.error(missing ? '✗ there is no img2webp; install libwebp’s tools (Debian, Homebrew: webp)' : error);
  process.exitCode = 1;
} finally {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
