import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { mutants } from './mutants.mjs';

/**
 * Runs seeded schedules against the model, on a clock of its own and without a network; with `--real`, over the real
 * Ably client and a local server.
 *
 *   npm run fuzz -- --runs 100000 --seed 1
 *   npm run fuzz -- --real --runs 1000 --seed 1
 *   npm run fuzz -- --replay '{"setting":…}'
 *   npm run fuzz -- --mutant 'no dedupe'     (the sources with that fault put in)
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Math.trunc(Math.random() * 2 ** 31)) },
    real: { type: 'boolean', default: false },
    replay: { type: 'string' },
    mutant: { type: 'string' },
    /** Set by the parent process: the runs of one worker. */
    worker: { type: 'boolean', default: false },
  },
});

/** Puts a mutant's fault into the sources as they are loaded. @param {string | undefined} name */
function mutation(name) {
  const mutant = mutants.find((each) => each.name === name);
  if (name !== undefined && mutant === undefined)
    throw new Error(`unable to fuzz; there is no mutant "${name}"`);
  return {
    name: 'mutation',
    enforce: /** @type {const} */ ('pre'),
    /** @param {string} code @param {string} id */
    transform(code, id) {
      if (mutant === undefined || !id.endsWith(mutant.file)) return undefined;
      if (!code.includes(mutant.find))
        throw new Error(`unable to put in "${mutant.name}"; ${id} has changed`);
      return code.replace(mutant.find, mutant.replace);
    },
  };
}

async function load() {
  const { module } = await runnerImport('/test/schedules/fuzz.ts', {
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('..', import.meta.url)),
    plugins: [mutation(values.mutant)],
  });
  return /** @type {typeof import('../test/schedules/fuzz.ts')} */ (module);
}

/** Spreads the runs over the cores, each with a seed of its own. */
function spread(runs, seed, onProgress) {
  const workers = Math.min(availableParallelism(), Math.ceil(runs / (values.real ? 50 : 1000)));
  const done = new Array(workers).fill(0);
  return Promise.all(
    done.map(
      (_, index) =>
        new Promise((resolve, reject) => {
          const args = [
            '--worker',
            '--runs',
            String(Math.ceil(runs / workers)),
            '--seed',
            String(seed + index),
          ];
          if (values.real) args.push('--real');
          if (values.mutant !== undefined) args.push('--mutant', values.mutant);
          const child = fork(fileURLToPath(import.meta.url), args);
          child.on('message', (message) => {
            if ('progress' in message) {
              done[index] = message.progress;
              onProgress(done.reduce((sum, each) => sum + each, 0));
            } else resolve(message);
          });
          child.on('exit', (code) => code !== 0 && reject(new Error(`a worker ended with code ${code}`)));
        }),
    ),
  );
}

const { fuzz, replay, summarize } = await load();
const seed = Number(values.seed);
const runs = Number(values.runs);

if (values.replay !== undefined) {
  await replay(JSON.parse(values.replay), values.real);
  console.log('the schedule converges');
} else if (values.worker) {
  process.on('unhandledRejection', (thrown) => {
    console.error('unhandled rejection:', thrown);
    process.exitCode = 1;
  });
  process.send?.(
    await fuzz({ runs, seed, real: values.real, onProgress: (progress) => process.send?.({ progress }) }),
  );
  process.disconnect();
} else {
  console.log(`${runs} schedules, seed ${seed}`);
  const start = Date.now();
  const results = await spread(runs, seed, (done) => {
    const seconds = (Date.now() - start) / 1000;
    process.stdout.write(`\r${done} of ${runs}, ${Math.round(done / seconds)} a second `);
  });
  const failures = results.flatMap(({ failure }) => failure ?? []);
  const { table, missed } = summarize(
    results.flatMap(({ coverage }) => coverage),
    values.real,
  );
  console.log(`\n\n${table}\n`);
  for (const { message, command } of failures) console.log(`${message}\n\n${command}\n`);
  console.log(`${results.reduce((sum, each) => sum + each.runs, 0)} runs, ${failures.length} divergences`);
  if (missed.length > 0) console.log(`not hit: ${missed.join(', ')}`);
  if (failures.length > 0 || (missed.length > 0 && runs >= 5_000)) process.exitCode = 1;
}
