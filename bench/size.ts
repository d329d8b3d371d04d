import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { kB, percent } from './format.js';
import type { Section } from './section.js';
import { atMost } from './verdict.js';

/** What is wanted, in bytes; what CI holds it to stands in .size-limit.json. */
const targets: Readonly<Record<string, number>> = {
  'provider, client, read and optimistic hooks': 6000,
  'all of the main entry': 8000,
};

interface Size {
  readonly name: string;
  readonly size: number;
  readonly sizeLimit?: number;
}

async function readSizes(): Promise<Size[]> {
  const run = promisify(execFile);
  // What is in dist may be from another day.
  await run('npm', ['run', 'build']);
  const { stdout } = await run('npx', ['size-limit', '--json']).catch((failed: unknown) => {
    // Above its limit: the figures are there all the same.
    if (failed instanceof Error && 'stdout' in failed && failed.stdout) return failed as never;
    throw failed;
  });
  return JSON.parse(stdout) as Size[];
}

export async function measure(): Promise<Section[]> {
  const sizes = await readSizes();
  const sizeOf = (name: string) => sizes.find((each) => each.name === name)?.size ?? NaN;
  const sdk = sizeOf('@ably-labs/models');
  return [
    {
      title: 'Size',
      method:
        'Minified by esbuild for production and gzipped, with all dependencies but react, react-dom and ably, by ' +
        'size-limit. Of SWR `useSWR`, of TanStack Query the client, provider, query and mutation hooks, of zustand `create`.',
      columns: ['what', 'min + gzip', 'to @ably-labs/models', 'limit in CI'],
      rows: sizes.map(({ name, size, sizeLimit }) => [
        name,
        kB(size),
        percent(size / sdk),
        sizeLimit === undefined ? '–' : kB(sizeLimit),
      ]),
      verdicts: Object.entries(targets).map(([name, limit]) =>
        atMost(limit, { what: `Size: ${name}`, measured: sizeOf(name), format: kB }),
      ),
    },
  ];
}
