import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** As the build does; what the emitted code imports is what an application loads, so types do not count. */
const compilerOptions: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2022,
  jsx: ts.JsxEmit.ReactJSX,
  verbatimModuleSyntax: true,
};

function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions, fileName: file });
  return ts.preProcessFile(outputText, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The source of a module that is imported by its emitted name. */
function sourceOf(specifier: string, importer: string): string {
  const emitted = join(dirname(importer), specifier);
  const candidates = ['.ts', '.tsx'].map((extension) => emitted.replace(/\.js$/, extension));
  const source = candidates.find((candidate) => ts.sys.fileExists(candidate));
  if (source === undefined)
    throw new Error(`unable to follow "${specifier}" from ${importer}; no such source`);
  return source;
}

const isClientComponent = (file: string) => readFileSync(file, 'utf8').startsWith("'use client';\n");

/** `react` of `react/jsx-runtime`, `@a/b` of `@a/b/c`. */
function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** What an application loads that imports the entry; a server component has a client component's name only. */
function loadedBy(entry: string, { isServerComponent = false } = {}) {
  const files = new Set([join(root, 'src', entry)]);
  const packages = new Set<string>();
  const modules = new Set<string>();
  const clientComponents: string[] = [];
  // A set that grows while it is walked is walked to its new end.
  for (const file of files) {
    if (isServerComponent && isClientComponent(file)) {
      clientComponents.push(relative(join(root, 'src'), file));
      continue;
    }
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('.')) files.add(sourceOf(specifier, file));
      else {
        packages.add(packageOf(specifier));
        modules.add(specifier);
      }
    }
  }
  const paths = [...files].map((file) => relative(join(root, 'src'), file));
  return { paths, packages: [...packages].sort(), modules: [...modules], clientComponents };
}

const layers = /^(channel|model|client|store|react)\//;
const shared = /^(errors|get-or-add|kinds|options)\.ts$/;

const main = loadedBy('index.ts');

describe('The main entry', () => {
  const { paths, packages } = main;

  it('is followed from the provider down to the channel', () => {
    expect(paths).toEqual(
      expect.arrayContaining(['react/models-provider.ts', 'store/model-store.ts', 'channel/ably-session.ts']),
    );
  });

  it('loads its layers only: neither the SDK adapter nor the local server', () => {
    expect(paths.filter((path) => path !== 'index.ts' && !layers.test(path) && !shared.test(path))).toEqual(
      [],
    );
  });

  it('loads no package but React and `use-sync-external-store`', () => {
    expect(packages).toEqual(['react', 'use-sync-external-store']);
  });

  it('loads in a server component, which may define models: all that needs hooks is a client component', () => {
    const server = loadedBy('index.ts', { isServerComponent: true });
    expect(server.clientComponents).toContain('react/use-model.ts');
    expect(server.packages).toEqual([]);
  });
});

describe('Every entry', () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { default: string }>;
  };
  const entries = Object.values(exports).flatMap((target) =>
    typeof target === 'object' ? [target.default] : [],
  );

  // React 17 has no `exports`: there, Node and webpack find no file behind such a name in an ES module. The devtools are
  // for development, and docs/devtools.md says what they need there.
  const everywhere = entries.filter((entry) => !entry.startsWith('./dist/devtools/'));
  it.each(everywhere)(
    '%s imports React by its name only: what is beneath is not found on React 17',
    (entry) => {
      const source = entry.replace('./dist/', '').replace(/\.js$/, '.ts');
      const { modules } = loadedBy(source);
      // Imported late, and done without where it is not there.
      const late = 'react-dom/test-utils';
      expect(modules.filter((name) => /^react(-dom)?\//.test(name) && name !== late)).toEqual([]);
    },
  );
});

describe('The entry for persistence', () => {
  const { paths, packages } = loadedBy('persist/index.ts');

  it('loads what an application has already, and itself', () => {
    const known = new Set(main.paths);
    expect(paths.filter((path) => !path.startsWith('persist/') && !known.has(path))).toEqual([]);
  });

  it('loads no package but `idb`, and what the main entry loads', () => {
    expect(packages).toEqual(['idb', 'react', 'use-sync-external-store']);
  });
});

