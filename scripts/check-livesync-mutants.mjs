import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { livesyncMutants } from './livesync-mutants.mjs';
import { startPostgres } from './postgres.mjs';

/**
 * Takes the fixes out of a copy of the example's backend, one at a time, and runs the test that tells of each.
 *
 *   npm run example:mutants
 *   npm run example:mutants -- --mutant 'nobody listens'
 */
const { values } = parseArgs({ options: { mutant: { type: 'string' } } });

const root = fileURLToPath(new URL('..', import.meta.url));
const copy = mkdtempSync(join(realpathSync(tmpdir()), 'livesync-mutants-'));
const sourceOf = (/** @type {string} */ file) => join(copy, 'examples/livesync/server', file);

function makeCopy() {
  for (const part of ['examples/livesync', 'test/livesync-example', 'scripts'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  for (const part of ['src', 'node_modules', 'package.json']) symlinkSync(join(root, part), join(copy, part));
  writeFileSync(
    join(copy, 'vitest.config.mjs'),
    `import { mergeConfig } from 'vitest/config';
     import viteConfig from '${root}vite.config.ts';
     export default mergeConfig(viteConfig, { test: { globalSetup: 'test/livesync-example/start-postgres.ts' } });`,
  );
}

/** @param {string[]} tests @returns {string | undefined} the first title that failed, or that it did not run at all */
function failureOf(tests, ...more) {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const files = tests.map((test) => join('test/livesync-example', test));
  const { status } = spawnSync(
    'npx',
    ['vitest', 'run', ...files, '--reporter=json', `--outputFile=${report}`, ...more],
    {
      cwd: copy,
      stdio: 'ignore',
      timeout: 120_000,
    },
  );
  try {
    const { testResults, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
    if (numPendingTests > 0 && more.length === 0) return 'some tests were skipped';
    // An error that nobody has caught fails the run, and none of its tests.
    if (status === 0) return undefined;
    const failed = testResults
      .flatMap((/** @type {{ assertionResults: object[] }} */ file) => file.assertionResults)
      .find((/** @type {{ status: string }} */ { status }) => status === 'failed');
    return failed?.fullName ?? 'an error outside of the tests';
  } catch {
    return 'the process has ended';
  }
}

/** @param {(typeof livesyncMutants)[number]} mutant */
function catchMutant({ name, file, find, replace, test }) {
  const source = readFileSync(sourceOf(file), 'utf8');
  const count = source.split(find).length - 1;
  if (count !== 1) throw new Error(`unable to put in "${name}"; ${file} has it ${count} times`);
  writeFileSync(
    sourceOf(file),
    source.replace(find, () => replace),
  );
  try {
    return failureOf([test], '--bail', '1');
  } finally {
    writeFileSync(sourceOf(file), source);
  }
}

const postgres = await startPostgres();
process.env['DATABASE_URL'] = postgres.url;
try {
  makeCopy();
  const mutants = livesyncMutants.filter(({ name }) => values.mutant === undefined || name === values.mutant);
  // What is red before is no proof.
  const before = failureOf([...new Set(mutants.map(({ test }) => test))]);
  if (before !== undefined) throw new Error(`unable to begin; without any mutant: ${before}`);
  let survivors = 0;
  for (const mutant of mutants) {
    const how = catchMutant(mutant);
    if (how === undefined) survivors += 1;
    console.log(`${how === undefined ? 'SURVIVES' : 'caught  '}  ${mutant.name}\n          ${how ?? ''}`);
  }
  console.log(`\n${mutants.length - survivors} of ${mutants.length} mutants caught`);
  if (survivors > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
  await postgres.close();
}
