import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { mutants } from './mutants.mjs';

/** Runs the schedules against each mutant; every one must be caught within this many. */
const RUNS = 3000;

let survivors = 0;
for (const { name, promise } of mutants) {
  const args = [fileURLToPath(new URL('fuzz.mjs', import.meta.url))];
  args.push('--runs', String(RUNS), '--seed', '1', '--mutant', name);
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000 });
  const caught = /(\d+) runs, [1-9]\d* divergences/.exec(stdout);
  if (caught === null) survivors += 1;
  const verdict = caught ? 'caught ' : 'SURVIVES';
  const how = caught
    ? stdout
        .split('\n')
        .find((line) => /^(shows|ends|mutation|lea|asks|unable|tab|title|one was|done as)/.test(line))
    : stderr.trim().split('\n').at(-1);
  console.log(
    `${verdict}  ${name.padEnd(36)} ${promise}\n${' '.repeat(10)}${(how ?? 'in another way').slice(0, 110)}`,
  );
}
console.log(
  `\n${mutants.length - survivors} of ${mutants.length} mutants caught within ${RUNS} schedules each`,
);
process.exitCode = survivors === 0 ? 0 : 1;
