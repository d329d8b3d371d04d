/** Checks the types with one of the installed compilers: `node test.mjs PACKAGE CONFIG…`. */
import { spawnSync } from 'node:child_process';

const [compiler, ...configs] = process.argv.slice(2);
for (const config of configs) {
  const args = [`node_modules/${compiler}/bin/tsc`, '-p', config];
  if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exit(1);
}
