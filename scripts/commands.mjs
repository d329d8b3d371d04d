import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of `until`. */
export const waitMs = 30_000;
/** Of `run`. */
const runMs = 600_000;

export const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} what @param {() => boolean | Promise<boolean>} condition */
export async function until(what, condition) {
  const deadline = Date.now() + waitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`after ${waitMs} ms still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** @param {number} port @returns {Promise<boolean>} */
export function isTaken(port) {
  return new Promise((resolve) => {
    const socket = connect(port, 'localhost');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** What is running now. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Ends also what npm and npx have started: each command leads a group of its own. */
function killAll(/** @type {NodeJS.Signals} */ signal) {
  for (const { pid } of running) {
    try {
      process.kill(-pid, signal);
    } catch {
      // It ended a moment ago.
    }
  }
}

process.on('exit', () => killAll('SIGKILL'));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** Starts a command line; `output()` is what it has written so far. @param {string} command @param {string} cwd */
export function start(command, cwd) {
  const child = spawn(command, {
    cwd,
    shell: true,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // `npm create` asks before it fetches.
    env: { ...process.env, NO_COLOR: '1', npm_config_yes: 'true' },
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  }
  return { child, command, output: () => output };
}

/** Runs a command line to its end, and gives what it has written. @param {string} command @param {string} cwd */
export async function run(command, cwd) {
  const { child, output } = start(command, cwd);
  const late = setTimeout(() => killAll('SIGKILL'), runMs);
  const [code, signal] = await once(child, 'close');
  clearTimeout(late);
  assert(code === 0, `"${command.trim()}" ended with ${code ?? signal}\n${output()}`);
  return output();
}

/** Whoever listens there already would be checked instead. @param {number[]} ports */
export async function assertFree(ports) {
  for (const port of ports) assert(!(await isTaken(port)), `port ${port} must be free`);
}

/**
 * Starts command lines, and waits until all these ports of this machine are taken.
 *
 * @param {string[]} commands @param {string} cwd @param {number[]} ports
 */
export async function startOn(commands, cwd, ports) {
  await assertFree(ports);
  const started = commands.map((command) => start(command, cwd));
  await until(`the ports ${ports.join(', ')} are taken`, async () => {
    for (const { child, command, output } of started) {
      assert(child.exitCode === null, `"${command}" ended\n${output()}`);
    }
    return !(await Promise.all(ports.map(isTaken))).includes(false);
  });
  return started;
}

/** Ends all commands, and waits until the ports are free. @param {number[]} ports */
export async function stopAll(ports) {
  if (running.size === 0) return;
  killAll('SIGTERM');
  await until(
    'all commands have ended',
    async () => running.size === 0 && !(await Promise.all(ports.map(isTaken))).includes(true),
  );
}

/**
 * Builds and packs this package, and gives the tarball's path.
 *
 * @param {string} folder that is empty
 * @param {string} [source] where the package is; default: here
 */
export async function pack(folder, source = root) {
  await run(`npm run build && npm pack --pack-destination "${folder}"`, source);
  const [tarball] = readdirSync(folder);
  return join(folder, tarball);
}
