/** @typedef {import('../section.ts').Section} Section */

const LIMIT = 33;
const ms = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;

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

/** @param {import('playwright').Page} page @returns {Promise<Section[]>} */
export async function frames(page) {
  const rows = [];
  let p95 = NaN;
  for (const name of ['bare page', 'zustand', 'ably-models-react']) {
    const until = { ended: false };
    const reading = page
      .evaluate((who) => globalThis.bench.frameTimes(who), name)
      .finally(() => {
        until.ended = true;
      });
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    const typed = await type(page, until);
    const result = await reading;
    if (!typed.startsWith(result.typed) || result.typed.length < typed.length - 2)
      throw new Error(`unable to measure frames; "${typed}" was typed and "${result.typed}" arrived`);
    if (name === 'ably-models-react') p95 = result.p95;
    rows.push([
      name,
      ms(result.median),
      ms(result.p95),
      ms(result.longestGap),
      result.longestTask === 0 ? 'none above 50 ms' : ms(result.longestTask),
      result.delivered.toLocaleString('en'),
      result.renders.toLocaleString('en'),
      String(result.typed.length),
    ]);
  }
  return [
    {
      title: '1,000 components under 1,000 messages a second, for ten seconds',
      method:
        'Each component shows a number of its own, each message changes one; somebody types into an input beside them. ' +
        'Frame times are the differences between callbacks of requestAnimationFrame; the longest task is the browser’s ' +
        'own report. The bare page is what this machine can do at best.',
      columns: ['', 'frame, p50', 'p95', 'longest', 'longest task', 'messages', 'renders', 'keys'],
      rows,
      verdicts: [
        {
          what: 'frame time, p95, 1,000 components under 1,000 messages a second',
          target: `≤ ${LIMIT} ms`,
          measured: ms(p95),
          ok: p95 <= LIMIT || (p95 <= (LIMIT * 4) / 3 && 'within a third'),
        },
      ],
    },
  ];
}
