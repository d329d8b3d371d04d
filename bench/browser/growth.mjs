import { openScriptClock } from './script-time.mjs';
import { count, median } from './statistics.mjs';

/** @typedef {import('../section.ts').Section} Section */
/** @typedef {import('../section.ts').Series} Series */

const contenders = ['ably-models-react', 'zustand'];
const sizes = [1, 10, 100, 1_000, 5_000];
const layouts = /** @type {const} */ (['one', 'many']);
const ROUNDS = 3;
const PER_SECOND = 1_000;
const MS = 500;

const labels = { one: 'on one model', many: 'on as many models' };

/**
 * How mounting, and a message, grow with the number of components.
 *
 * @param {import('playwright').Page} page
 * @returns {Promise<Section[]>}
 */
export async function growth(page) {
  const scripts = await openScriptClock(page);

  /** @param {string} name @param {typeof layouts[number]} layout @param {number} size */
  async function read(name, layout, size) {
    const mount = await page.evaluate(
      ([who, where, many]) => globalThis.bench.growth.open(who, where, many),
      [name, layout, size],
    );
    const before = await scripts();
    const messages = await page.evaluate(
      ([rate, time]) => globalThis.bench.growth.receive(rate, time),
      [PER_SECOND, MS],
    );
    const message = (await scripts()) - before;
    await page.evaluate(() => globalThis.bench.growth.close());
    return { mount, message: (message / messages) * 1000 };
  }

  /** @type {Series[]} */
  const series = [];
  const rows = [];
  // Cold code would make the smallest look slow.
  for (const layout of layouts)
    for (const name of contenders) for (let n = 0; n < 5; n += 1) await read(name, layout, 100);
  for (const layout of layouts) {
    const points = new Map(contenders.map((name) => [name, { mount: [], message: [] }]));
    for (const size of sizes) {
      /** @type {Map<string, { mount: number, message: number }[]>} */
      const readings = new Map(contenders.map((name) => [name, []]));
      for (let round = 0; round < ROUNDS; round += 1)
        for (const name of contenders) readings.get(name)?.push(await read(name, layout, size));
      for (const name of contenders) {
        const of = (what) => median((readings.get(name) ?? []).map((reading) => reading[what]));
        points.get(name)?.mount.push([size, of('mount')]);
        points.get(name)?.message.push([size, of('message')]);
      }
      rows.push([
        `${count(size)} ${labels[layout]}`,
        ...['mount', 'message'].flatMap((what) =>
          contenders.map(
            (name) =>
              points
                .get(name)
                ?.[what].at(-1)?.[1]
                .toFixed(what === 'mount' ? 2 : 1) ?? '',
          ),
        ),
      ]);
    }
    for (const name of contenders) {
      const kinds = { mount: ['Mounting', 'ms'], message: ['A message', 'µs'] };
      for (const [what, [title, unit]] of Object.entries(kinds)) {
        series.push({
          plot: `${title}, components ${labels[layout]}`,
          label: name,
          xLabel: 'components',
          yLabel: unit,
          points: points.get(name)?.[what] ?? [],
        });
      }
    }
  }
  return [
    {
      title: 'Growth with the number of components',
      method:
        `Mounting as above. A message: how long scripts ran while ${count(PER_SECOND)} messages a second came for ${MS} ms, ` +
        `each in a task of its own and for one component after the other, by the browser's own account, divided by their ` +
        `number; renders and commits are in it, layout and paint are not. Medians of ${ROUNDS} interleaved rounds.`,
      columns: [
        'components',
        ...['mount, ms', 'a message, µs'].flatMap((what) => contenders.map((name) => `${name}: ${what}`)),
      ],
      rows,
      verdicts: [],
      series,
    },
  ];
}
