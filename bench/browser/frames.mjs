import { openScriptClock } from './script-time.mjs';
import { atMost, count, ms, quantile } from './statistics.mjs';

/** @typedef {import('../section.ts').Section} Section */

/** @typedef {import('./page/load.tsx').LoadReading} LoadReading */

const LIMIT = 33;
const BARE = 'bare page';
const ZUSTAND = 'zustand';
const OURS = 'ably-models-react';

/** Keys for about ten seconds, a person's pace. */
async function type(/** @type {import('playwright').Page} */ page, /** @type {{ ended: boolean }} */ until) {
  let typed = '';
  while (!until.ended) {
    const key = 'abcdefghij'.charAt(typed.length % 10);
    await page.keyboard.type(key, { delay: 50 });
    typed += key;
  }
  return typed;
}

/**
 * Ten seconds of one contender.
 *
 * @param {import('playwright').Page} page @param {() => Promise<number>} scripts @param {string} name
 * @returns {Promise<LoadReading & { scripts: number }>} with the ms that scripts ran
 */
async function watchFrames(page, scripts, name) {
  const before = await scripts();
  const until = { ended: false };
  const reading = page
    .evaluate((who) => globalThis.bench.frameTimes(who), name)
    .finally(() => {
      until.ended = true;
    });
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
  const typed = await type(page, until);
  const result = await reading;
  // The last key may come when the ten seconds are over.
  if (typed.startsWith(result.typed) && result.typed.length >= typed.length - 2)
    return { ...result, scripts: (await scripts()) - before };
  throw new Error(`unable to measure frames; "${typed}" was typed and "${result.typed}" arrived`);
}

/** @param {import('playwright').Page} page @returns {Promise<Section[]>} */
export async function frames(page) {
  const scripts = await openScriptClock(page);
  /** @type {Map<string, Awaited<ReturnType<typeof watchFrames>>[]>} */
  const readings = new Map([BARE, ZUSTAND, OURS].map((name) => [name, []]));
  for (const name of [BARE, ZUSTAND, OURS, OURS, ZUSTAND])
    readings.get(name)?.push(await watchFrames(page, scripts, name));

  const gapsOf = (/** @type {string} */ name) => (readings.get(name) ?? []).flatMap(({ gaps }) => gaps);
  const p95 = quantile(gapsOf(OURS), 0.95);
  const rows = [...readings].map(([name, all]) => {
    const sum = (/** @type {'delivered' | 'renders' | 'scripts'} */ what) =>
      all.reduce((total, each) => total + each[what], 0);
    const longest = Math.max(...all.map(({ longestTask }) => longestTask));
    return [
      name,
      ms(quantile(gapsOf(name), 0.5)),
      ms(quantile(gapsOf(name), 0.95)),
      ms(Math.max(...gapsOf(name))),
      longest === 0 ? 'none of 50 ms' : ms(longest),
      count(sum('delivered') / all.length),
      count(sum('renders') / all.length),
      ms(sum('scripts') / all.length / 10),
    ];
  });
  return [
    {
      title: '1,000 components under 1,000 messages a second, for ten seconds',
      method:
        'Each component shows a number of its own, each message changes one; somebody types into an input beside them. ' +
        'Frame times are the differences between callbacks of requestAnimationFrame; the longest task is the browser’s ' +
        'own report. The bare page is what this machine can do at best. Scripts: without layout and paint.',
      columns: [
        '',
        'frame, p50',
        'p95',
        'longest',
        'longest task',
        'messages',
        'renders',
        'scripts, a second',
      ],
      rows,
      verdicts: [
        {
          what: 'frame time, p95, 1,000 components under 1,000 messages a second',
          target: `≤ ${LIMIT} ms`,
          measured: ms(p95),
          ok: atMost(p95, LIMIT),
        },
      ],
    },
  ];
}
