import { readdir, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { describe, expect, it } from 'vitest';

interface Package {
  readonly version?: string;
  readonly engines: unknown;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const root = new URL('../../', import.meta.url);
const folder = new URL('examples/livesync/', root);
const readPackage = async (base: URL) =>
  JSON.parse(await readFile(new URL('package.json', base), 'utf8')) as Package;
const allOf = ({ dependencies, devDependencies }: Package) => ({ ...dependencies, ...devDependencies });

/** The packages that the sources import, by name. */
async function importedPackages(): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  const sources = files.filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.includes('node_modules'));
  const texts = await Promise.all(sources.map((file) => readFile(new URL(file, folder), 'utf8')));
  const specifiers = texts.flatMap((text) =>
    [...text.matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name ?? ''),
  );
  const names = specifiers.map((name) =>
    name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/'),
  );
  return [...new Set(names)].filter((name) => !name.startsWith('node:') && !builtinModules.includes(name));
}

describe('The package.json of the example', () => {
  it('has the versions that the repository is tested with', async () => {
    const [own, repository] = await Promise.all([readPackage(folder), readPackage(root)]);
    const { 'ably-models-react': self, ...others } = allOf(own);
    expect(self).toBe(`^${repository.version}`);
    expect(allOf(repository)).toMatchObject(others);
    expect(own.engines).toEqual(repository.engines);
  });

  it('lists every package that the folder imports', async () => {
    const imported = await importedPackages();
    expect(imported).toContain('react');
    expect(Object.keys(allOf(await readPackage(folder)))).toEqual(expect.arrayContaining(imported));
  });
});
