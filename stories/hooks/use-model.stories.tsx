import type { Meta, StoryObj } from '@storybook/react-vite';
import { useModel } from 'ably-models-react';
import { useState } from 'react';
import { expect, userEvent } from 'storybook/test';
import { channelOf, type Comment } from '../live-sync/backend/post.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { CommentList } from '../ui/comment-list.js';
import { Fact, Facts } from '../ui/facts.js';
import { SwitchSetting } from '../ui/setting.js';
import { StatusBar } from '../ui/status-bar.js';
import { card, comments, eventually, fact, untilComments } from './audience.js';
import { BackendCard } from './backend-card.js';
import { CommentForm } from './comment-form.js';
import { isMissingIn } from './exchange.js';
import './hooks.css';
import { LivePost } from './live-post.js';
import { Notice } from './notice.js';
import { useRenderCount } from './render-count.js';
import { scene, sceneArgs, sceneArgTypes, type SceneArgs } from './scene.js';
import { Selections } from './selections.js';
import type { World } from './world.js';

const meta = {
  title: 'Read a model/useModel',
  args: sceneArgs,
  argTypes: sceneArgTypes,
} satisfies Meta<SceneArgs>;

export default meta;
type Story = StoryObj<SceneArgs>;

export const Live: Story = {
  name: 'Shows what others change, as it happens',
  args: { latencyMs: 300 },
  render: scene({
    attempt: 'let Ben comment.',
    outcome: 'one sync call reads the post; what is published afterwards comes through the channel.',
    show: (world) => (
      <div className="columns">
        <LivePost world={world} />
        <BackendCard world={world}>
          <Button onClick={() => world.backend.comment(world.postId, 'Ben', 'Done.')}>Ben comments</Button>
        </BackendCard>
      </div>
    ),
  }),
  play: async ({ canvas, step }) => {
    const component = await card(canvas, 'Your component');
    await step('It has nothing to show until the first sync result is there', async () => {
      await expect(component.getByText('Loading…')).toBeVisible();
      await untilComments(canvas, 2);
      await eventually(() => expect(fact(canvas, 'Model')).toBe('ready'));
    });
    await step('It follows what is published, without another sync call', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Ben comments' }));
      await eventually(() => expect(comments(canvas).at(-1)).toContain('Done.'));
      await eventually(() => expect(fact(canvas, 'Channel attachments')).toBe('1'));
      await expect(fact(canvas, 'Sync calls')).toBe('1');
    });
  },
};

export const Select: Story = {
  name: 'Renders only where the selection changed',
  render: scene({
    attempt: 'like the post, comment as Ben, then as Cleo.',
    outcome: 'only the components flash whose part of the post is another one than before.',
    show: (world) => (
      <div className="columns">
        <Selections world={world} />
        <BackendCard world={world}>
          <Button onClick={() => world.backend.like(world.postId)}>Somebody likes</Button>
          <Button onClick={() => world.backend.comment(world.postId, 'Ben', 'Done.')}>Ben comments</Button>
          <Button onClick={() => world.backend.comment(world.postId, 'Cleo', 'Thanks!')}>
            Cleo comments
          </Button>
        </BackendCard>
      </div>
    ),
  }),
  play: async ({ canvas, step }) => {
    await eventually(() => expect(canvas.getByText('2 comments')).toBeVisible());
    await eventually(() => expect(fact(canvas, 'Channel attachments')).toBe('1'));
    await eventually(() => expect(fact(canvas, 'Model')).toBe('ready'));
    /** Which components render for what a button does, once the one that shows everything has. */
    const renderedFor = async (button: string) => {
      const names = ['Title', 'Likes', 'Authors', 'Everything'];
      const counts = () => names.map((name) => canvas.getByTestId(`renders of ${name}`).textContent);
      const before = counts();
      await userEvent.click(canvas.getByRole('button', { name: button }));
      await eventually(() => expect(counts()[3]).not.toBe(before[3]));
      return names.filter((_, index) => counts()[index] !== before[index]);
    };
    await step('A like concerns the likes', async () => {
      await expect(await renderedFor('Somebody likes')).toEqual(['Likes', 'Everything']);
    });
    await step('A comment by a known author is no change to the list of authors', async () => {
      await expect(await renderedFor('Ben comments')).toEqual(['Everything']);
    });
    await step('A comment by somebody new is', async () => {
      await expect(await renderedFor('Cleo comments')).toEqual(['Authors', 'Everything']);
      await expect(canvas.getByText('Ada, Ben, Cleo')).toBeVisible();
    });
  },
};

export const Enabled: Story = {
  name: 'Asks for nothing until it is enabled',
  render: scene({
    attempt: 'switch the component on, and off again.',
    outcome: 'off, it shows nothing and nobody attaches; on, there is one sync call and one attachment.',
    show: (world) => <EnabledScene world={world} />,
  }),
  play: async ({ canvas, step }) => {
    const component = await card(canvas, 'Your component');
    const enabled = canvas.getByRole('switch', { name: 'enabled' });
    await step('Off, it costs nothing', async () => {
      await expect(component.getByText('Nothing is asked for.')).toBeVisible();
      await expect(fact(canvas, 'Sync calls')).toBe('0');
      await expect(fact(canvas, 'Channel attachments')).toBe('0');
    });
    await step('On, it reads the post', async () => {
      await userEvent.click(enabled);
      await untilComments(canvas, 2);
      await eventually(() => expect(fact(canvas, 'Channel attachments')).toBe('1'));
      await expect(fact(canvas, 'Sync calls')).toBe('1');
    });
    await step(
      'Off again, it shows nothing at once, and the model pauses when its grace is over',
      async () => {
        await userEvent.click(enabled);
        await expect(comments(canvas)).toEqual([]);
        await eventually(() => expect(fact(canvas, 'Channel attachments')).toBe('0'));
      },
    );
  },
};

