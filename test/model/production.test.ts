import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { build, type Rolldown } from 'vite';

/** What an application's bundler makes of the package. */
async function bundle(mode: 'production' | 'development'): Promise<string> {
  const result = await build({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    configFile: false,
    logLevel: 'silent',
    mode,
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    build: {
      write: false,
      minify: false,
      lib: { entry: 'src/index.ts', formats: ['es'] },
      rolldownOptions: { external: [/^react/, /^use-sync-external-store/, 'ably'] },
    },
  });
  const [{ output }] = result as [Rolldown.RolldownOutput];
  return output[0].code;
}

describe('in production', () => {
  it('nothing is bundled of what only development needs', { timeout: 60_000 }, async () => {
    const development = await bundle('development');
    const production = await bundle('production');

    for (const trace of [
      'merge-mutated-state',
      'function copyPlain',
      'different definitions of the model',
      'is not an option',
      'must be a Realtime client',
      'must be a function or handlers by event name',
      'must be a number of ms from 0 to Infinity',
      'has no function',
      'there is no such move',
      'must be a ModelsClient',
      'unable to subscribe; the callback',
      'timeout must be a positive number',
      'it takes persistModels',
      'unable to restore models',
      'use a model for (',
      'must be written as in',
    ]) {
      expect(development).toContain(trace);
      expect(production).not.toContain(trace);
    }
  });

  it('a model runs the very functions that it was given, and freezes nothing', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    vi.resetModules();
    onTestFinished(() => void vi.unstubAllEnvs());
    const { resolveModel } = await import('../../src/model/resolve-model.js');
    const answer = { data: { list: [] }, sequenceId: '1' };
    const merge = (state: { list: string[] }) => state;
    const resolved = resolveModel({ channelName: 'posts:1', sync: () => Promise.resolve(answer), merge });

    expect(resolved.merge).toBe(merge);
    expect(resolved.prepare).toBeUndefined();
    expect(await resolved.sync({ signal: new AbortController().signal }, [])).toBe(answer);
    expect(Object.isFrozen(answer.data)).toBe(false);
  });
});
