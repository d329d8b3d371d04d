import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePostgres } from './find-postgres.mjs';

/**
 * A Postgres for tests, in which each takes databases of its own.
 *
 * @typedef {object} Postgres
 * @property {string} url of a database to connect to for `CREATE DATABASE`; nothing else is touched in it
 * @property {string} prefix of the names of this run's databases
 */

/**
 * Sees to it that server and folder go with the process that started them, also when that is killed: then its end of
 * the pipe closes. `$1` is the folder of the programs, `$2` that of the server, `$3` its settings.
 */
const guardian = `
  "$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$2/log" 2>&1 &&
    "$1/pg_ctl" -D "$2/data" -l "$2/log" -o "$3" -w start >>"$2/log" 2>&1 ||
    { tail -n 3 "$2/log" >&2; rm -rf "$2"; exit 1; }
  echo ready
  cat >/dev/null
  "$1/pg_ctl" -D "$2/data" -m immediate -w stop >/dev/null 2>&1
  rm -rf "$2"
`;

/** Fast rather than safe: what is in it is worth nothing after the run. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  // Tests make deadlocks on purpose.
  deadlock_timeout: '100ms',
};

/**
 * A Postgres for the run: that of `DATABASE_URL`, or one of our own in a temporary folder, reached by a socket in it.
 * It is gone after `close()`, and also when this process dies.
 *
 * @param {{ settings?: Record<string, string> }} [options] settings of the server over ours, such as `{ fsync: 'on' }`;
 *   those of `DATABASE_URL` stay as they are
 * @returns {Promise<Postgres & { close: () => Promise<void> }>}
 * @throws {Error} in one line, when there is none and none could be installed or started
 */
export async function startPostgres(options = {}) {
  const prefix = `ably_models_${process.pid}_${Date.now().toString(36)}`;
  const given = process.env['DATABASE_URL'];
  if (given) return { url: given, prefix, close: () => dropDatabases({ url: given, prefix }) };

  const programs = ensurePostgres();
  // macOS' is a link, and a socket's path must be short.
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'pg-'));
  const user = unprivilegedUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const flags = { ...settings, ...options.settings, listen_addresses: "''", unix_socket_directories: folder };
  const args = Object.entries(flags).map(([name, value]) => `-c ${name}=${value}`);
  const child = spawn('sh', ['-c', guardian, 'sh', programs, folder, args.join(' ')], {
    cwd: folder,
    // In a group of its own: Ctrl-C must not end the guardian before it has tidied up.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...user,
  });
  let said = '';
  child.stderr.on('data', (/** @type {Buffer} */ chunk) => (said += chunk.toString()));
  const ended = once(child, 'close');
  const isReady = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)]);
  if (!isReady) throw new Error(`unable to start a Postgres; ${said.trim() || `${programs} did not start`}`);
  // Whoever forgets to close it is not kept alive by it.
  const handles = [child, ...[child.stdin, child.stdout, child.stderr].map(asSocket)];
  for (const handle of handles) handle.unref();

  return {
    url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    prefix,
    async close() {
      for (const handle of handles) handle.ref();
      child.stdin.end();
      await ended;
    },
  };
}

/**
 * An empty database of the run.
 *
 * @param {Postgres} postgres
 * @returns {Promise<{ url: string, drop: () => Promise<void> }>} `drop` ends the connections that are left
 */
export async function createDatabase({ url, prefix }) {
  const name = `${prefix}_${Math.random().toString(36).slice(2, 10)}`;
  await administer(url, (client) => client.query(`CREATE DATABASE ${name}`));
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    drop: async () => {
      await administer(url, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** What a test that died has left behind. @param {Postgres} postgres */
async function dropDatabases({ url, prefix }) {
  await administer(url, async (client) => {
    const { rows } = await client.query('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [
      prefix,
    ]);
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  });
}

/** @param {string} url @param {(client: import('pg').Client) => Promise<unknown>} run */
async function administer(url, run) {
  // Required late: who only looks for a Postgres needs no driver.
  const { Client } = await import('pg');
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}

/** What the pipes of a child are, though not by their type. @param {unknown} pipe */
const asSocket = (pipe) => /** @type {import('node:net').Socket} */ (pipe);

/** Postgres refuses to run as root. */
function unprivilegedUser() {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (/** @type {string} */ flag, /** @type {string} */ name) =>
    spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim();
  const name = ['postgres', 'nobody'].find((candidate) => idOf('-u', candidate) !== '');
  if (name === undefined)
    throw new Error('unable to start a Postgres; it refuses root, and there is no other user');
  return { uid: Number(idOf('-u', name)), gid: Number(idOf('-g', name)) };
}