describe('The entry for tests', () => {
  const { paths, packages } = loadedBy('testing/index.ts');

  it('loads what an application has already, and itself: what passes there passes here', () => {
    const known = new Set(main.paths);
    expect(paths.filter((path) => !path.startsWith('testing/') && !known.has(path))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining(['channel/ably-session.ts', 'model/core-model.ts', 'store/model-store.ts']),
    );
  });

  it('loads neither a test runner, nor Testing Library, nor `ably`', () => {
    expect(packages).toEqual(['react', 'react-dom', 'use-sync-external-store']);
  });
});

describe.each(['devtools/index.ts', 'devtools/production.ts'])('The entry for the devtools, %s', (entry) => {
  const { paths, packages } = loadedBy(entry);

  it('loads what an application has already, and itself: no client', () => {
    const known = new Set(main.paths);
    expect(paths.filter((path) => !path.startsWith('devtools/') && !known.has(path))).toEqual([]);
    expect(paths.filter((path) => path.startsWith('client/'))).toEqual(['client/live-client.ts']);
  });

  it('loads no package but React, its DOM, and `use-sync-external-store`', () => {
    expect(packages).toEqual(['react', 'react-dom', 'use-sync-external-store']);
  });

  it('loads in a server component, which has the name only of what is made with hooks', () => {
    const { paths: ofServer, clientComponents } = loadedBy(entry, { isServerComponent: true });
    expect(ofServer.filter((path) => path !== entry)).toEqual(clientComponents);
    expect(clientComponents).toEqual([expect.stringMatching(/^devtools\/models-devtools/)]);
  });
});

describe('The entry for the client of `@ably-labs/models`', () => {
  const { paths, packages } = loadedBy('sdk/index.ts');

  it('loads what an application has already, and the adapter', () => {
    const known = new Set(main.paths);
    expect(paths.filter((path) => !path.startsWith('sdk/') && !known.has(path))).toEqual([]);
  });

  it('loads no package, not even the SDK', () => {
    expect(packages).toEqual([]);
  });
});

describe('The entry for ready merge functions', () => {
  const { paths, packages } = loadedBy('merge/index.ts');

  it('loads what an application has already, and itself', () => {
    const known = new Set(main.paths);
    expect(paths.filter((path) => !path.startsWith('merge/') && !known.has(path))).toEqual([]);
  });

  it('loads nothing of a model but two pure functions', () => {
    expect(paths.filter((path) => layers.test(path)).sort()).toEqual([
      'model/merge-handlers.ts',
      'model/share-structure.ts',
    ]);
  });

  it('loads each of its two packages for who uses it, and for nobody else', () => {
    expect(packages).toEqual(['fast-json-patch', 'mutative']);
    expect(loadedBy('merge/json-patch.ts').packages).toEqual(['fast-json-patch']);
    expect(loadedBy('merge/with-draft.ts').packages).toEqual(['mutative']);
    for (const file of ['keyed-list', 'keyed-record', 'batch-of', 'in-field', 'mongo-collection'])
      expect(loadedBy(`merge/${file}.ts`).packages).toEqual([]);
  });

  it('loads in a server component, which may define models', () => {
    expect(loadedBy('merge/index.ts', { isServerComponent: true }).clientComponents).toEqual([]);
  });
});

describe('The entry for servers and hydration', () => {
  const { paths, packages } = loadedBy('hydration/index.ts');

  it('loads what an application has already, and hydration', () => {
    const known = new Set(main.paths);
    expect(paths.filter((path) => !path.startsWith('hydration/') && !known.has(path))).toEqual([]);
  });

  it('loads neither a client nor what talks to Ably', () => {
    expect(paths.filter((path) => /^(channel|client)\//.test(path))).toEqual([]);
  });

  it('loads no package but React', () => {
    expect(packages).toEqual(['react']);
  });

  it('loads in a server component, where React has no hooks: a client component begins where it needs them', () => {
    const {
      paths: ofServer,
      packages: ofServerPackages,
      clientComponents,
    } = loadedBy('hydration/index.ts', {
      isServerComponent: true,
    });
    expect(ofServer).toEqual(
      expect.arrayContaining(['hydration/prefetch-model.ts', 'hydration/dehydrate.ts']),
    );
    expect(clientComponents).toEqual(['hydration/hydrate-models.ts']);
    expect(ofServerPackages).toEqual([]);
  });
});
