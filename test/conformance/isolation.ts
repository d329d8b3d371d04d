import assert, { AssertionError } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { BehaviourId } from './behaviours.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Of one process; a client that is well takes less than a third. */
const MEMORY_MB = 128;

/** As in isolated-process.ts, which cannot be imported: it would start. */
const ASSERTION_FAILED = 10;

/** What runs away fills its memory, or its time is over. */
const isRunaway = (code: number | null, signal: string | null): boolean =>
  signal === 'SIGKILL' || signal === 'SIGABRT' || code === 134;

/** Bundles the process that tries one behaviour, so that Node runs it as it is. */
export async function bundleIsolatedProcess() {
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const outDir = await mkdtemp(join(cache, 'conformance-'));
  await build({
    root,
    logLevel: 'error',
    // Node itself takes the CommonJS build of the SDK, whose default export is another.
    ssr: { noExternal: ['@ably-labs/models', 'lodash'] },
    build: { ssr: 'test/conformance/isolated-process.ts', outDir, emptyOutDir: false, target: 'node20' },
  });
  const entry = join(outDir, 'isolated-process.js');

  /** Fails with what the behaviour's own assertion said, or with what the process died of. */
  const attempt = async (client: string, id: BehaviourId, patience: number): Promise<void> => {
    const child = spawn(
      process.execPath,
      [`--max-old-space-size=${MEMORY_MB}`, '--expose-gc', entry, client, id, String(patience)],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)));
    // A frozen process has no timers of its own; five seconds more, to start.
    const timer = setTimeout(() => child.kill('SIGKILL'), patience + 5_000);
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    clearTimeout(timer);
    if (code === 0) return;
    if (code === ASSERTION_FAILED) throw new AssertionError({ message: said });
    if (isRunaway(code, signal)) assert.fail(`its process froze, or filled its memory (${signal ?? code})`);
    throw new Error(`unable to try "${id}"; its process ended with ${signal ?? code}: ${said}`);
  };

  return { attempt, remove: () => rm(outDir, { recursive: true, force: true }) };
}
