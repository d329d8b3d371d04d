import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/**
 * How much memory a model keeps while events and confirmed mutations go by: `npm run bench:memory`.
 *
 * Prints the heap after each tenth, in kB above the first; flat means that nothing is kept of what went by.
 */
if (globalThis.gc === undefined) throw new Error('unable to measure; start node with --expose-gc');

const { module } = await runnerImport('/bench/memory-world.ts', {
  configFile: false,
  logLevel: 'error',
  root: fileURLToPath(new URL('..', import.meta.url)),
});
const { openWorld } = /** @type {typeof import('./memory-world.ts')} */ (module);

/** Both runs take an hour and a half of the model's time: what is kept for minutes must go as well. */
const DURATION = 5_400_000;

const heap = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024;
};

/** @param {string} what @param {number} total @param {(world: Awaited<ReturnType<typeof openWorld>>) => unknown} step */
async function measure(what, total, step) {
  const world = await openWorld(DURATION / total);
  /** @type {number[]} */
  const readings = [];
  for (let count = 1; count <= total; count += 1) {
    await step(world);
    if (count % (total / 10) === 0) readings.push(heap());
  }
  const [first = 0] = readings;
  console.log(
    `${what.padEnd(28)}${readings
      .map((each) =>
        Math.round(each - first)
          .toString()
          .padStart(8),
      )
      .join('')} kB`,
  );
}

await measure('100,000 events', 100_000, (world) => world.event());
await measure('10,000 confirmed mutations', 10_000, (world) => world.mutation());
