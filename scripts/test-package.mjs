/**
 * Installs this package, packed, into the projects of test-package/, and uses it there: each is a folder of its own
 * outside of the repository, with the versions that its package.json pins. Needs the npm registry, and the free
 * ports below.
 *
 *   npm run test:package                    # all
 *   npm run test:package -- next webpack    # some
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { chromium } from 'playwright';
import { ensureChromium, launchFlags } from './chromium.mjs';
import { codeBlock } from './code-block.mjs';
import { pack, root, run, startOn, stopAll, waitMs } from './commands.mjs';

const folder = mkdtempSync(join(tmpdir(), 'test-package-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
const { exports: entries, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** As the projects have them: of the local Ably, the backend, and the application. */
const ports = [8190, 3190, 3191];
const [, backend, address] = ports.map((port) => `http://localhost:${port}/`);

const ofProject = (/** @type {string} */ name, file = '') => join(root, 'test-package', name, file);

/** @type {Record<string, (tarball: string) => Promise<void>>} */
const checks = {
  async tarball(tarball) {
    await check('tarball: publint', () => run(`npx publint run --strict "${tarball}"`, root));
    // The package has ES modules only: what `require` of older versions of Node makes of it is not looked at.
    const attw = `npx attw "${tarball}" --profile esm-only --no-emoji --format table-flipped`;
    await check('tarball: are the types wrong', async () => console.log(await run(attw, root)));
  },
  vite: (tarball) => checkApp('vite', tarball),
  webpack: (tarball) => checkApp('webpack', tarball),
  next: (tarball) => checkApp('next', tarball, { isServerRendered: true }),
  'node-ssr': (tarball) => checkApp('node-ssr', tarball, { isServerRendered: true }),
  'react-native': (tarball) => checkTests('react-native', tarball),
  async typescript(tarball) {
    await check('typescript: every entry is imported', () => {
      const files = ['every-entry.tsx', 'sdk-entry.ts'].map((file) => ofProject('typescript', file));
      const code = files.map((file) => readFileSync(file, 'utf8')).join('');
      for (const entry of Object.keys(entries)) {
        const name = join('ably-models-react', entry);
        assert(code.includes(` from '${name}'`), `test-package/typescript does not import ${name}`);
      }
    });
    await checkTests('typescript', tarball);
  },
  async jest(tarball) {
    await checkTests('jest', tarball, (project) => {
      const config = (/** @type {string} */ name) => codeBlock('docs/testing.md', `jest: ${name}`);
      for (const name of ['jest.config.cjs', 'jest.config.mjs', 'babel.config.json'])
        writeFileSync(join(project, name), config(name));
      writeReadmeTest(project, "'@jest/globals'");
    });
  },
  vitest: (tarball) => checkTests('vitest', tarball, (project) => writeReadmeTest(project, "'vitest'")),
  async peers(tarball) {
    await check('peers: the lowest versions of the ranges are among those that are installed', () => {
      const versions = variantsOf('peers').map(([, dependencies]) => dependencies);
      for (const [name, range] of Object.entries(peerDependencies)) {
        const [lowest] = /\d+(\.\d+)*/.exec(range);
        const full = `${lowest}.0.0`.split('.').slice(0, 3).join('.');
        assert(
          versions.some((dependencies) => dependencies[name] === full),
          `no variant of test-package/peers has ${name} ${full}, which "${range}" begins with`,
        );
      }
    });
    await checkTests('peers', tarball);
  },
};

/** @type {string[]} */
const failures = [];

/** Says what was checked and how long that took; a failure is kept for the end. @param {string} what @param {() => unknown} action */
async function check(what, action) {
  const begin = performance.now();
  const seconds = () => `${((performance.now() - begin) / 1000).toFixed(1)} s`;
  try {
    await action();
    console.log(`✓ ${what} (${seconds()})`);
    return true;
  } catch (error) {
    console.error(`✗ ${what} (${seconds()})\n${error instanceof Error ? error.message : error}`);
    failures.push(what);
    return false;
  }
}

/**
 * What a project is run with: the `variants` of its package.json, each with dependencies of its own.
 *
 * @param {string} name
 * @returns {[label: string, dependencies: Record<string, string>][]}
 */
function variantsOf(name) {
  const { variants } = JSON.parse(readFileSync(ofProject(name, 'package.json'), 'utf8'));
  if (variants === undefined) return [[name, {}]];
  return Object.entries(variants).map(([label, dependencies]) => [`${name}, ${label}`, dependencies]);
}

