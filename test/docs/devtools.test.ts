// @vitest-environment happy-dom
import { act, cleanup, configure, render, screen } from '@testing-library/react';
import * as modelsReact from 'ably-models-react';
import * as modelsReactDevtools from 'ably-models-react/devtools';
import type { ModelsDevtoolsProps } from 'ably-models-react/devtools';
import * as modelsReactProduction from 'ably-models-react/devtools/production';
import { createTestModels } from 'ably-models-react/testing';
import { createElement, type ComponentType, type ReactElement } from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import { afterEach, describe, expect, onTestFinished, vi } from 'vitest';
import { devtools, eventually, hosts, panelOpened, rows } from '../devtools/stage.js';
import { Comments } from '../testing/comments.js';
import { hello } from '../testing/stage.js';
import { WAIT } from '../wait.js';
import { storiesOf } from './run-blocks.js';

configure({ asyncUtilTimeout: WAIT.timeout });

const { story, all } = storiesOf('docs/devtools.md', {
  'ably-models-react': modelsReact,
  'ably-models-react/devtools': modelsReactDevtools,
  'ably-models-react/devtools/production': modelsReactProduction,
  'react/jsx-runtime': jsxRuntime,
});

const OwnComments = () => createElement(Comments, { send: async () => undefined });
const press = (name: string) => act(() => devtools().getByRole('button', { name }).click());
const modelsShown = () => eventually(() => expect(rows()).toEqual([expect.stringMatching(/^posts:1ready/)]));

describe('In the document on the devtools', () => {
  afterEach(cleanup);

  story(
    ['<ModelsDevtools />'],
    'a button at the foot of the page opens a panel with its models',
    async (run) => {
      const { client, expectNoLeaks } = createTestModels({ 'posts:1': hello });
      onTestFinished(expectNoLeaks);
      onTestFinished(cleanup);
      const { default: page } = (await run({ client, Comments: OwnComments })) as { default: ReactElement };
      render(page, { reactStrictMode: true });
      await screen.findByText('Hello');
      press('Models');
      await panelOpened();
      await modelsShown();
      press('Close the devtools');
      expect(rows()).toEqual([]);
    },
  );

  story(['devtools/production'], 'production has one only where it is asked for', async (run) => {
    vi.stubEnv('NODE_ENV', 'production');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { client, wrapper, expectNoLeaks } = createTestModels({ 'posts:1': hello });
    onTestFinished(expectNoLeaks);
    const { ModelsDevtools } = (await run()) as { ModelsDevtools: ComponentType<ModelsDevtoolsProps> };
    render(createElement(OwnComments), { wrapper });
    render(createElement(ModelsDevtools, { client, initialIsOpen: true }));
    await panelOpened();
    await modelsShown();
    cleanup();

    vi.resetModules();
    const ofProduction = await import('ably-models-react/devtools');
    render(createElement(ofProduction.ModelsDevtools, { client }));
    expect(hosts()).toEqual([]);
  });

  all();
});
