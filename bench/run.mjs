import { pathToFileURL } from 'node:url';
import { buildForProduction } from './build.mjs';

/**
 * `npm run bench`: every figure, beside what else there is, into bench/RESULTS.md and docs/performance.md.
 * `npm run bench -- --only folding,size` measures and prints some of it, and writes nothing.
 */
process.chdir(new URL('..', import.meta.url).pathname);
// Before React, or whatever else asks for it, is loaded by anything.
process.env.NODE_ENV = 'production';

const built = await buildForProduction({
  main: 'bench/main.ts',
  folding: 'bench/folding/measure.ts',
  'folding-contender': 'bench/folding/contender-process.ts',
  growth: 'bench/folding/growth.ts',
  'catch-up': 'bench/catch-up/measure.ts',
  'catch-up-server': 'bench/catch-up/server-process.ts',
  'catch-up-sdk': 'bench/catch-up/sdk-process.ts',
  optimistic: 'bench/optimistic.ts',
  heap: 'bench/heap/measure.ts',
  size: 'bench/size.ts',
});
const { main } = await import(pathToFileURL(`${built}/main.js`).href);
process.exitCode = await main(process.argv.slice(2), built);
