/** @typedef {import('../section.ts').Section} Section */
/** @typedef {import('../section.ts').Series} Series */

const contenders = ['ably-models-react', 'zustand'];
const sizes = [1, 10, 100, 1_000, 5_000];
const layouts = /** @type {const} */ (['one', 'many']);
const ROUNDS = 3;
const MESSAGES = 500;

const labels = { one: 'on one model', many: 'on as many models' };

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/**
 * How mounting, and a message, grow with the number of components.
 *
 * @param {import('playwright').Page} page
 * @returns {Promise<Section[]>}
 */
export async function growth(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  /** ms that the main thread has worked so far; what it waits for a frame does not count. */
  const worked = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  };

  /** @param {string} name @param {typeof layouts[number]} layout @param {number} size */
  async function read(name, layout, size) {
    const mount = await page.evaluate(
      ([who, where, many]) => globalThis.bench.growth.open(who, where, many),
      [name, layout, size],
    );
    const before = await worked();
    await page.evaluate((many) => globalThis.bench.growth.receive(many), MESSAGES);
    const message = (await worked()) - before;
    await page.evaluate(() => globalThis.bench.growth.close());
    return { mount, message: (message / MESSAGES) * 1000 };
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
        `${size.toLocaleString('en')} ${labels[layout]}`,
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
        `Mounting as above. A message: what the main thread worked from the first of ${MESSAGES} messages, each in a task ` +
        `of its own and for one component after the other, until the DOM shows the last, by the browser's own account, ` +
        `divided by ${MESSAGES}; frames and all. Medians of ${ROUNDS} interleaved rounds.`,
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
