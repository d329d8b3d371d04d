import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * What the search needs of the machine, so that a test can put another in its place.
 *
 * @typedef {object} Machine
 * @property {Record<string, string | undefined>} env
 * @property {string} platform `process.platform`
 * @property {boolean} isRoot
 * @property {(path: string) => boolean} exists
 * @property {(folder: string) => string[]} list what is in a folder; nothing where there is none
 * @property {(path: string) => string} follow where a link leads
 * @property {(command: string, args: string[]) => void} run waits for the end; failing is allowed
 */

/** @type {Machine} */
const thisMachine = {
  env: process.env,
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  exists: existsSync,
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  follow: (path) => realpathSync(path),
  run: (command, args) => {
    spawnSync(command, args, {
      stdio: ['ignore', process.stderr, process.stderr],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  },
};

/** What a server of our own takes: a client's `psql` alone is not enough. */
const programs = ['initdb', 'pg_ctl', 'postgres'];

/** @param {Machine} machine */
const foldersOnPath = ({ env }) => (env['PATH'] ?? '').split(delimiter).filter(Boolean);

/** Newest version first, as a number: 9 is older than 15. @param {string[]} names */
const newestFirst = (names) =>
  names.sort((a, b) => Number(/[\d.]+/.exec(b)?.[0] ?? 0) - Number(/[\d.]+/.exec(a)?.[0] ?? 0));

/** @param {Machine} machine */
function installedFolders({ platform, list }) {
  const versionsIn = (/** @type {string} */ folder, prefix = '') =>
    newestFirst(list(folder).filter((name) => name.startsWith(prefix))).map((name) =>
      join(folder, name, 'bin'),
    );
  if (platform === 'linux') return versionsIn('/usr/lib/postgresql');
  if (platform !== 'darwin') return [];
  return [
    ...['/opt/homebrew/opt', '/usr/local/opt'].flatMap((opt) => versionsIn(opt, 'postgresql')),
    ...versionsIn('/Applications/Postgres.app/Contents/Versions'),
  ];
}

/**
 * The folder of a Postgres' programs on this machine, or `undefined` where there is none. Installs nothing.
 *
 * @param {Machine} machine
 * @returns {string | undefined}
 */
export function findPostgres(machine = thisMachine) {
  const { exists, follow } = machine;
  const linked = foldersOnPath(machine)
    .map((folder) => join(folder, 'pg_ctl'))
    .filter(exists)
    // Debian has some of them on the PATH, as links into the folder where all of them are.
    .map((path) => dirname(follow(path)));
  return [...linked, ...installedFolders(machine)].find((folder) =>
    programs.every((program) => exists(join(folder, program))),
  );
}

/**
 * The folder of a Postgres' programs, installed first when there is none and we may.
 *
 * @param {Machine} machine
 * @returns {string}
 * @throws {Error} in one line, when it could be neither found nor installed
 */
export function ensurePostgres(machine = thisMachine) {
  const found = findPostgres(machine);
  if (found !== undefined) return found;
  const hasApt = foldersOnPath(machine).some((folder) => machine.exists(join(folder, 'apt-get')));
  if (machine.isRoot && hasApt) {
    machine.run('apt-get', ['update']);
    machine.run('apt-get', ['install', '-y', '--no-install-recommends', 'postgresql']);
  }
  const installed = findPostgres(machine);
  if (installed !== undefined) return installed;
  throw new Error('unable to find a Postgres; install one, or set DATABASE_URL to one that may be used');
}
