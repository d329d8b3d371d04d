import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

/**
 * The public API, as it stands in api/*.api.md: `npm run api` fails where the built types say something else, so
 * that no name, option or type becomes public, or goes, without being looked at. `npm run api -- --local` writes
 * the files anew.
 */
const isLocal = process.argv.includes('--local');
const root = fileURLToPath(new URL('..', import.meta.url));
const { name: packageName, exports: entries } = createRequire(import.meta.url)('../package.json');

/** @param {string} entry a name in `exports` @param {string} types */
function extract(entry, types) {
  const reportFileName = [packageName, ...entry.split('/').slice(1)].join('-');
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: `${root}package.json`,
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: `${root}${types}`,
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2022',
            lib: ['ES2022', 'DOM', 'DOM.Iterable'],
            module: 'NodeNext',
            moduleResolution: 'NodeNext',
            jsx: 'react-jsx',
            types: ['node'],
            strict: true,
            skipLibCheck: true,
          },
          files: [types],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName,
        reportFolder: `${root}api`,
        reportTempFolder: `${root}node_modules/.cache/api-extractor`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        // No release tags, and TypeScript's own reading of comments.
        extractorMessageReporting: {
          default: { logLevel: 'error' },
          'ae-missing-release-tag': { logLevel: 'none' },
          'ae-undocumented': { logLevel: 'none' },
          // What the public types are made of, and nobody imports by name.
          'ae-forgotten-export': { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
  const { apiReportChanged, errorCount } = Extractor.invoke(config, {
    localBuild: isLocal,
    messageCallback: (message) => {
      // It is said below, and more plainly.
      if (message.logLevel !== 'error') message.handled = true;
      if (message.messageId.startsWith('console-')) message.handled = true;
    },
  });
  if (errorCount > 0) process.exitCode = 1;
  if (!apiReportChanged) return;
  const file = `api/${reportFileName}.api.md`;
  if (isLocal) {
    console.log(`written: ${file}`);
    return;
  }
  console.error(
    `unable to accept the public API of "${entry}"; it is not what ${file} says. Where that is meant, run ` +
      '`npm run build && npm run api -- --local`, and commit the file: its diff is what there is to review.',
  );
  process.exitCode = 1;
}

mkdirSync(`${root}api`, { recursive: true });
for (const [entry, target] of Object.entries(entries)) {
  if (typeof target === 'object') extract(entry, target.types.slice(2));
}
