/**
 * Follows the quick start of README.md as a stranger would, with this package packed: an empty Vite app, the
 * commands, the files, two windows; then again with the client of `@ably-labs/models`. Code and commands are
 * those of README.md, found by its `<!-- quick-start: … -->` marks. Needs the npm registry, and free ports.
 *
 *   npm run check:quick-start
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { chromium } from 'playwright';
import { ensureChromium, launchFlags } from './chromium.mjs';
import { codeBlock } from './code-block.mjs';
import { pack, run, startOn, stopAll, until, waitMs } from './commands.mjs';

const folder = mkdtempSync(join(tmpdir(), 'quick-start-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
/** As README.md has them: of the local Ably, and of the backend. */
const ports = [8080, 3000];

const step = (/** @type {string} */ done) => console.log(`✓ ${done}`);
const block = (/** @type {string} */ mark) => codeBlock('README.md', `quick-start: ${mark}`);

/** Starts the README's commands, and gives the app's address. @param {string} app */
async function startAll(app) {
  const commands = await startOn(block('run').trim().split('\n'), app, ports);
  let address;
  await until('the app says where it is', () => {
    for (const { output } of commands) address ??= /http:\/\/localhost:\d+\//.exec(output())?.[0];
    return address !== undefined;
  });
  return address;
}

/** @param {import('playwright').Browser} browser @param {string} address */
async function openPage(browser, address) {
  const page = await browser.newPage();
  page.setDefaultTimeout(waitMs);
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} at ${message.location().url}`);
  });
  /** @type {import('playwright').Route[]} */
  const held = [];
  await page.route(`http://localhost:${ports[1]}/`, (route) =>
    route.request().method() === 'POST' ? held.push(route) : route.continue(),
  );
  await page.goto(address);
  await page.getByRole('heading', { name: 'Hello' }).waitFor();
  // What is on the screen for one frame only counts as well.
  await page.evaluate(() => {
    globalThis.shown = [];
    new MutationObserver(() => globalThis.shown.push(document.body.innerText)).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  return {
    errors,
    comment: (/** @type {string} */ text) => page.getByRole('listitem').filter({ hasText: text }),
    status: (/** @type {string} */ text) => page.getByRole('status').filter({ hasText: text }).waitFor(),
    hasShown: (/** @type {string} */ text) =>
      page.evaluate((text) => globalThis.shown.some((it) => it.includes(text)), text),
    async send(/** @type {string} */ text) {
      await page.getByLabel('Comment').fill(text);
      await page.getByRole('button', { name: 'Send' }).click();
    },
    /** Lets the backend have what was sent: until then, what shows is the page's own doing. */
    async release() {
      await until('the page has posted its comment', () => held.length > 0);
      await held.shift().continue();
    },
  };
}

/** What the README says that one sees. @param {string} address */
async function look(address) {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: launchFlags() });
  try {
    const [first, second] = [await openPage(browser, address), await openPage(browser, address)];

    await first.send('Good morning');
    await first.comment('Good morning').waitFor();
    assert(!(await second.hasShown('Good morning')), 'the other window shows what the backend has not got');
    step('a comment shows where it is typed, before the backend has it');
    await first.release();
    await second.comment('Good morning').waitFor();
    await first.status('Saved');
    step('it shows in the other window');

    await first.send('spam, spam');
    await first.comment('spam, spam').waitFor();
    step('a comment that the backend will refuse shows where it is typed');
    await first.release();
    await first.comment('spam, spam').waitFor({ state: 'detached' });
    await first.status('the backend answered 422');
    step('it is taken back');

    await first.send('Good night');
    await first.release();
    await second.comment('Good night').waitFor();
    await first.status('Saved');
    assert.equal(await first.comment('Good').count(), 2);
    assert.equal(await second.comment('Good').count(), 2);
    assert(!(await second.hasShown('spam, spam')), 'the refused comment was in the other window');
    step('it was never in the other window, which shows the next one');

    const errors = [...first.errors, ...second.errors];
    const others = errors.filter((error) => !error.includes('status of 422'));
    assert(others.length === 0, `the console should have the 422 only, but has\n${others.join('\n')}`);
    step('the console has no error but the 422');
  } finally {
    await browser.close();
  }
}

/** The app with the two changes that the README asks for: other imports, and another line that makes the client. */
function onTheSdk(/** @type {string} */ source) {
  const [imports, client] = block('@ably-labs/models').split(/(?<=\n)\n/);
  const own = { imports: /^import .* from 'ably-models-react';\n/m, client: /^const client = .*\n/m };
  assert.match(source, own.imports);
  assert.match(source, own.client);
  assert(
    client !== undefined,
    'README.md must have the line that makes the client, after the imports and an empty line',
  );
  return source.replace(own.imports, imports).replace(own.client, client);
}

/** @param {string} app @param {string} source @param {string} client the package that the client is of */
async function check(app, source, client) {
  writeFileSync(join(app, 'src/App.tsx'), source);
  await run('npm run build', app);
  step(`the app builds with the client of ${client}`);
  const address = await startAll(app);
  step(`runs at ${address}`);
  await look(address);
  await stopAll(ports);
}

try {
  const [packed, app] = [join(folder, 'packed'), join(folder, 'my-app')];
  mkdirSync(packed);
  const tarball = await pack(packed);
  step(`packed ${basename(tarball)}`);

  const install = block('install').replace('ably-models-react', `"${tarball}"`);
  await run(`set -e; ${install}`, folder);
  step('made an empty app and installed');

  writeFileSync(join(app, 'server.mjs'), block('server.mjs'));
  const source = block('src/App.tsx');
  await check(app, source, 'ably-models-react');

  await run('npm install @ably-labs/models', app);
  step('installed @ably-labs/models');
  await check(app, onTheSdk(source), '@ably-labs/models');
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await stopAll(ports);
}
