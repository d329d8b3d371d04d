import { openBrowser } from './open-page.mjs';

/** The page's own names: what is beneath this function is the mount, and nothing else. */
const MOUNT = 'timeMount';

/**
 * Prints where one contender's mounts spend their time, from a page that is not minified.
 *
 * @param {{ contender: string, layout: 'one' | 'many', rounds: number, top: number }} options
 */
export async function profileMounting({ contender, layout, rounds, top }) {
  const { openPage, close } = await openBrowser({ minify: false });
  try {
    const page = await openPage();
    const run = (/** @type {number} */ count) =>
      page.evaluate(
        ([name, where, many]) => globalThis.bench.mountAgainAndAgain(name, where, many),
        [contender, layout, count],
      );
    await run(10);
    const session = await page.context().newCDPSession(page);
    await session.send('Profiler.enable');
    await session.send('Profiler.setSamplingInterval', { interval: 100 });
    await session.send('Profiler.start');
    await run(rounds);
    const { profile } = await session.send('Profiler.stop');
    print(summarise(profile), { contender, layout, rounds, top });
  } finally {
    await close();
  }
}

/** @typedef {{ self: number, total: number }} Spent in µs */

/**
 * Self and total time of each function beneath the mount.
 *
 * @param {import('playwright').CDPSession extends never ? never : any} profile as the protocol has it
 */
function summarise({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const selfTime = new Map();
  samples.forEach((id, index) => selfTime.set(id, (selfTime.get(id) ?? 0) + timeDeltas[index]));

  /** @type {Map<string, Spent>} */
  const functions = new Map();
  const entryOf = (node) => {
    const { functionName, lineNumber, columnNumber } = node.callFrame;
    const name = `${functionName || '(anonymous)'} :${lineNumber + 1}:${columnNumber + 1}`;
    const entry = functions.get(name) ?? { self: 0, total: 0 };
    functions.set(name, entry);
    return entry;
  };
  /** Counts a function once on each path, however often it calls itself. */
  const visit = (node, isMount, open) => {
    const inside = isMount || node.callFrame.functionName === MOUNT;
    const entry = inside ? entryOf(node) : undefined;
    let time = inside ? (selfTime.get(node.id) ?? 0) : 0;
    if (entry) entry.self += time;
    const isOutermost = entry !== undefined && !open.has(entry);
    if (isOutermost) open.add(entry);
    for (const id of node.children ?? []) time += visit(byId.get(id), inside, open);
    if (isOutermost) {
      open.delete(entry);
      entry.total += time;
    }
    return time;
  };
  const total = visit(nodes[0], false, new Set());
  return { functions, total };
}

/** @param {ReturnType<typeof summarise>} summary */
function print({ functions, total }, { contender, layout, rounds, top }) {
  const cell = (time) => (time / 1000 / rounds).toFixed(3).padStart(8);
  const list = (by) =>
    [...functions]
      .sort(([, a], [, b]) => b[by] - a[by])
      .slice(0, top)
      .map(([name, { self, total: all }]) => `${cell(self)} ${cell(all)}  ${name}`)
      .join('\n');
  console.log(
    `${contender}, ${layout === 'one' ? 'one model' : 'as many models'}: ${cell(total).trim()} ms a mount beneath ` +
      `${MOUNT}, mean of ${rounds}, profiled\n\n` +
      `By self time\n    self    total  ms a mount\n${list('self')}\n\n` +
      `By total time\n    self    total  ms a mount\n${list('total')}`,
  );
}
