import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { build } from 'esbuild';
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

/** Minified bytes of all of the main entry, by folder or package. */
async function readFolders(): Promise<[folder: string, bytes: number][]> {
  const { metafile } = await build({
    entryPoints: ['dist/index.js'],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    external: ['react', 'react/jsx-runtime', 'ably'],
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const folders = new Map<string, number>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = file.startsWith('dist/') ? folderOf(file) : 'use-sync-external-store';
      folders.set(folder, (folders.get(folder) ?? 0) + bytesInOutput);
    }
  }
  return [...folders].sort(([, a], [, b]) => b - a);
}

/** `dist/model/track.js` is from `src/model`. */
const folderOf = (file: string): string => {
  const [, folder = '', name] = file.split('/');
  return name === undefined ? 'src' : `src/${folder}`;
};

export async function measure(): Promise<Section[]> {
  const sizes = await readSizes();
  const folders = await readFolders();
  const bytes = folders.reduce((sum, [, each]) => sum + each, 0);
  const all = sizes.find(({ name }) => name === 'all of the main entry')?.size ?? NaN;
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
    {
      title: 'Where the bytes of the main entry go',
      method: 'Minified by esbuild; of the gzipped bytes each folder has the same share.',
      columns: ['folder', 'minified', 'share', 'of min + gzip'],
      rows: folders.map(([folder, each]) => [
        folder,
        kB(each),
        percent(each / bytes),
        kB((each / bytes) * all),
      ]),
      verdicts: [],
    },
  ];
}
