import { ms, quantile, times } from './statistics.mjs';

/** @typedef {import('../section.ts').Section} Section */
/** @typedef {import('./page/typing.tsx').TypingReading} TypingReading */

const contenders = ['ably-models-react', 'useState alone'];
const ROUNDS = 3;
const sentence = 'the quick brown fox jumps over the lazy dog, and then again; ';
const text = (/** @type {number} */ length) => sentence.repeat(5).slice(0, length);

/**
 * Two hundred keys: a hundred as fast as they come, fifty at the pace of a person, and fifty in the middle of the text.
 *
 * @param {import('playwright').Page} page @param {string} name
 * @returns {Promise<TypingReading & { expected: string }>}
 */
async function typeOnce(page, name) {
  await page.evaluate((who) => globalThis.bench.typing.open(who), name);
  await page.keyboard.type(text(100));
  await page.keyboard.type(text(50), { delay: 30 });
  await page.evaluate(() => globalThis.bench.typing.moveCaret(60));
  await page.keyboard.type(text(25));
  await page.evaluate(() => globalThis.bench.typing.moveCaret(5));
  await page.keyboard.type(text(25), { delay: 30 });
  const typed = text(100) + text(50);
  const once = typed.slice(0, 60) + text(25) + typed.slice(60);
  const expected = once.slice(0, 5) + text(25) + once.slice(5);
  return { ...(await page.evaluate(() => globalThis.bench.typing.close())), expected };
}

/** @param {import('playwright').Page} page @returns {Promise<Section[]>} */
export async function typing(page) {
  /** @type {Map<string, Awaited<ReturnType<typeof typeOnce>>[]>} */
  const readings = new Map(contenders.map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const name of contenders) {
      const reading = await typeOnce(page, name);
      if (round > 0) readings.get(name)?.push(reading);
    }
  }
  const all = (name, what) => (readings.get(name) ?? []).flatMap((reading) => reading[what]);
  /** Each key must have been seen in the DOM, or it was never measured. */
  const faultsOf = (name) =>
    (readings.get(name) ?? []).flatMap(({ faults, text: shown, expected, toDom }) => [
      ...faults,
      ...(shown === expected ? [] : [`at the end "${shown}", not "${expected}"`]),
      ...(toDom.length === 200
        ? []
        : [`${200 - toDom.length} keys were never seen in the DOM by themselves`]),
    ]);
  for (const name of contenders)
    for (const fault of faultsOf(name).slice(0, 5)) console.error(`${name}: ${fault}`);

  const ratio = (what, share) => {
    const [ours = NaN, base = NaN] = contenders.map((name) => quantile(all(name, what), share));
    return times(ours / base);
  };
  const faults = faultsOf(contenders[0]).length;
  const cells = (/** @type {(what: string, share: number) => string} */ cell) =>
    ['toDom', 'toFrame'].flatMap((what) => [cell(what, 0.5), cell(what, 0.95)]);
  return [
    {
      title: 'From a key to the DOM, while others send 100 events a second',
      method:
        'A controlled input whose every key is an optimistic mutation: answered after 50 ms, confirmed on the channel ' +
        'after 80 ms; others change the same record and its neighbours. 200 keys a round, 100 of them as fast as they ' +
        'come, 50 in the middle of the text. To the DOM: from the input event to the commit that shows it. To the frame: ' +
        `from the key going down to the next frame. After each commit and in each frame the text and the caret are ` +
        `compared with what the keys make. ${ROUNDS} interleaved rounds after one to warm up.`,
      columns: [
        '',
        'to the DOM, p50',
        'p95',
        'to the frame, p50',
        'p95',
        'characters or carets out of place',
      ],
      rows: [
        ...contenders.map((name) => [
          name,
          ...cells((what, share) => ms(quantile(all(name, what), share))),
          String(faultsOf(name).length),
        ]),
        ['ratio', ...cells(ratio), ''],
      ],
      verdicts: [
        {
          what: 'characters dropped, doubled or out of place, and carets that jumped, in 600 keys',
          target: '0',
          measured: String(faults),
          ok: faults === 0,
        },
      ],
    },
  ];
}
