/**
 * Follows README.md as a stranger would: from an empty folder to two windows in sync. Fails where the README is wrong,
 * leaves something out, or takes more than five minutes, the reading not counted.
 *
 * Code, commands, ports and addresses are those of README.md, in the blocks with `<!-- newcomer: … -->` marks. Two things
 * only are put in the place of what it says: this package, packed, for its name in the registry; and a clean copy of this
 * folder for a clone. Needs the npm registry, and free ports: 3000, 6006 and 8080.
 *
 *   npm run test:newcomer
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { chromium } from 'playwright';
import { ensureChromium, launchFlags } from './chromium.mjs';
import { codeBlock } from './code-block.mjs';
import { assertFree, isTaken, pack, root, run, start, startOn, stopAll, until, waitMs } from './commands.mjs';

const folder = mkdtempSync(join(tmpdir(), 'newcomer-'));
/** Of each way that a newcomer goes. */
const limitMs = 300_000;

let startedAt = Date.now();
let steppedAt = startedAt;
const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1)} s`.padStart(8);

/** Says what is done, and how long it took. */
function step(/** @type {string} */ done) {
  console.log(`✓${seconds(Date.now() - steppedAt)}  ${done}`);
  steppedAt = Date.now();
}

/** From here on the newcomer's time counts. */
function setOut(/** @type {string} */ where) {
  console.log(`\n${where}`);
  startedAt = steppedAt = Date.now();
}

function arrive(/** @type {string} */ where) {
  const took = Date.now() - startedAt;
  console.log(`=${seconds(took)}  ${where}`);
  assert(
    took <= limitMs,
    `the README promises ${seconds(limitMs).trim()}, and it took ${seconds(took).trim()}`,
  );
}

const block = (/** @type {string} */ mark) => codeBlock('README.md', `newcomer: ${mark}`);

/** What README.md says in one of its blocks. @param {string} text @param {RegExp} pattern with one group */
function said(text, pattern) {
  const found = pattern.exec(text)?.[1];
  assert(found !== undefined, `README.md should have ${pattern} in\n${text}`);
  return found;
}

process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

/** Starts the README's commands, and gives the app's address. @param {string} app */
async function startAll(app) {
  const commands = await startOn(block('run').trim().split('\n'), app, appPorts);
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
  await page.route(`http://localhost:${backendPort}/`, (route) =>
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
  const browser = await launch();
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
  step(`it runs at ${address}`);
  await look(address);
  await stopAll(appPorts);
}

/** Everything that git has or would take, as it is now. @param {string} copy */
function copyTo(copy) {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const paths = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const path of paths.filter((path) => existsSync(join(root, path)))) {
    cpSync(join(root, path), join(copy, path));
  }
}

/** The README's first command, in a clean copy: the playground, and two people in it. @param {string} clone */
async function tryPlayground(clone) {
  const line = said(block('playground'), /^(.+)\n/);
  const address = said(line, /(http:\/\/localhost:\d+)/);
  const port = Number(new URL(address).port);
  await assertFree([port]);
  const { child, output } = start(line, clone);
  const deadline = Date.now() + limitMs;
  while (!(await isTaken(port))) {
    assert(
      child.exitCode === null && Date.now() < deadline,
      `"${line}" has not come to ${address}\n${output()}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  step(`${line.replace(/ *#.*/, '')}: something listens at ${address}`);

  const browser = await launch();
  try {
    const page = await browser.newPage();
    // The first visit has Vite bundle what the playground imports.
    page.setDefaultTimeout(waitMs * 3);
    await page.goto(address);
    const story = page.frameLocator('#storybook-preview-iframe');
    await story.getByRole('link', { name: /See all of it/ }).click();
    for (const name of ['Ada', 'Ben']) await story.getByRole('region', { name }).waitFor();
    step('its opening page leads to the windows of two people');
  } finally {
    await browser.close();
  }
  await stopAll([port]);
}

const launch = () => chromium.launch({ executablePath: ensureChromium(), args: launchFlags() });

const backendPort = Number(said(block('server.mjs'), /listen\((\d+)\)/));
const appPorts = [Number(said(block('run'), /--port (\d+)/)), backendPort];

try {
  const [clone, packed, app] = ['clone', 'packed', 'my-app'].map((name) => join(folder, name));
  ensureChromium();
  copyTo(clone);

  setOut('From a clone to the playground');
  await tryPlayground(clone);
  arrive('two people in the playground');

  mkdirSync(packed);
  const tarball = await pack(packed, clone);

  setOut(`From an empty folder to two windows in sync, with ${basename(tarball)}`);
  const install = block('install').replace('ably-models-react', `"${tarball}"`);
  await run(`set -e; ${install}`, folder);
  step('made an empty app and installed');
  writeFileSync(join(app, 'server.mjs'), block('server.mjs'));
  const source = block('src/App.tsx');
  await check(app, source, 'ably-models-react');
  arrive('two windows in sync');

  setOut('The same with the client of @ably-labs/models');
  await run('npm install @ably-labs/models', app);
  step('installed @ably-labs/models');
  await check(app, onTheSdk(source), '@ably-labs/models');
  arrive('two windows in sync');
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await stopAll([]);
}
