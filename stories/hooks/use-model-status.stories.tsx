import type { Meta, StoryObj } from '@storybook/react-vite';
import { useModelStatus } from 'ably-models-react';
import { useState } from 'react';
import { expect, userEvent } from 'storybook/test';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { Fact, Facts } from '../ui/facts.js';
import { comments, eventually, fact, untilComments } from './audience.js';
import './hooks.css';
import { LivePost } from './live-post.js';
import { scene, sceneArgs, sceneArgTypes, type SceneArgs } from './scene.js';
import type { World } from './world.js';

const meta = {
  title: 'Hooks/useModelStatus',
  args: sceneArgs,
  argTypes: sceneArgTypes,
} satisfies Meta<SceneArgs>;

export default meta;
type Story = StoryObj<SceneArgs>;

export const ConnectionDrops: Story = {
  name: 'Says that its data may be behind while the connection is away',
  render: scene({
    attempt: 'drop the connection, let Ben comment, and reconnect.',
    outcome: 'the post stays on screen and says that it is stale; back again, it has what it missed.',
    show: (world) => (
      <div className="columns">
        <LivePost world={world} />
        <StatusCard world={world} />
      </div>
    ),
  }),
  play: async ({ canvas, step }) => {
    await untilComments(canvas, 2);
    await eventually(() => expect(canvas.getByText('Up to date')).toBeInTheDocument());
    await step('Cut off, it keeps what it has and says so', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Drop connection' }));
      await eventually(() => expect(canvas.getByText('May be behind')).toBeInTheDocument());
      await expect(fact(canvas, 'connection')).not.toBe('connected');
      await expect(fact(canvas, 'isStale')).toBe('true');
      await userEvent.click(canvas.getByRole('button', { name: 'Ben comments' }));
      await expect(comments(canvas)).toHaveLength(2);
    });
    await step('Back, it has what it missed, and says when that came', async () => {
      await expect(fact(canvas, 'lastEventAt')).toBe('–');
      await userEvent.click(canvas.getByRole('button', { name: 'Reconnect' }));
      await untilComments(canvas, 3);
      await eventually(() => expect(canvas.getByText('Up to date')).toBeInTheDocument());
      await expect(fact(canvas, 'connection')).toBe('connected');
      await expect(fact(canvas, 'lastEventAt')).toMatch(/\d:\d\d/);
    });
  },
};

function StatusCard({ world }: { readonly world: World }) {
  const { state, connection, isStale, sequenceId, syncedAt, lastEventAt } = useModelStatus(world.post);
  const [online, setOnline] = useState(true);
  return (
    <Card
      title="Its status"
      actions={
        isStale ? (
          <Badge tone="caution">May be behind</Badge>
        ) : (
          <Badge tone={state === 'ready' ? 'good' : 'plain'}>
            {state === 'ready' ? 'Up to date' : 'Starting'}
          </Badge>
        )
      }
    >
      <div className="panel panel--rows">
        <Facts label="Result of the hook">
          <Fact name="state">{state}</Fact>
          <Fact name="connection">{connection}</Fact>
          <Fact name="isStale">{String(isStale)}</Fact>
          <Fact name="sequenceId">{sequenceId ?? '–'}</Fact>
          <Fact name="syncedAt">{timeOf(syncedAt)}</Fact>
          <Fact name="lastEventAt">{timeOf(lastEventAt)}</Fact>
        </Facts>
      </div>
      <div className="panel panel--ruled panel__actions">
        <Button
          onClick={() => {
            world.setOnline(!online);
            setOnline(!online);
          }}
        >
          {online ? 'Drop connection' : 'Reconnect'}
        </Button>
        <Button onClick={() => world.backend.comment(world.postId, 'Ben', 'Anybody there?')}>
          Ben comments
        </Button>
      </div>
    </Card>
  );
}

const timeOf = (at: number | undefined) => (at === undefined ? '–' : new Date(at).toLocaleTimeString());

/** The same hook and components, on the client of `@ably-labs/models`. */
export const OnTheSdk: Story = {
  ...ConnectionDrops,
  name: 'Does the same on @ably-labs/models',
  globals: { client: 'ably-labs-models' },
};
