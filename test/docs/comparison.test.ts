import { screen } from './stage.js';
import SdkModelsClient from '@ably-labs/models';
import { render } from '@testing-library/react';
import * as modelsReact from 'ably-models-react';
import { defineModel, useModel, useModelsClient, type ModelsProviderProps } from 'ably-models-react';
import * as modelsReactSdk from 'ably-models-react/sdk';
import { createElement, type ComponentType } from 'react';
import { describe, expect, onTestFinished, vi } from 'vitest';
import { CHANNEL } from '../model/world.js';
import { toLiveClient } from '../../src/react/to-live-client.js';
import { openWorld } from '../sdk/world.js';
import { storiesOf } from './run-blocks.js';

const { story, all } = storiesOf('docs/comparison.md', {
  '@ably-labs/models': { __esModule: true, default: SdkModelsClient },
  'ably-models-react': modelsReact,
  'ably-models-react/sdk': modelsReactSdk,
});

describe('In the comparison of the two clients', () => {
  story(
    ['adaptSdkClient'],
    "the SDK's client runs the models of the hooks, which give it back",
    async (run) => {
      const { connect, publish } = await openWorld();
      const ably = connect();
      // The constructor asks for the time and leaves the promise alone: unanswered, it would be an unhandled rejection.
      const time = vi.spyOn(ably, 'time');
      const { client, ModelsProvider } = (await run({ ably })) as {
        client: ReturnType<typeof modelsReactSdk.adaptSdkClient<SdkModelsClient>>;
        ModelsProvider: ComponentType<ModelsProviderProps>;
      };
      await Promise.all(time.mock.results.map(({ value }) => value as Promise<number>));
      expect(client).toBeInstanceOf(SdkModelsClient);

      const given: unknown[] = [];
      const post = defineModel({
        channelName: CHANNEL,
        sync: async () => ({ data: ['first'] as readonly string[], sequenceId: '0' }),
        merge: { 'comment.added': (texts, { data }: { data: string }) => [...texts, data] },
      });
      function Page() {
        given.push(useModelsClient<SdkModelsClient>());
        return createElement('p', null, useModel(post()).data?.join());
      }
      const page = render(createElement(ModelsProvider, { client, children: createElement(Page) }));
      onTestFinished(async () => {
        page.unmount();
        // Before the connection is closed: the SDK's own detach would otherwise reject, and nobody catches that.
        const live = toLiveClient(client);
        const model = live.peek(CHANNEL);
        if (model) await live.release(model);
      });
      await screen.findByText('first');
      publish(1, { name: 'comment.added', data: 'second' });
      await screen.findByText('first,second');
      expect(new Set(given)).toEqual(new Set([client]));
      expect(ably.channels.get(CHANNEL).state).toBe('attached');
    },
  );

  all();
});
