import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { killMutants } from './kill-mutants.mjs';

/**
 * Kills a tab before and after each of its calls, opens it again, and looks at the rows in the database; then, in as many
 * runs as asked for, two tabs of one story.
 *
 *   npm run kills -- --pairs 2000 --seed 1
 *   npm run kills -- --only 'made offline'
 *   npm run kills -- --mutants     (puts faults into the sources: each must be caught)
 *   npm run kills -- --mutants --mutant 'each tab sends'
 */
const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Math.trunc(Math.random() * 2 ** 31)) },
    only: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    mutant: { type: 'string' },
  },
});

const root = fileURLToPath(new URL('..', import.meta.url));
const source = (/** @type {string} */ path) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));

/** Loads the sources anew, with a fault in them. @param {(typeof killMutants)[number]} [mutant] */
async function load(mutant) {
  let isIn = mutant === undefined;
  const { module } = await runnerImport('/test/kills/check-kills.ts', {
    configFile: false,
    logLevel: 'error',
    root,
    resolve: {
      alias: [{ find: /^ably-models-react\/persist$/, replacement: source('persist/index.ts') }],
    },
    plugins: [
      {
        name: 'mutation',
        enforce: 'pre',
        transform(code, id) {
          if (mutant === undefined || !id.endsWith(mutant.file)) return undefined;
          if (!code.includes(mutant.find))
            throw new Error(`unable to put in "${mutant.name}"; ${id} has changed`);
          isIn = true;
          return code.replace(mutant.find, mutant.replace);
        },
      },
    ],
  });
  if (!isIn) throw new Error(`unable to put in "${mutant?.name}"; ${mutant?.file} is not loaded`);
  return /** @type {typeof import('../test/kills/check-kills.ts')} */ (module);
}

/** @param {Awaited<ReturnType<typeof load>>} kills */
const chosen = ({ scenarios }) =>
  scenarios.filter(({ name }) => values.only === undefined || name === values.only);

/** A way to die that shows what is wrong; `undefined` where there is none. @param {(typeof killMutants)[number]} mutant */
async function catchMutant(mutant) {
  const kills = await load(mutant);
  for (const scenario of chosen(kills)) {
    const { failures } = await kills.checkKills(scenario, { stopsAtFailure: true });
    if (failures[0]) return kills.describeFailure(scenario.name, failures[0]);
  }
  return undefined;
}

async function checkMutants() {
  const mutants = killMutants.filter(({ name }) => values.mutant === undefined || name === values.mutant);
  let survivors = 0;
  for (const mutant of mutants) {
    const how = await catchMutant(mutant);
    if (how === undefined) survivors += 1;
    console.log(
      `${how === undefined ? 'SURVIVES' : 'caught  '}  ${mutant.name}\n    ${how?.slice(0, 400) ?? ''}`,
    );
  }
  console.log(`\n${mutants.length - survivors} of ${mutants.length} mutants caught`);
  return survivors === 0;
}

async function checkAll() {
  const seed = Number(values.seed);
  const kills = await load();
  const scenarios = chosen(kills);
  const pairs = Math.ceil(Number(values.pairs) / scenarios.length);
  const tallies = [];
  for (const scenario of scenarios) tallies.push(await kills.checkKills(scenario, { pairs, seed }));
  console.log(`seed ${seed}\n\n${kills.tableOf(tallies)}`);
  const failures = tallies.flatMap((tally) =>
    tally.failures.map((each) => kills.describeFailure(tally.scenario, each)),
  );
  if (failures.length > 0)
    console.log(`\n${failures.length} runs failed\n${failures.slice(0, 20).join('\n')}`);
  return failures.length === 0;
}

process.on('unhandledRejection', (thrown) => {
  console.error('unhandled rejection:', thrown);
  process.exitCode = 1;
});
if (!(await (values.mutants ? checkMutants() : checkAll()))) process.exitCode = 1;