function EnabledScene({ world }: { readonly world: World }) {
  const [enabled, setEnabled] = useState(false);
  const { data, isPending } = useModel(world.post, { enabled });
  return (
    <div className="columns">
      <Card title="Your component">
        <SwitchSetting name="enabled" hint="The option of the hook" checked={enabled} onChange={setEnabled} />
        <div className="panel panel--ruled">
          {data !== undefined && <CommentList comments={data.comments} />}
          {isPending && <p className="panel__soft">{enabled ? 'Loading…' : 'Nothing is asked for.'}</p>}
        </div>
      </Card>
      <BackendCard world={world} />
    </div>
  );
}

export const ConfirmedOnly: Story = {
  name: 'Leaves out what is not confirmed, with optimistic: false',
  args: { latencyMs: 500 },
  render: scene({
    attempt: 'comment.',
    outcome: 'it shows at once on the left, and on the right only when the backend has confirmed it.',
    show: (world) => (
      <div className="columns">
        <OptimisticView world={world} />
        <ConfirmedView world={world} />
      </div>
    ),
  }),
  play: async ({ canvas, step }) => {
    const optimistic = await card(canvas, 'As the user made it');
    const confirmed = await card(canvas, 'As the backend confirmed it');
    await untilComments(optimistic, 2);
    await untilComments(confirmed, 2);
    await eventually(() => expect(fact(canvas, 'Model')).toBe('ready'));
    const renders = () => canvas.getByTestId('renders').textContent;
    const before = renders();

    await step('A comment shows where it was made, and there only', async () => {
      await userEvent.type(canvas.getByRole('textbox', { name: 'Add a comment' }), 'Noon it is.{Enter}');
      await expect(comments(optimistic).at(-1)).toMatch(/Noon it is.*Sending/);
      await expect(comments(confirmed)).toHaveLength(2);
      await expect(renders()).toBe(before);
    });
    await step('Confirmed, it shows in both', async () => {
      await eventually(() => expect(comments(confirmed).at(-1)).toContain('Noon it is.'));
      await eventually(() => expect(comments(optimistic).at(-1)).not.toContain('Sending'));
    });
  },
};

function OptimisticView({ world }: { readonly world: World }) {
  const { data, confirmed } = useModel(world.post);
  return (
    <Card title="As the user made it">
      <div className="panel">
        <code>useModel(post)</code>
        <CommentList comments={data?.comments ?? []} isPending={isMissingIn(confirmed)} />
        <CommentForm world={world} />
      </div>
      <StatusBar of={world.post} />
    </Card>
  );
}

function ConfirmedView({ world }: { readonly world: World }) {
  const count = useRenderCount();
  const { data } = useModel(world.post, { optimistic: false });
  return (
    <Card
      title="As the backend confirmed it"
      actions={<span className="count" ref={count} data-testid="renders" />}
    >
      <div className="panel">
        <code>useModel(post, {'{ optimistic: false }'})</code>
        <CommentList comments={data?.comments ?? []} />
      </div>
    </Card>
  );
}

export const Errored: Story = {
  name: 'Keeps the last good state when a merge fails',
  render: scene({
    attempt: 'let Eve comment, for whom the merge function throws; then sync again.',
    outcome:
      'the error is named and the comments stay; a new sync reads a good state, and goes on from there.',
    show: (world) => <StrictPost world={world} />,
  }),
  play: async ({ canvas, step }) => {
    await untilComments(canvas, 2);
    await eventually(() => expect(fact(canvas, 'Model')).toBe('ready'));
    await step('The model stops, with the last good state on screen', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Eve comments' }));
      await eventually(() => expect(fact(canvas, 'Model')).toBe('errored'));
      await expect(canvas.getByRole('alert')).toHaveTextContent(/unable to merge .*nobody here knows Eve/);
      await expect(comments(canvas)).toHaveLength(2);
    });
    await step('A sync starts it again, from what the backend has', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Sync again' }));
      await eventually(() => expect(fact(canvas, 'Model')).toBe('ready'));
      await untilComments(canvas, 3);
      await expect(canvas.queryByRole('alert')).toBeNull();
    });
    await step('And it follows again', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Ben comments' }));
      await untilComments(canvas, 4);
    });
  },
};

function StrictPost({ world: { backend, postId }, world }: { readonly world: World }) {
  const { data, state, error, sync } = useModel({
    channelName: channelOf(postId),
    sync: () => backend.readPost(postId),
    merge: {
      'comment.added': (post, { data: comment }: { data: Comment }) => {
        if (comment.author === 'Eve') throw new Error('nobody here knows Eve');
        return { ...post, comments: [...post.comments, comment] };
      },
    },
  });
  return (
    <div className="columns">
      <Card title="Your component">
        <div className="panel">
          <CommentList comments={data?.comments ?? []} />
          {error !== undefined && (
            <Notice action="Sync again" onAction={() => void sync()}>
              {error.message}
            </Notice>
          )}
        </div>
        <footer className="status">
          <Facts label="Result of the hook">
            <Fact name="Model" tone={state === 'errored' ? 'bad' : 'good'}>
              {state}
            </Fact>
          </Facts>
        </footer>
      </Card>
      <BackendCard world={world}>
        <Button onClick={() => backend.comment(postId, 'Eve', 'Me too!')}>Eve comments</Button>
        <Button onClick={() => backend.comment(postId, 'Ben', 'Done.')}>Ben comments</Button>
      </BackendCard>
    </div>
  );
}

/** The same hook and components, on the client of `@ably-labs/models`. */
export const OnTheSdk: Story = {
  ...Live,
  name: 'Does the same on @ably-labs/models',
  globals: { client: 'ably-labs-models' },
};
