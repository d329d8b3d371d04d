import type { Meta, StoryObj } from '@storybook/react-vite';
import { ModelsError, ModelsProvider, useModelsClient } from 'ably-models-react';
import { useState } from 'react';
import { expect } from 'storybook/test';
import { Badge } from '../ui/badge.js';
import { Card } from '../ui/card.js';
import { ErrorBoundary } from '../ui/error-boundary.js';
import { createModelsClient } from '../ui/models-client.js';
import { Page } from '../ui/page.js';
import { card } from './audience.js';
import './hooks.css';
import { scene, sceneArgs, type SceneArgs } from './scene.js';
import type { World } from './world.js';

const meta = {
  title: 'Read a model/useModelsClient',
  args: sceneArgs,
  argTypes: { latencyMs: { table: { disable: true } } },
} satisfies Meta<SceneArgs>;

export default meta;
type Story = StoryObj<SceneArgs>;

export const Nearest: Story = {
  name: 'Gives the client of the nearest provider',
  render: scene({
    attempt: 'nothing; look at who has which client.',
    outcome: 'two components under one provider share its client, one under another has that one’s.',
    show: (world) => <TwoProviders world={world} />,
  }),
  play: async ({ canvas }) => {
    const outer = await card(canvas, 'Under the page’s provider');
    const inner = await card(canvas, 'Under a provider of its own');
    await expect(outer.getAllByText('the page’s client')).toHaveLength(2);
    await expect(inner.getAllByText('a client of its own')).toHaveLength(1);
  },
};

function TwoProviders({ world }: { readonly world: World }) {
  const [another] = useState(() => createModelsClient('ably-models-react', world.client.ably));
  return (
    <div className="columns">
      <Card title="Under the page’s provider">
        <div className="panel tiles">
          <WhoseClient world={world} />
          <WhoseClient world={world} />
        </div>
      </Card>
      <Card title="Under a provider of its own">
        <div className="panel tiles">
          <ModelsProvider client={another}>
            <WhoseClient world={world} />
          </ModelsProvider>
        </div>
      </Card>
    </div>
  );
}

function WhoseClient({ world }: { readonly world: World }) {
  const client = useModelsClient();
  const isPages = client === world.client;
  return (
    <article className="tile">
      <code>useModelsClient()</code>
      <span className="tile__value">{isPages ? 'the page’s client' : 'a client of its own'}</span>
    </article>
  );
}

export const Missing: Story = {
  name: 'Says what is missing where there is no provider',
  render: (_args, { name }) => (
    <Page
      eyebrow="useModelsClient"
      title={name}
      badge="no client"
      intro="Each hook throws the same error, which names the hook; an error boundary shows it here."
    >
      <Card title="Your component">
        <div className="panel">
          <ErrorBoundary fallback={showError}>
            <Orphan />
          </ErrorBoundary>
        </div>
      </Card>
    </Page>
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('alert')).toHaveTextContent(
      'unable to use useModelsClient; put a <ModelsProvider> above it',
    );
  },
};

function Orphan() {
  useModelsClient();
  return <p>There is a client after all.</p>;
}

function showError(error: Error) {
  return (
    <div className="notice" role="alert">
      <Badge tone="bad">{error instanceof ModelsError ? error.code : error.name}</Badge>
      <p>{error.message}</p>
    </div>
  );
}
