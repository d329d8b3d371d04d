import type { Meta, StoryObj } from '@storybook/react-vite';
import { useResetModels, useSuspenseModel } from 'ably-models-react';
import { Suspense, useState, useTransition, type ReactNode } from 'react';
import { expect, userEvent } from 'storybook/test';
import { card, comments, eventually, fact, untilComments } from '../hooks/audience.js';
import { BackendCard, Costs } from '../hooks/backend-card.js';
import '../hooks/hooks.css';
import { Notice } from '../hooks/notice.js';
import { scene, sceneArgs, sceneArgTypes, type SceneArgs } from '../hooks/scene.js';
import type { World } from '../hooks/world.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { CommentList } from '../ui/comment-list.js';
import { ErrorBoundary } from '../ui/error-boundary.js';
import { SwitchSetting } from '../ui/setting.js';
import './screen.css';

const meta = {
  title: 'The screen decides/Suspense',
  args: sceneArgs,
  argTypes: sceneArgTypes,
} satisfies Meta<SceneArgs>;

export default meta;
type Story = StoryObj<SceneArgs>;

export const Transition: Story = {
  name: 'Skeletons once; a transition keeps the old post on screen',
  args: { latencyMs: 400 },
  render: scene({
    attempt: 'show the other post, and come back.',
    outcome: 'lines to come at first only; after that the old post stays, dimmed, until the other is there.',
    show: (world) => <Switcher world={world} />,
  }),
  play: async ({ canvas, step }) => {
    const component = await card(canvas, 'Your component');
    const title = () => component.getByRole('heading', { level: 3 });
    await step('Until there is data, a skeleton stands in', async () => {
      await expect(component.getByRole('status')).toHaveTextContent('Loading the post');
      await untilComments(canvas, 2);
    });
    await step('The next one keeps what is there until it can take its place', async () => {
      // Not the library's click, which waits: on a slow machine the other post would be there by then.
      canvas.getByRole('button', { name: 'Show the other post' }).click();
      await eventually(() => expect(title().parentElement).toHaveAttribute('aria-busy', 'true'));
      await expect(title()).toHaveTextContent('What shipped this week');
      await expect(component.queryByRole('status')).toBeNull();
      await eventually(() => expect(title()).toHaveTextContent('What broke this week'));
      await expect(title().parentElement).toHaveAttribute('aria-busy', 'false');
    });
    await step('One that was there before is there at once', async () => {
      const syncCalls = fact(canvas, 'Sync calls');
      await userEvent.click(canvas.getByRole('button', { name: 'Show the other post' }));
      await expect(title()).toHaveTextContent('What shipped this week');
      await expect(comments(canvas)).toHaveLength(2);
      await expect(fact(canvas, 'Sync calls')).toBe(syncCalls);
    });
  },
};

function Switcher({ world }: { readonly world: World }) {
  const [id, setId] = useState(world.postId);
  const [isPending, startTransition] = useTransition();
  const other = id === world.postId ? world.otherId : world.postId;
  return (
    <div className="columns">
      <PostCard>
        <Post world={world} id={id} isOutgoing={isPending} />
      </PostCard>
      <BackendCard world={world}>
        <Button onClick={() => startTransition(() => setId(other))}>Show the other post</Button>
        <Button onClick={() => world.backend.comment(id, 'Ben', 'Done.')}>Ben comments</Button>
      </BackendCard>
    </div>
  );
}

export const Boundary: Story = {
  name: 'An error goes to the boundary, which tries again',
  render: scene({
    attempt: 'try again; then mend the endpoint, and try again.',
    outcome: 'the boundary shows why there is no post; with useResetModels, each try asks the backend anew.',
    show: (world) => <Mendable world={world} />,
  }),
  play: async ({ canvas, step }) => {
    const untilRefused = () =>
      eventually(() => expect(canvas.getByRole('alert')).toHaveTextContent(/unable to sync.*sequenceId/));
    const retry = () => userEvent.click(canvas.getByRole('button', { name: 'Try again' }));
    await step('What failed before there was data is thrown to the boundary', async () => {
      await card(canvas, 'Your component');
      await untilRefused();
      await expect(fact(canvas, 'Sync calls')).toBe('1');
    });
    await step('Another try asks again', async () => {
      await retry();
      await eventually(() => expect(fact(canvas, 'Sync calls')).toBe('2'));
      await untilRefused();
    });
    await step('With a good answer, the post is there', async () => {
      await userEvent.click(canvas.getByRole('switch', { name: 'Sequence id' }));
      await retry();
      await untilComments(canvas, 2);
      await expect(canvas.queryByRole('alert')).toBeNull();
    });
  },
};

function Mendable({ world }: { readonly world: World }) {
  const [isComplete, setComplete] = useState(() => {
    // Not in an effect: `useSuspenseModel` may ask before there is one.
    world.backend.setComplete(false);
    return false;
  });
  const resetModels = useResetModels();
  return (
    <div className="columns">
      <PostCard>
        <ErrorBoundary
          onReset={resetModels}
          fallback={(error, reset) => (
            <Notice action="Try again" onAction={reset}>
              {error.message}
            </Notice>
          )}
        >
          <Post world={world} id={world.postId} />
        </ErrorBoundary>
      </PostCard>
      <Card title="The sync endpoint">
        <SwitchSetting
          name="Sequence id"
          hint="Is part of the answer, as it has to be"
          checked={isComplete}
          onChange={(next) => {
            world.backend.setComplete(next);
            setComplete(next);
          }}
        />
        <Costs world={world} />
      </Card>
    </div>
  );
}

function PostCard({ children }: { readonly children: ReactNode }) {
  return (
    <Card title="Your component">
      <div className="panel">
        <Suspense fallback={<Skeleton />}>{children}</Suspense>
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

interface PostProps {
  readonly world: World;
  readonly id: string;
  readonly isOutgoing?: boolean;
}

function Post({ world, id, isOutgoing = false }: PostProps) {
  const { data } = useSuspenseModel(world.definePost(id));
  return (
    <div className="outgoing" aria-busy={isOutgoing}>
      <h3 className="panel__title">{data.title}</h3>
      <CommentList comments={data.comments} />
    </div>
  );
}
