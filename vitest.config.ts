import { availableParallelism } from 'node:os';
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, mergeConfig } from 'vitest/config';
import { findChromium, launchFlags } from './scripts/chromium.mjs';
import { pageCommands } from './test/page-commands.js';
import { reactProjects } from './test/react/matrix.js';
import viteConfig from './vite.config.js';

const executablePath = findChromium();

/** Made anew for each project: vitest writes the project's name into it. */
const chromium = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  commands: pageCommands,
  provider: playwright({
    launchOptions: { args: launchFlags(), ...(executablePath !== undefined && { executablePath }) },
  }),
  instances: [{ browser: 'chromium' as const }],
});

/**
 * What keeps nothing beside what it is given, in no module and no global: files of it may share a thread, and with it
 * the modules, whose loading takes longer than most of these files. Not `production`, which asks for another environment.
 */
const shared = 'test/{client,live-sync,local-ably,merge,model,sdk}/**/!(production|*.browser).test.ts';

export default mergeConfig(
  viteConfig,
  defineConfig({
    test: {
      // Tests wait more than they compute; by default two cores would run one file at a time.
      maxWorkers: Math.max(2, availableParallelism() - 1),
      // A fifth faster than processes, with so many small files.
      pool: 'threads',
      // For what hangs. How long a test takes is the machine's business, and a loaded one has stalls of seconds.
      testTimeout: 20_000,
      projects: [
        {
          extends: true,
          test: {
            name: 'node',
            environment: 'node',
            include: ['test/**/*.test.ts'],
            exclude: ['test/**/*.browser.test.*', 'test/livesync-example/**', shared],
          },
        },
        {
          extends: true,
          test: { name: 'node-shared', environment: 'node', isolate: false, include: [shared] },
        },
        {
          extends: true,
          test: {
            name: 'livesync-example',
            environment: 'node',
            include: ['test/livesync-example/**/*.test.ts'],
            globalSetup: 'test/livesync-example/start-postgres.ts',
          },
        },
        ...reactProjects,
        {
          extends: true,
          test: {
            name: 'types',
            include: [],
            typecheck: { enabled: true, only: true, include: ['test/**/*.test-d.{ts,tsx}'] },
          },
        },
        {
          extends: true,
          test: { name: 'browser', include: ['test/**/*.browser.test.{ts,tsx}'], browser: chromium() },
        },
        {
          extends: true,
          plugins: [storybookTest({ configDir: '.storybook' })],
          // A story starts a Postgres, and then types as fast as a person: on a slow machine that takes its time.
          // After everything else: beside a second browser and two Postgres, a page that counts its frames has none.
          test: {
            name: 'storybook',
            browser: chromium(),
            // A story leaves nothing but what its page is made of, and that takes a while to load.
            isolate: false,
            testTimeout: 60_000,
            sequence: { groupOrder: 1 },
            maxWorkers: 3,
          },
        },
      ],
    },
  }),
);
