import type { Meta, StoryObj } from '@storybook/react-vite';
import { ModelView } from 'ably-models-react';
import { useLayoutEffect, useState } from 'react';
import { expect, userEvent } from 'storybook/test';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { CommentList } from '../ui/comment-list.js';
import { SwitchSetting } from '../ui/setting.js';
import { card, comments, eventually, fact, untilComments } from './audience.js';
import { BackendCard, Costs } from './backend-card.js';
import './hooks.css';
import { Notice } from './notice.js';
import { scene, sceneArgs, sceneArgTypes, type SceneArgs } from './scene.js';
import type { World } from './world.js';

const meta = {
  title: 'Read a model/ModelView',
  args: sceneArgs,
  argTypes: sceneArgTypes,
} satisfies Meta<SceneArgs>;

export default meta;
type Story = StoryObj<SceneArgs>;

export const Fallback: Story = {
  name: 'Shows a fallback, then the model',
  args: { latencyMs: 400 },
  render: scene({
    attempt: 'let Ben comment once the post is there.',
    outcome: 'a skeleton until the first sync result, and from then on the post, live.',
    show: (world) => (
      <div className="columns">
        <PostCard world={world} />
        <BackendCard world={world}>
          <Button onClick={() => world.backend.comment(world.postId, 'Ben', 'Done.')}>Ben comments</Button>
        </BackendCard>
      </div>
    ),
  }),
  play: async ({ canvas, step }) => {
    const component = await card(canvas, 'Your component');
    await step('Until there is data, the fallback stands in', async () => {
      await expect(component.getByRole('status')).toHaveTextContent('Loading the post');
    });
    await step('Then the post, and what happens to it', async () => {
      await untilComments(canvas, 2);
      await expect(component.queryByRole('status')).toBeNull();
      await userEvent.click(canvas.getByRole('button', { name: 'Ben comments' }));
      await untilComments(canvas, 3);
    });
  },
};

export const ErrorFallback: Story = {
  name: 'Offers another try where the first one failed',
  render: scene({
    attempt: 'try again; then mend the endpoint, and try again.',
    outcome: 'the error says what is wrong with the answer; once it is right, the post is there.',
    show: (world) => <MendableEndpoint world={world} />,
  }),
  play: async ({ canvas, step }) => {
    const expectRefusal = () =>
      eventually(() => expect(canvas.getByRole('alert')).toHaveTextContent(/unable to sync.*sequenceId/));
    const retry = async () => userEvent.click(await canvas.findByRole('button', { name: 'Try again' }));
    await step('What failed before there was data, is named', async () => {
      await card(canvas, 'Your component');
      await expectRefusal();
      await expect(comments(canvas)).toEqual([]);
      await expect(fact(canvas, 'Sync calls')).toBe('1');
    });
    await step('Another try asks again', async () => {
      await retry();
      await eventually(() => expect(fact(canvas, 'Sync calls')).toBe('2'));
      await expectRefusal();
    });
    await step('With a good answer, the post is there', async () => {
      await userEvent.click(canvas.getByRole('switch', { name: 'Sequence id' }));
      await retry();
      await untilComments(canvas, 2);
      await expect(canvas.queryByRole('alert')).toBeNull();
    });
  },
};

function MendableEndpoint({ world }: { readonly world: World }) {
  const [isComplete, setComplete] = useState(false);
  // Before the effect that starts the model.
  useLayoutEffect(() => world.backend.setComplete(isComplete), [world, isComplete]);
  return (
    <div className="columns">
      <PostCard world={world} />
      <Card title="The sync endpoint">
        <SwitchSetting
          name="Sequence id"
          hint="Is part of the answer, as it has to be"
          checked={isComplete}
          onChange={setComplete}
        />
        <Costs world={world} />
      </Card>
    </div>
  );
}

function PostCard({ world }: { readonly world: World }) {
  return (
    <Card title="Your component">
      <div className="panel">
        <ModelView
          of={world.post}
          fallback={<Skeleton />}
          errorFallback={(error, retry) => (
            <Notice action="Try again" onAction={retry}>
              {error.message}
            </Notice>
          )}
        >
          {({ data }) => (
            <>
              <h3 className="panel__title">{data.title}</h3>
              <CommentList comments={data.comments} />
            </>
          )}
        </ModelView>
      </div>
    </Card>
  );
}

function Skeleton() {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">Loading the post</span>
    </div>
  );
}

/** The same component, on the client of `@ably-labs/models`. */
export const OnTheSdk: Story = {
  ...ErrorFallback,
  name: 'Does the same on @ably-labs/models',
  globals: { client: 'ably-labs-models' },
};
