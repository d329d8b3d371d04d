import process from 'node:process';
import { parseArgs } from 'node:util';
import { createDatabase, startPostgres } from '../../../scripts/postgres.mjs';
import { loadTypeScript } from './load-typescript.mjs';

/**
 * Runs the example under load, and says whether anything was lost or came twice.
 *
 *   npm run example:load -- --seed 1
 *   npm run example:load -- --seed 1 --transactions 2000 --writers 10 --clients 4
 *   npm run example:load -- --without 'commit order'   (a fix removed: it must not hold)
 *   npm run example:load -- --prove                    (each fix removed, one after the other)
 *
 * On the Postgres of DATABASE_URL, in a database of its own; or on one that it starts.
 */
const number = /** @type {const} */ ({ type: 'string' });
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    transactions: number,
    writers: number,
    clients: number,
    projects: number,
    models: number,
    kills: number,
    drops: number,
    resyncs: number,
    without: { type: 'string' },
    prove: { type: 'boolean', default: false },
  },
});

/** ms after which a run that hangs is ended; the full one takes about a minute. */
const timeLimit = 900_000;

// The client's checks of development cost more than what is measured.
process.env['NODE_ENV'] = 'production';
const { fullLoad, shortLoad } = /** @type {typeof import('./options.js')} */ (
  await loadTypeScript('options.ts')
);
const { runLoad } = /** @type {typeof import('./run-load.js')} */ (await loadTypeScript('run-load.ts'));
const { describeRun, holds } = /** @type {typeof import('./report.js')} */ (
  await loadTypeScript('report.ts')
);
const { trapNamed } = /** @type {typeof import('./traps.js')} */ (await loadTypeScript('traps.ts'));
const { prove } = /** @type {typeof import('./prove.js')} */ (await loadTypeScript('prove.ts'));

const trap = values.without === undefined ? undefined : trapNamed(values.without);
const postgres = await startPostgres();
setTimeout(() => {
  console.error(`unable to end the run; it takes longer than ${timeLimit / 1_000} s`);
  process.exit(2);
}, timeLimit).unref();

/** A run in a database of its own. @param {Omit<import('./options.js').LoadOptions, 'databaseUrl'>} options */
async function runOnce(options) {
  const { url, drop } = await createDatabase(postgres);
  try {
    return await runLoad({ ...options, databaseUrl: url });
  } finally {
    await drop();
  }
}

const { seed, prove: proves } = values;
const counts = /** @type {const} */ ([
  'transactions',
  'writers',
  'clients',
  'projects',
  'models',
  'kills',
  'drops',
  'resyncs',
]);
const given = Object.fromEntries(
  counts.flatMap((name) => (values[name] === undefined ? [] : [[name, Number(values[name])]])),
);
const wrong = [...Object.entries(given), /** @type {const} */ (['seed', Number(seed)])].find(
  ([, count]) => !(count >= 0),
);
if (wrong) throw new Error(`unable to run; --${wrong[0]} must be a number`);
const options = { ...(trap || proves ? shortLoad : fullLoad), seed: Number(seed), trap, ...given };

/** @param {number} done */
const onProgress = (done) => {
  if (process.stderr.isTTY && done % 100 === 0) process.stderr.write(`\r${done} of ${options.transactions} `);
};

try {
  if (proves) {
    const { report, isProven } = await prove((removed) => runOnce({ ...options, trap: removed }));
    console.log(report);
    if (!isProven) process.exitCode = 1;
  } else {
    const result = await runOnce({ ...options, onProgress });
    console.log(`${trap ? `without "${trap.name}": ${trap.instead}\n\n` : ''}${describeRun(result)}\n`);
    if (holds(result))
      console.log("It holds: nothing was lost, nothing came twice, every state is the database's.");
    else {
      console.log([`It does not hold (seed ${seed}):`, ...result.stalled, ...result.complaints].join('\n  '));
      process.exitCode = 1;
    }
  }
} finally {
  await postgres.close();
}
// A timer of a client that has been left is not waited for.
process.exit();
