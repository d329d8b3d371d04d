import type { Meta, StoryObj } from '@storybook/react-vite';
import { ModelsProvider, useModel, type LiveModel } from 'ably-models-react';
import { useEffect, useState } from 'react';
import { expect, userEvent } from 'storybook/test';
import type { Post } from '../live-sync/backend/post.js';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { CommentList } from '../ui/comment-list.js';
import { PageSwitch } from '../screen/page-switch.js';
import { SwitchSetting } from '../ui/setting.js';
import { StateBadge } from '../ui/state-badge.js';
import { eventually, fact, untilComments } from './audience.js';
import { BackendCard } from './backend-card.js';
import './hooks.css';
import { ModelState } from './model-state.js';
import { scene, sceneArgs, sceneArgTypes, type SceneArgs } from './scene.js';
import type { World } from './world.js';

const meta = {
  title: 'Read a model/ModelsProvider',
  args: sceneArgs,
  argTypes: sceneArgTypes,
} satisfies Meta<SceneArgs>;

export default meta;

export const Shared: StoryObj<SceneArgs> = {
  name: 'Shares one model among all components',
  render: scene({
    attempt: 'add components, then let Ben comment.',
    outcome: 'however many there are, they cost one sync call and one attachment, and all show the same.',
    show: (world) => <Crowd world={world} />,
  }),
  play: async ({ canvas, step }) => {
    const expectTiles = (count: number, text: string) =>
      eventually(() => expect(canvas.getAllByText(text)).toHaveLength(count));
    await step('Twelve components are one model', async () => {
      await expectTiles(12, '2 comments');
      await eventually(() => expect(fact(canvas, 'Channel attachments')).toBe('1'));
      await expect(fact(canvas, 'Sync calls')).toBe('1');
    });
    await step('So are twenty-four', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Add twelve components' }));
      await expectTiles(24, '2 comments');
      await expect(fact(canvas, 'Sync calls')).toBe('1');
    });
    await step('One event reaches all of them', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Ben comments' }));
      await expectTiles(24, '3 comments');
      await expect(fact(canvas, 'Channel attachments')).toBe('1');
      await expect(fact(canvas, 'Sync calls')).toBe('1');
    });
  },
};

function Crowd({ world }: { readonly world: World }) {
  const [count, setCount] = useState(12);
  return (
    <>
      <BackendCard world={world}>
        <Button onClick={() => setCount(count + 12)}>Add twelve components</Button>
        <Button onClick={() => world.backend.comment(world.postId, 'Ben', 'Done.')}>Ben comments</Button>
      </BackendCard>
      <div className="tiles">
        {Array.from({ length: count }, (_, index) => (
          <CommentCount key={index} world={world} />
        ))}
      </div>
    </>
  );
}

function CommentCount({ world }: { readonly world: World }) {
  const { data } = useModel(world.post, { select: (post) => post.comments.length });
  return (
    <article className="tile">
      <code>useModel(post)</code>
      <span className="tile__value">{data === undefined ? 'Loading…' : `${data} comments`}</span>
    </article>
  );
}

interface GraceArgs extends SceneArgs {
  readonly pauseAfter: number;
  readonly gcTime: number;
}

export const Grace: StoryObj<GraceArgs> = {
  name: 'Pauses a model that nobody shows, and then lets go of it',
  args: { pauseAfter: 1000, gcTime: 4000 },
  argTypes: {
    pauseAfter: { control: { type: 'range', min: 0, max: 10_000, step: 500 } },
    gcTime: { control: { type: 'range', min: 0, max: 30_000, step: 500 } },
  },
  render: scene<GraceArgs>({
    attempt: 'hide the post and show it again, sooner or later.',
    outcome:
      'after pauseAfter it lets go of its channel, after gcTime of its state; only then it syncs anew.',
    show: (world, { pauseAfter, gcTime }) => (
      <ModelsProvider client={world.client} pauseAfter={pauseAfter} gcTime={gcTime}>
        <Hideable world={world} pauseAfter={pauseAfter} gcTime={gcTime} />
      </ModelsProvider>
    ),
  }),
  play: async ({ canvas, globals, step }) => {
    const untilModelIs = (state: string) => eventually(() => expect(fact(canvas, 'Model')).toBe(state));
    const toggle = () => userEvent.click(canvas.getByRole('switch', { name: 'Show the post' }));
    await untilComments(canvas, 2);
    await untilModelIs('ready');
    await step('Hidden, it stays live for a while, then lets go of the channel', async () => {
      await toggle();
      await expect(fact(canvas, 'Model')).toBe('ready');
      await untilModelIs('paused');
      await eventually(() => expect(fact(canvas, 'Channel attachments')).toBe('0'));
    });
    await step('Shown again, it goes on where it was', async () => {
      await toggle();
      await untilComments(canvas, 2);
      await untilModelIs('ready');
      // The SDK's client syncs anew at each resume.
      if (globals['client'] === 'ably-models-react') await expect(fact(canvas, 'Sync calls')).toBe('1');
    });
    await step('Hidden for long, it is gone, and the next one syncs anew', async () => {
      await toggle();
      // A model of the SDK is let go of in the adapter, and begins anew: it cannot be disposed of for good.
      await eventually(() => expect(fact(canvas, 'Model')).toMatch(/disposed|initialized/));
      const syncCalls = Number(fact(canvas, 'Sync calls'));
      await toggle();
      await untilComments(canvas, 2);
      await eventually(() => expect(fact(canvas, 'Sync calls')).toBe(String(syncCalls + 1)));
    });
  },
};

