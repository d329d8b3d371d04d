import Module from 'node:module';
import { inject } from 'vitest';

// Vite's aliases reach what Vite transforms. What a dependency requires, Node resolves: without this, react-dom,
// Testing Library and use-sync-external-store would bring the newest React beside the one under test.
const reactMajor = inject('reactMajor');
const node = Module as unknown as { _resolveFilename: (request: string, ...rest: unknown[]) => string };
const resolve = node._resolveFilename;
if (reactMajor !== 19) {
  node._resolveFilename = (request, ...rest) =>
    resolve(request.replace(/^react(-dom)?(?=\/|$)/, `$&-${String(reactMajor)}`), ...rest);
}
