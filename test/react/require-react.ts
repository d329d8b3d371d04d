import type Module from 'node:module';
import { inject } from 'vitest';

// Vite's aliases reach what Vite transforms. What a dependency requires, Node resolves: without this, react-dom,
// Testing Library and use-sync-external-store would bring the newest React beside the one under test.
const reactMajor = inject('reactMajor');
// Not by an import: in a context of its own, a test gets a `node:module` that is not Node's.
const node = process.getBuiltinModule('node:module') as typeof Module & {
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
};
const resolve = node._resolveFilename;
if (reactMajor !== 19) {
  // Files of one project share a thread, and this may come twice: a name that it made does not match.
  node._resolveFilename = (request, ...rest) =>
    resolve(request.replace(/^react(-dom)?(?=\/|$)/, `$&-${String(reactMajor)}`), ...rest);
}
