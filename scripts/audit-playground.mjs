/**
 * Looks at the built playground as a visitor's browser does, from a folder of a web server: the opening page and each page
 * of documentation, in light on a desk and in dark on a phone, and the opening page with Lighthouse. Fails where a page
 *
 * - says something on the console, asks for what is not there, or asks another host for anything;
 * - has something that axe complains about, or is wider than its screen;
 * - has a link that leads nowhere;
 * - or where Lighthouse gives the opening page less than 90 for performance, accessibility, best practices or SEO.
 *
 * Performance is that of a desk and of a slow phone as Lighthouse imagines them, from what it sees on this machine: let it
 * be idle.
 *
 *   npm run audit:playground [-- --no-build] [--no-lighthouse] [--only guide]
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseArgs, promisify } from 'node:util';
import { chromium } from 'playwright';
import { ensureChromium, launchFlags } from './chromium.mjs';
import { servePlayground } from './serve-playground.mjs';

const { values } = parseArgs({
  options: {
    'no-build': { type: 'boolean', default: false },
    'no-lighthouse': { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
/** The newest that runs on Node 20. Not a dependency: it brings more packages than all others together. */
const lighthouse = 'lighthouse@12.8.2';
const enough = 90;
const patienceMs = 60_000;
/** Not of Storybook. */
const opening = 'opening';
const screens = [
  { name: 'desk, light', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'phone, dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
];

// The one that the stories are checked with.
const axePath = createRequire(createRequire(import.meta.url).resolve('@storybook/addon-a11y')).resolve(
  'axe-core',
);

/** Not in this process's time: it serves the pages meanwhile. @param {string} command @param {string[]} args @param {object} env */
async function run(command, args, env = {}) {
  const { stdout } = await promisify(execFile)(command, args, {
    maxBuffer: 1e8,
    shell: process.platform === 'win32', // npm and npx are .cmd there
    env: { ...process.env, ...env },
  });
  return stdout;
}

/** Gathers what is wrong with a page from before it is opened. @param {import('playwright').Page} page @param {string} address */
function listen(page, address) {
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(data|blob):/.test(url)) complaints.push(`asks elsewhere: ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  return complaints;
}

/** @param {import('playwright').Page} page */
async function runAxe(page) {
  await page.addScriptTag({ path: axePath });
  return page.evaluate(async () => {
    // A story is loaded before it is looked at, and `document` is the page's.
    const { violations } = await globalThis['axe'].run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ target, failureSummary }) => {
        const why = failureSummary.split('\n').slice(1, 2).join(' ').trim();
        return `axe ${id}: ${target.join(' ')} (${why})`;
      }),
    );
  });
}

/** The links and headings of a page. @param {import('playwright').Page} page */
function readLinks(page) {
  return page.evaluate(() => ({
    links: [...document.querySelectorAll('main a[href]')].map((link) => link.getAttribute('href')),
    anchors: [...document.querySelectorAll('main [id]')].map(({ id }) => id),
  }));
}

/** @param {import('playwright').Page} page @param {string} url */
async function open(page, url) {
  await page.goto(url);
  await page.locator('main h1').first().waitFor({ timeout: patienceMs });
  await page.waitForLoadState('networkidle', { timeout: patienceMs });
  await page.evaluate(() => document.fonts.ready);
}

/** Makes a change in the picture, as its text invites to. @param {import('playwright').Page} page */
async function playWith(page) {
  await page.getByRole('button', { name: 'Make a change' }).click({ timeout: patienceMs });
  const confirmed = page.getByRole('status').getByText('Confirmed.');
  await confirmed.waitFor({ timeout: patienceMs });
}

/** @param {import('playwright').Browser} browser @param {string} address @param {string} id of a page of documentation; or that of the opening page */
async function auditPage(browser, address, id) {
  /** @type {string[]} */
  const complaints = [];
  let found;
  for (const { name, ...screen } of screens) {
    const page = await browser.newPage(screen);
    const heard = listen(page, address);
    await open(page, id === opening ? address : `${address}stories/iframe.html?viewMode=docs&id=${id}`);
    if (id === opening) await playWith(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) heard.push(`${wide} px wider than the screen`);
    heard.push(...(await runAxe(page)));
    found = await readLinks(page);
    complaints.push(...heard.map((complaint) => `${name}: ${complaint}`));
    await page.close();
  }
  return { id, complaints, ...found };
}

/** Of what an address shows, alone or beside the sidebar. @param {URL} url */
const idOf = ({ searchParams }) =>
  searchParams.get('id') ?? /^\/(?:docs|story)\/(.+)$/.exec(searchParams.get('path') ?? '')?.[1];

/** Links that lead nowhere. @param {{ id: string, links: string[], anchors: string[] }[]} pages @param {Set<string>} ids */
function deadLinks(pages, ids) {
  const anchorsOf = new Map(pages.map(({ id, anchors }) => [id, new Set(anchors)]));
  return ({ id: from, links }) =>
    links
      .filter((href) => !/^https?:/.test(href))
      .filter((href) => {
        const url = new URL(href, `http://localhost/iframe.html?id=${from}`);
        const id = href.startsWith('#') ? from : idOf(url);
        if (id === undefined || !ids.has(id)) return true;
        const anchors = anchorsOf.get(id);
        return url.hash !== '' && anchors?.has(decodeURIComponent(url.hash.slice(1))) === false;
      })
      .map((href) => `leads nowhere: ${href}`);
}