interface HideableProps {
  readonly world: World;
  readonly pauseAfter: number;
  readonly gcTime: number;
}

function Hideable({ world, pauseAfter, gcTime }: HideableProps) {
  const [shown, setShown] = useState(true);
  const [model, setModel] = useState<LiveModel<Post>>();
  return (
    <div className="columns">
      <Card title="Your component" actions={shown ? undefined : <Badge>Unmounted</Badge>}>
        <SwitchSetting
          name="Show the post"
          hint={`pauseAfter={${pauseAfter}} gcTime={${gcTime}}`}
          checked={shown}
          onChange={setShown}
        />
        {shown && <HideablePost world={world} onModel={setModel} />}
      </Card>
      <BackendCard world={world} facts={model !== undefined && <ModelState model={model} />} />
    </div>
  );
}

interface HideablePostProps {
  readonly world: World;
  readonly onModel: (model: LiveModel<Post>) => void;
}

function HideablePost({ world, onModel }: HideablePostProps) {
  const { data, model } = useModel(world.post);
  useEffect(() => {
    if (model !== undefined) onModel(model);
  }, [model, onModel]);
  return (
    <div className="panel panel--ruled">
      {data === undefined ? (
        <p className="panel__soft">Loading…</p>
      ) : (
        <CommentList comments={data.comments} />
      )}
    </div>
  );
}

export const Source: StoryObj<GraceArgs> = {
  name: 'Goes by the visibility source that it is given',
  args: { pauseAfter: 500 },
  argTypes: {
    pauseAfter: { control: { type: 'range', min: 0, max: 10_000, step: 500 } },
    gcTime: { table: { disable: true } },
  },
  render: scene<GraceArgs>({
    attempt: 'put the application into the background, as a phone does; let Ben comment; bring it back.',
    outcome: 'the model pauses, whatever the browser says; back again it has what it missed.',
    show: (world, { pauseAfter }) => <Background world={world} pauseAfter={pauseAfter} />,
  }),
  play: async ({ canvas, globals, step }) => {
    const toggle = () => userEvent.click(canvas.getByRole('switch', { name: 'In the background' }));
    await untilComments(canvas, 2);
    await eventually(() => expect(canvas.getByText('Live')).toBeVisible());
    await step('In the background, the model pauses and says why', async () => {
      await toggle();
      await eventually(() => expect(canvas.getByText('Paused: page hidden')).toBeVisible());
      await eventually(() => expect(fact(canvas, 'Channel attachments')).toBe('0'));
    });
    await step('Back again, it has what it missed', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Ben comments' }));
      await toggle();
      await untilComments(canvas, 3);
      if (globals['client'] === 'ably-models-react') await expect(fact(canvas, 'Sync calls')).toBe('1');
    });
  },
};

function Background({ world, pauseAfter }: Pick<HideableProps, 'world' | 'pauseAfter'>) {
  const [application] = useState(() => new PageSwitch());
  const [isAway, setAway] = useState(false);
  return (
    <ModelsProvider client={world.client} pauseAfter={pauseAfter} visibilitySource={application}>
      <div className="columns">
        <div className="stack">
          <BackgroundPost world={world} />
          <Card title="The application">
            <SwitchSetting
              name="In the background"
              hint="What the visibilitySource tells"
              checked={isAway}
              onChange={(next) => {
                application.setHidden(next);
                setAway(next);
              }}
            />
          </Card>
        </div>
        <BackendCard world={world}>
          <Button onClick={() => world.backend.comment(world.postId, 'Ben', 'Done.')}>Ben comments</Button>
        </BackendCard>
      </div>
    </ModelsProvider>
  );
}

function BackgroundPost({ world }: { readonly world: World }) {
  const { data, state, pausedReason } = useModel(world.post);
  return (
    <Card title="Your component" actions={<StateBadge state={state} pausedReason={pausedReason} />}>
      <div className="panel">
        <CommentList comments={data?.comments ?? []} />
      </div>
    </Card>
  );
}
