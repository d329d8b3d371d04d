import { transformAsync } from '@babel/core';
import type { Plugin } from 'vite';
import type { TestProjectInlineConfiguration } from 'vitest/config';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The major version of React that a project's tests run on. */
    readonly reactMajor: number;
  }
}

const hookSources = /\/src\/(?:react|hydration)\/[^/]+\.tsx?$/;

const notHere = ['test/**/*.browser.test.*', 'test/react-17/**'];

/** What does not run in a context of its own: see `threadsOnly`. */
const inThreads = {
  hotReload: 'test/react/hot-reload.test.tsx',
  // It takes from the page what the page's own style sheets are made with.
  overlay: 'test/devtools/overlay.test.tsx',
  // The Ably client refuses the buffers of another context, as no browser has them.
  leaks: 'test/leaks/leaks.test.tsx',
};

const setupFiles = ['test/react/setup.ts'];
const hookTests = {
  include: ['test/**/*.test.tsx'],
  exclude: [...notHere, 'test/react-compiler/**', ...Object.values(inThreads)],
  setupFiles,
};
/** A thread of its own for each: there Node's `require.cache`, its buffers and its globals are those of Node. */
const threadsOnly = { include: Object.values(inThreads), setupFiles, pool: 'threads' } as const;

/** The hook tests on each React; on 17, for which this Testing Library has no version, a few of their own. */
export const reactProjects: TestProjectInlineConfiguration[] = [
  onReact(19, { ...hookTests, name: 'react' }),
  onReact(19, { ...threadsOnly, name: 'react-threads' }),
  compiled({ ...hookTests, name: 'react-compiler', exclude: [...notHere, ...Object.values(inThreads)] }),
  // Not the leak test: it is long, and the compiler changes nothing in what it is about. Nor the devtools' overlay,
  // which is not compiled.
  compiled({ ...threadsOnly, name: 'react-compiler-threads', include: [inThreads.hotReload] }),
  onReact(18, { ...hookTests, name: 'react-18' }),
  onReact(18, { ...threadsOnly, name: 'react-18-threads' }),
  onReact(17, {
    name: 'react-17',
    include: ['test/react-17/**/*.test.tsx'],
    setupFiles: ['test/react/require-react.ts'],
  }),
];

function compiled(test: NonNullable<TestProjectInlineConfiguration['test']>): TestProjectInlineConfiguration {
  return { ...onReact(19, test), plugins: [reactCompiler()] };
}

function onReact(
  reactMajor: 17 | 18 | 19,
  test: NonNullable<TestProjectInlineConfiguration['test']>,
): TestProjectInlineConfiguration {
  // 19 is what `react` is; the others are installed under names of their own. What Node loads by itself knows
  // no alias: for that there is require-react.ts.
  const alias = reactMajor === 19 ? [] : [{ find: /^react(-dom)?(?=\/|$)/, replacement: `$&-${reactMajor}` }];
  return {
    extends: true,
    resolve: { alias },
    test: {
      environment: 'happy-dom',
      // A file has a context of its own, as it would have a thread of its own; but happy-dom, which takes longer to
      // load than most files take to run, is loaded once a thread and not once a file.
      pool: 'vmThreads',
      provide: { reactMajor },
      ...test,
    },
  };
}

function reactCompiler(): Plugin {
  return {
    name: 'react-compiler',
    enforce: 'pre',
    transform: {
      filter: { id: [hookSources, /\/test\/.*\.tsx$/] },
      async handler(code, id) {
        const result = await transformAsync(code, {
          filename: id,
          babelrc: false,
          configFile: false,
          sourceMaps: true,
          parserOpts: { plugins: ['typescript', 'jsx'] },
          plugins: [
            [
              'babel-plugin-react-compiler',
              // Tests do what the compiler leaves alone, such as to count renders. The sources may not.
              { target: '19', panicThreshold: hookSources.test(id) ? 'all_errors' : 'none' },
            ],
          ],
        });
        return result?.code == null ? null : { code: result.code, map: result.map ?? null };
      },
    },
  };
}
