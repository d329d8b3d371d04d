import type { Meta, StoryObj } from '@storybook/react-vite';
import { useModel } from 'ably-models-react';
import { useState } from 'react';
import { expect, userEvent } from 'storybook/test';
import { channelOf, type Comment } from '../live-sync/backend/post.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { CommentList } from '../ui/comment-list.js';
import { SwitchSetting } from '../ui/setting.js';
import { card, comments, eventually, fact, untilComments } from './audience.js';
import { BackendCard } from './backend-card.js';
import './hooks.css';
import { scene, sceneArgs, sceneArgTypes, type SceneArgs } from './scene.js';
import type { World } from './world.js';

const meta = {
  title: 'Read a model/defineModel',
  args: sceneArgs,
  argTypes: sceneArgTypes,
} satisfies Meta<SceneArgs>;

export default meta;
type Story = StoryObj<SceneArgs>;

export const OneForEach: Story = {
  name: 'Describes all posts at once, each a model of its own',
  render: scene({
    attempt: 'comment on either post.',
    outcome: 'one definition, two arguments, two channels: a comment shows under its own post only.',
    show: (world) => <TwoPosts world={world} />,
  }),
  play: async ({ canvas, step }) => {
    const first = await card(canvas, 'What shipped this week');
    const second = await card(canvas, 'What broke this week');
    await untilComments(first, 2);
    await untilComments(second, 0);
    await step('A comment on one post is none on the other', async () => {
      await userEvent.click(second.getByRole('button', { name: 'Ben comments' }));
      await untilComments(second, 1);
      await expect(comments(first)).toHaveLength(2);
      await userEvent.click(first.getByRole('button', { name: 'Ben comments' }));
      await untilComments(first, 3);
      await expect(comments(second)).toHaveLength(1);
    });
  },
};

function TwoPosts({ world }: { readonly world: World }) {
  return (
    <div className="columns">
      <PostCard world={world} postId={world.postId} />
      <PostCard world={world} postId={world.otherId} />
    </div>
  );
}

function PostCard({ world, postId }: { readonly world: World; readonly postId: string }) {
  const { data } = useModel(world.definePost(postId));
  return (
    <Card title={data?.title ?? 'Loading…'}>
      <div className="panel">
        <code>useModel(post(&apos;{postId}&apos;))</code>
        <CommentList comments={data?.comments ?? []} />
      </div>
      <div className="panel panel--ruled panel__actions">
        <Button onClick={() => world.backend.comment(postId, 'Ben', 'Noted.')}>Ben comments</Button>
      </div>
    </Card>
  );
}

export const Inline: Story = {
  name: 'May be written inline, with the functions of the latest render',
  render: scene({
    attempt: 'let Ben comment, turn the volume up, and let him comment again.',
    outcome: 'new functions at each render, and still one sync call: the latest merge is the one that runs.',
    show: (world) => <InlinePost world={world} />,
  }),
  play: async ({ canvas, step }) => {
    const comment = () => userEvent.click(canvas.getByRole('button', { name: 'Ben comments' }));
    await untilComments(canvas, 2);
    await eventually(() => expect(fact(canvas, 'Channel attachments')).toBe('1'));
    await step('The merge of the first render', async () => {
      await comment();
      await untilComments(canvas, 3);
      await expect(comments(canvas)[2]).toContain('Noted.');
    });
    await step('The merge of the latest', async () => {
      await userEvent.click(canvas.getByRole('switch', { name: 'Loud' }));
      await comment();
      await untilComments(canvas, 4);
      await expect(comments(canvas)[3]).toContain('NOTED.');
      await expect(comments(canvas)[2]).toContain('Noted.');
      await expect(fact(canvas, 'Sync calls')).toBe('1');
    });
  },
};

function InlinePost({ world }: { readonly world: World }) {
  const { backend, postId } = world;
  const [isLoud, setLoud] = useState(false);
  const { data } = useModel({
    channelName: channelOf(postId),
    sync: () => backend.readPost(postId),
    merge: {
      'comment.added': (post, { data: comment }: { data: Comment }) => {
        const text = isLoud ? comment.text.toUpperCase() : comment.text;
        return { ...post, comments: [...post.comments, { ...comment, text }] };
      },
    },
  });
  return (
    <div className="columns">
      <Card title="Your component">
        <SwitchSetting name="Loud" hint="Known to the merge function" checked={isLoud} onChange={setLoud} />
        <div className="panel panel--ruled">
          <CommentList comments={data?.comments ?? []} />
        </div>
      </Card>
      <BackendCard world={world}>
        <Button onClick={() => backend.comment(postId, 'Ben', 'Noted.')}>Ben comments</Button>
      </BackendCard>
    </div>
  );
}
