/**
 * Uses the local Ably as a stranger would: starts it by its command, connects an unmodified client, publishes,
 * reads two pages of history, loses the connection and resumes without loss. Needs `npm run build` before.
 *
 *   node scripts/check-local-ably.mjs
 */
import { Realtime, Rest } from 'ably';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';

const root = new URL('..', import.meta.url);
const deadlineMs = 30_000;

const step = (/** @type {string} */ done) => console.log(`✓ ${done}`);

/** Waits for the condition; the deadline is the whole script's. */
async function until(/** @type {() => boolean} */ condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Starts the command, and gives it with the port that it says it listens on. */
async function startCommand() {
  const command = ['ably-models-react', 'local-ably', '--port', '0'];
  // A group of its own, so that it can be interrupted as Ctrl+C does: npx and what npx has started.
  const server = spawn('npx', command, { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of server.stdout.setEncoding('utf8')) {
    output += chunk;
    const port = /Local Ably at http:\/\/[\d.]+:(\d+)/.exec(output)?.[1];
    if (port !== undefined) return { server, port: Number(port) };
  }
  throw new Error(`unable to start "npx ${command.join(' ')}"; it said: ${output}`);
}

/** A way to the server that can be cut, since the command itself offers no such thing. */
async function startCable(/** @type {number} */ port) {
  let isCut = false;
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  const cable = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = createConnection({ port, host: '127.0.0.1' });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await once(cable.listen(0, '127.0.0.1'), 'listening');
  return {
    port: cable.address().port,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => (isCut = false),
    close() {
      this.cut();
      cable.close();
    },
  };
}

async function check(/** @type {number} */ port) {
  const options = {
    endpoint: '127.0.0.1',
    tls: false,
    key: 'local.key:secret',
    logLevel: 0,
  };
  const cable = await startCable(port);
  const ably = new Realtime({ ...options, port: cable.port });
  try {
    await ably.connection.whenState('connected');
    const id = ably.connection.id;
    step(`connected, as connection ${id}`);

    const channel = ably.channels.get('posts:1');
    /** @type {string[]} */
    const heard = [];
    await channel.subscribe(({ data }) => heard.push(data));
    const hear = (/** @type {number} */ count) => until(() => heard.length >= count);
    for (const data of ['1', '2', '3']) await channel.publish('comment.added', data);
    await hear(3);
    assert.deepEqual(heard, ['1', '2', '3']);
    step('published three messages, and heard them');

    const first = await channel.history({ limit: 2 });
    const second = await first.next();
    const pages = [first, second].map((page) => page?.items.map(({ data }) => data));
    assert.deepEqual(pages, [['3', '2'], ['1']]);
    step(`read two pages of history: ${JSON.stringify(pages)}`);

    cable.cut();
    await ably.connection.whenState('disconnected');
    step('lost the connection');

    const backend = new Rest({ ...options, port });
    for (const data of ['4', '5']) await backend.channels.get('posts:1').publish('comment.added', data);
    step('published two more, which the client cannot hear');

    const attached = channel.once('attached');
    cable.mend();
    ably.connect();
    const { resumed } = await attached;
    assert.equal(ably.connection.id, id, 'the connection is another one');
    assert.equal(resumed, true, 'the channel is not resumed');
    await backend.channels.get('posts:1').publish('comment.added', '6');
    await hear(6);
    assert.deepEqual(heard, ['1', '2', '3', '4', '5', '6']);
    step(`resumed the same connection, nothing lost or repeated: ${JSON.stringify(heard)}`);
  } finally {
    ably.close();
    cable.close();
  }
}

if (!existsSync(new URL('dist/cli.js', root))) {
  console.error('unable to check the local Ably; it is not built, so run "npm run build" first');
  process.exit(1);
}

const { server, port } = await startCommand();
step(`started on port ${port}`);
const late = setTimeout(() => {
  console.error(`✗ not done after ${deadlineMs} ms`);
  process.kill(-server.pid, 'SIGKILL');
  process.exit(1);
}, deadlineMs);
try {
  await check(port);
} catch (error) {
  console.error('✗', error);
  process.exitCode = 1;
} finally {
  process.kill(-server.pid, 'SIGINT');
  await once(server, 'exit');
  clearTimeout(late);
  step('stopped');
}
