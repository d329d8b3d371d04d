import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { posix, win32 } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * What the search needs of the machine, so that a test can put another in its place.
 *
 * @typedef {object} Machine
 * @property {Record<string, string | undefined>} env
 * @property {string} platform `process.platform`
 * @property {boolean} isRoot
 * @property {(path: string) => boolean} exists
 * @property {() => string} playwrightPath where Playwright's own Chromium is, or would be
 * @property {(command: string, args: string[]) => void} run waits for the end; failing is allowed
 */

/** @type {Machine} */
const thisMachine = {
  env: process.env,
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  exists: existsSync,
  // Required late: a machine with a browser of its own need not load Playwright.
  playwrightPath: () => createRequire(import.meta.url)('playwright').chromium.executablePath(),
  run: (command, args) => {
    // Both streams go to stderr: stdout carries the path and nothing else.
    spawnSync(command, args, {
      stdio: ['ignore', process.stderr, process.stderr],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      shell: process.platform === 'win32', // npx is a .cmd there
    });
  },
};

const commandNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @param {Machine} machine @param {string[]} names */
function findOnPath({ env, platform, exists }, names) {
  const { join, delimiter } = platform === 'win32' ? win32 : posix;
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap((directory) => names.map((name) => join(directory, name)))
    .find(exists);
}

/** @param {Machine} machine */
function findApplication({ env, platform, exists }) {
  const places = {
    darwin: [
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    win32: [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']]
      .filter((folder) => folder !== undefined)
      .map((folder) => win32.join(folder, 'Google\\Chrome\\Application\\chrome.exe')),
  };
  return Object.entries(places)
    .flatMap(([system, paths]) => (system === platform ? paths : []))
    .find(exists);
}

/**
 * The Chromium to test with, or `undefined` when there is none. Installs nothing.
 *
 * Looks at `CHROMIUM_PATH`, then for a system browser, then for Playwright's own.
 *
 * @param {Machine} machine
 * @returns {string | undefined}
 * @throws {Error} when `CHROMIUM_PATH` names no file: falling back would test another browser than asked
 */
export function findChromium(machine = thisMachine) {
  const wanted = machine.env['CHROMIUM_PATH'];
  if (wanted) {
    if (machine.exists(wanted)) return wanted;
    throw new Error(`unable to use CHROMIUM_PATH; there is no file ${wanted}`);
  }
  const found = findOnPath(machine, commandNames) ?? findApplication(machine);
  if (found !== undefined) return found;
  const own = machine.playwrightPath();
  return machine.exists(own) ? own : undefined;
}

/**
 * The Chromium to test with, installed first when there is none.
 *
 * @param {Machine} machine
 * @returns {string}
 * @throws {Error} in one line, when it could be neither found nor installed
 */
export function ensureChromium(machine = thisMachine) {
  const { isRoot, run } = machine;
  const installers = [
    () => {
      if (!isRoot || findOnPath(machine, ['apt-get']) === undefined) return;
      run('apt-get', ['update']);
      run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
    },
    // Also after a failed apt-get: Ubuntu has Chromium as a snap only.
    () => run('npx', ['playwright', 'install', ...(isRoot ? ['--with-deps'] : []), 'chromium']),
  ];

  let found = findChromium(machine);
  for (const install of installers) {
    if (found !== undefined) return found;
    install();
    found = findChromium(machine);
  }
  if (found !== undefined) return found;
  throw new Error('unable to find a Chromium; install one, or set CHROMIUM_PATH to the one you have');
}

/**
 * Flags for a quiet, unattended Chromium.
 *
 * @param {Pick<Machine, 'env' | 'platform' | 'isRoot'>} machine
 * @returns {string[]}
 */
export function launchFlags({ env, platform, isRoot } = thisMachine) {
  // Chromium refuses to start as root with its sandbox, and containers of CI lack the namespaces for it.
  const sandbox = platform === 'linux' && (isRoot || env['CI']) ? ['--no-sandbox'] : [];
  return [
    ...sandbox,
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(ensureChromium());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
