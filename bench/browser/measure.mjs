import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { frames } from './frames.mjs';
import { growth } from './growth.mjs';
import { openBrowser } from './open-page.mjs';
import { profileMounting } from './profile.mjs';
import { typing } from './typing.mjs';

/** @typedef {import('../section.ts').Section} Section */
/** @typedef {import('playwright').Page} Page */

/**
 * The sections by name, in the order of the report. Each has a page of its own.
 *
 * @type {Record<string, (page: Page) => Promise<Section[]>>}
 */
const sections = {
  bursts: (page) => page.evaluate(() => globalThis.bench.bursts()),
  mounting: (page) => page.evaluate(() => globalThis.bench.mounting()),
  typing,
  frames,
  'catch-up': (page) => page.evaluate(() => globalThis.bench.catchingUp()),
  growth,
};

/**
 * Measures what happens in a browser: headless Chromium, a minified production build.
 *
 * @param {{ only?: string | undefined }} options
 * @returns {Promise<Section[]>}
 * @throws {Error} when there is no section of that name
 */
export async function measure({ only } = {}) {
  if (only !== undefined && !(only in sections)) {
    throw new Error(`unable to measure "${only}"; there are only ${Object.keys(sections).join(', ')}`);
  }
  const { openPage, close } = await openBrowser();
  try {
    /** @type {Section[]} */
    const results = [];
    for (const [name, run] of Object.entries(sections)) {
      if (only !== undefined && name !== only) continue;
      const page = await openPage();
      results.push(...(await run(page)));
      await page.close();
    }
    return results;
  } finally {
    await close();
  }
}

/** @param {Section} section */
function print({ title, method, columns, rows, verdicts }) {
  const widths = columns.map((_, index) =>
    Math.max(...[columns, ...rows].map((row) => row[index]?.length ?? 0)),
  );
  const line = (/** @type {string[]} */ row) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ');
  console.log(`\n${title}\n${method}\n\n${[columns, ...rows].map(line).join('\n')}`);
  for (const { what, target, measured, ok } of verdicts) {
    const verdict = ok === true ? 'met' : ok === false ? 'MISSED' : `missed, ${ok}`;
    console.log(`  ${what}: ${measured}, target ${target}: ${verdict}`);
  }
}

/**
 *   node bench/browser/measure.mjs                            everything
 *   node bench/browser/measure.mjs --only mounting
 *   node bench/browser/measure.mjs --only mounting --profile [--contender zustand] [--layout many] [--top 40]
 */
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      profile: { type: 'boolean', default: false },
      contender: { type: 'string', default: 'ably-models-react' },
      layout: { type: 'string', default: 'one' },
      rounds: { type: 'string', default: '60' },
      top: { type: 'string', default: '30' },
    },
  });
  if (values.profile) {
    await profileMounting({
      contender: values.contender,
      layout: values.layout === 'many' ? 'many' : 'one',
      rounds: Number(values.rounds),
      top: Number(values.top),
    });
  } else {
    for (const section of await measure(values)) print(section);
  }
}
