import process from 'node:process';
import { loadTypeScript } from './load-typescript.mjs';

/** A process of the run: `child.mjs <file> <options as JSON>`, forked. It goes with the process that forked it. */
const [file = '', options = '{}'] = process.argv.slice(2);
process.on('disconnect', () => process.exit());
const { run } = /** @type {{ run: (options: unknown) => Promise<void> }} */ (await loadTypeScript(file));
await run(JSON.parse(options));