/** Makes a fresh project with the tarball in it. @param {string} name @param {string} tarball @param {Record<string, string>} more */
async function install(name, tarball, more = {}) {
  const project = mkdtempSync(join(folder, `${name}-`));
  cpSync(ofProject(name), project, { recursive: true });
  const {
    variants: _,
    dependencies,
    ...manifest
  } = JSON.parse(readFileSync(ofProject(name, 'package.json'), 'utf8'));
  const all = { ...dependencies, ...more, 'ably-models-react': `file:${tarball}` };
  writeFileSync(join(project, 'package.json'), JSON.stringify({ ...manifest, dependencies: all }));
  await run('npm install --prefer-offline --no-audit --no-fund', project);
  return project;
}

/** Runs a project's `npm test`, in each of its variants. @param {string} name @param {string} tarball @param {(project: string) => void} prepare */
async function checkTests(name, tarball, prepare = () => undefined) {
  for (const [label, dependencies] of variantsOf(name)) {
    await check(label, async () => {
      const project = await install(name, tarball, dependencies);
      prepare(project);
      await run('npm test', project);
      rmSync(project, { recursive: true });
    });
  }
}

/** The test of README.md, twice in one file as somebody pastes it, and the component that it is about. @param {string} project @param {string} runner what takes the place of 'vitest' */
function writeReadmeTest(project, runner) {
  const test = codeBlock('README.md', 'test: readme.test.tsx');
  const again = test.slice(test.indexOf("\nit('"));
  writeFileSync(join(project, 'readme.test.tsx'), test.replace("'vitest'", runner) + again);
  cpSync(join(root, 'test/testing/comments.tsx'), join(project, 'comments.tsx'));
}

/** Builds, serves and looks at an application. @param {string} name @param {string} tarball */
async function checkApp(name, tarball, { isServerRendered = false } = {}) {
  const isThere = await check(`${name}: installed and built`, async () => {
    const project = await install(name, tarball);
    cpSync(ofProject('web'), project, { recursive: true });
    await run('npm run build', project);
    await startOn(['node backend.mjs', 'npm start'], project, ports);
  });
  if (!isThere) return stopAll(ports);
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: launchFlags() });
  try {
    if (isServerRendered)
      await check(`${name}: the data is on the screen without JavaScript`, () => readPage(browser));
    await check(`${name}: live in Chromium`, () => usePage(browser, isServerRendered));
  } finally {
    await browser.close();
    await stopAll(ports);
  }
}

/** @param {import('playwright').Browser} browser */
async function readPage(browser) {
  const page = await browser.newPage({ javaScriptEnabled: false });
  page.setDefaultTimeout(waitMs);
  await page.goto(address);
  await page.getByRole('listitem').filter({ hasText: 'Welcome' }).waitFor();
}

/** @param {import('playwright').Browser} browser @param {boolean} isServerRendered */
async function usePage(browser, isServerRendered) {
  const page = await browser.newPage();
  page.setDefaultTimeout(waitMs);
  /** @type {string[]} */
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('request', (request) => {
    if (isServerRendered && request.method() === 'GET' && request.url() === backend)
      problems.push('the page has read what the server has read already');
  });
  const comments = () => page.getByRole('listitem').allTextContents();
  const shows = (/** @type {string} */ text) => page.getByText(text, { exact: true }).waitFor();

  await page.goto(address);
  // No change is pending, and where the server has read the model the page goes on from there.
  await shows(isServerRendered ? 'ready replayed 0' : 'ready 0');
  assert.deepEqual(await comments(), ['Welcome']);

  const event = { name: 'comment.added', data: { id: 'c2', text: 'From elsewhere' } };
  await fetch(backend, { method: 'POST', body: JSON.stringify({ mutationId: 'elsewhere', event }) });
  await shows('From elsewhere');

  await page.getByRole('button').click();
  await shows('Mine');
  await shows(isServerRendered ? 'ready replayed 0' : 'ready 0');
  assert.deepEqual(await comments(), ['Welcome', 'From elsewhere', 'Mine']);
  assert.deepEqual(problems, []);
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`unable to check ${unknown.join(', ')}; there are ${Object.keys(checks).join(', ')}`);
  process.exit(1);
}

const packed = join(folder, 'packed');
mkdirSync(packed);
let tarball;
await check('built and packed', async () => {
  tarball = await pack(packed);
});
if (tarball !== undefined) {
  console.log(`  ${basename(tarball)}`);
  for (const [name, run] of Object.entries(checks))
    if (asked.length === 0 || asked.includes(name)) await run(tarball);
}
if (failures.length > 0) {
  console.error(`\n${failures.length} failed:\n${failures.map((what) => `  ✗ ${what}`).join('\n')}`);
  process.exitCode = 1;
}