/** @param {string} url @param {string} preset @param {string} chromiumPath */
async function measure(url, preset, chromiumPath) {
  const flags = ['--headless=new', ...launchFlags()].join(' ');
  const args = ['--yes', lighthouse, url, '--quiet', '--output=json', `--chrome-flags=${flags}`];
  if (preset === 'desk') args.push('--preset=desktop');
  const report = JSON.parse(await run('npx', args, { CHROME_PATH: chromiumPath }));
  const { categories, audits } = report;
  const lost = Object.entries(categories)
    .filter(([name]) => name !== 'performance')
    .flatMap(([name, { auditRefs }]) =>
      auditRefs
        .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
        .map(({ id }) => `${name}: ${id}`),
    );
  return {
    scores: Object.fromEntries(
      Object.entries(categories).map(([name, { score }]) => [name, Math.round(score * 100)]),
    ),
    'LCP, s': (audits['largest-contentful-paint'].numericValue / 1000).toFixed(1),
    CLS: audits['cumulative-layout-shift'].numericValue.toFixed(3),
    'TBT, ms': Math.round(audits['total-blocking-time'].numericValue),
    'kB, compressed': Math.round(audits['total-byte-weight'].numericValue / 1024),
    lost,
  };
}

/** @param {string} address @param {string} chromiumPath */
async function auditOpening(address, chromiumPath) {
  const complaints = [];
  const rows = [];
  for (const preset of ['desk', 'phone']) {
    const { scores, lost, ...figures } = await measure(address, preset, chromiumPath);
    rows.push({ preset, ...scores, ...figures });
    for (const [name, score] of Object.entries(scores))
      if (score < enough) complaints.push(`${opening}: ${preset}: ${name} is ${score}`);
    for (const lostOne of lost) console.log(`  ${opening}: ${preset}: lost points: ${lostOne}`);
  }
  console.table(rows);
  return complaints;
}

if (!values['no-build']) await run('npm', ['run', 'build:playground']);
const chromiumPath = ensureChromium();
// A folder, as on a host of static pages: what asks for the root gets nothing.
const { server, address } = await servePlayground('/a/folder/');
const browser = await chromium.launch({ executablePath: chromiumPath, args: launchFlags() });
try {
  const { entries } = await (await fetch(`${address}stories/index.json`)).json();
  const all = Object.values(entries);
  const docs = all.filter(({ type }) => type === 'docs').map(({ id }) => id);
  const wanted = [opening, ...docs].filter((id) => id.includes(values.only));
  if (wanted.length === 0) throw new Error(`unable to audit; no page has “${values.only}” in its id`);
  const pages = [];
  // A few at a time: most of it is waiting for a page to be quiet.
  while (pages.length < wanted.length) {
    const some = wanted.slice(pages.length, pages.length + 4);
    pages.push(...(await Promise.all(some.map((id) => auditPage(browser, address, id)))));
  }

  const deadLinksOf = deadLinks(pages, new Set(all.map(({ id }) => id)));
  const results = pages.map((page) => ({
    id: page.id,
    complaints: [...page.complaints, ...deadLinksOf(page)],
  }));
  console.table(results.map(({ id, complaints }) => ({ page: id, complaints: complaints.length })));
  const complaints = results.flatMap(({ id, complaints }) =>
    complaints.map((complaint) => `${id}: ${complaint}`),
  );
  await browser.close();
  if (!values['no-lighthouse']) complaints.push(...(await auditOpening(address, chromiumPath)));

  for (const complaint of complaints) console.error(`✗ ${complaint}`);
  if (complaints.length > 0) process.exitCode = 1;
  else console.log(`✓ ${pages.length} pages`);
} finally {
  await browser.close();
  server.close();
}
