import type { Meta, StoryObj } from '@storybook/react-vite';
import { ModelsProvider, useModel, useModelStatus } from 'ably-models-react';
import { useRef, useState, type RefObject } from 'react';
import { expect, userEvent } from 'storybook/test';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { Fact, Facts } from '../ui/facts.js';
import { StateBadge } from '../ui/state-badge.js';
import { card, comments, eventually, fact, untilComments } from './audience.js';
import './hooks.css';
import { LivePost } from './live-post.js';
import { scene, sceneArgs, sceneArgTypes, type SceneArgs } from './scene.js';
import type { World } from './world.js';

const meta = {
  title: 'Read a model/useModelStatus',
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
  const { state, pausedReason, connection, isStale, sequenceId, syncedAt, lastEventAt } = useModelStatus(
    world.post,
  );
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
          <Fact name="pausedReason">{pausedReason ?? '–'}</Fact>
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

interface PauseArgs extends SceneArgs {
  readonly pauseAfter: number;
}

export const Paused: StoryObj<PauseArgs> = {
  name: 'Says why it is paused: by hand goes before what the screen decides',
  args: { pauseAfter: 300 },
  argTypes: { pauseAfter: { control: { type: 'range', min: 0, max: 5000, step: 100 } } },
  render: scene<PauseArgs>({
    attempt: 'scroll both posts away and back; then pause the first by hand, and scroll again.',
    outcome: 'scrolled back, a post runs again, but for the one that you paused: only you can resume that.',
    show: (world, { pauseAfter }) => (
      <ModelsProvider client={world.client} pauseAfter={pauseAfter}>
        <Scroller world={world} />
      </ModelsProvider>
    ),
  }),
  play: async ({ canvas, step }) => {
    const first = await card(canvas, 'Status of the first');
    const second = await card(canvas, 'Status of the second');
    const press = (name: string) => userEvent.click(canvas.getByRole('button', { name }));
    const until = (part: typeof first, state: string, reason: string) =>
      eventually(async () => {
        await expect([fact(part, 'state'), fact(part, 'pausedReason')]).toEqual([state, reason]);
      });
    await until(first, 'ready', '–');
    await until(second, 'ready', '–');
    await step('Scrolled away, both are paused, out of view', async () => {
      await press('Scroll them away');
      await until(first, 'paused', 'out-of-view');
      await until(second, 'paused', 'out-of-view');
    });
    await step('Scrolled back, the one that was paused by hand stays so', async () => {
      await press('Pause the first');
      await until(first, 'paused', 'user');
      await press('Scroll them back');
      await until(second, 'ready', '–');
      await expect(fact(first, 'pausedReason')).toBe('user');
    });
    await step('Until it is resumed by hand', async () => {
      await press('Resume the first');
      await until(first, 'ready', '–');
    });
  },
};

function Scroller({ world }: { readonly world: World }) {
  const scroller = useRef<HTMLElement>(null);
  const first = useRef<HTMLElement>(null);
  const second = useRef<HTMLElement>(null);
  const [isAway, setAway] = useState(false);
  const post = world.post;
  const { model } = useModel(post, { visibility: first });
  const { pausedReason } = useModelStatus(post, { visibility: first });
  const isByHand = pausedReason === 'user';
  return (
    <div className="columns">
      <section className="card">
        <section className="scroller" ref={scroller} tabIndex={0} aria-label="Posts">
          <PostTile world={world} id={world.postId} element={first} />
          <PostTile world={world} id={world.otherId} element={second} />
          <p className="scroller__far panel__soft">Both posts are far above, out of view.</p>
        </section>
        <div className="panel panel--ruled panel__actions">
          <Button
            onClick={() => {
              scroller.current?.scrollTo({ top: isAway ? 0 : scroller.current.scrollHeight });
              setAway(!isAway);
            }}
          >
            {isAway ? 'Scroll them back' : 'Scroll them away'}
          </Button>
          <Button onClick={() => void (isByHand ? model?.resume() : model?.pause())}>
            {isByHand ? 'Resume the first' : 'Pause the first'}
          </Button>
        </div>
      </section>
      <div className="stack">
        <PausedCard world={world} id={world.postId} element={first} title="Status of the first" />
        <PausedCard world={world} id={world.otherId} element={second} title="Status of the second" />
      </div>
    </div>
  );
}

interface InScrollerProps {
  readonly world: World;
  readonly id: string;
  /** The post's: its hooks run the model while that is in view. */
  readonly element: RefObject<HTMLElement | null>;
}

function PostTile({ world, id, element }: InScrollerProps) {
  const { data } = useModel(world.definePost(id), { visibility: element });
  return (
    <article className="tile" ref={element}>
      <span className="tile__value">{data?.title ?? 'Loading…'}</span>
      <span className="panel__soft">Comments: {data?.comments.length ?? '–'}</span>
    </article>
  );
}

function PausedCard({ world, id, element, title }: InScrollerProps & { readonly title: string }) {
  const { state, pausedReason } = useModelStatus(world.definePost(id), { visibility: element });
  return (
    <Card title={title} actions={<StateBadge state={state} pausedReason={pausedReason} />}>
      <div className="panel panel--rows">
        <Facts label={title}>
          <Fact name="state">{state}</Fact>
          <Fact name="pausedReason">{pausedReason ?? '–'}</Fact>
        </Facts>
      </div>
    </Card>
  );
}

/** The same hook and components, on the client of `@ably-labs/models`. */
export const OnTheSdk: Story = {
  ...ConnectionDrops,
  name: 'Does the same on @ably-labs/models',
  globals: { client: 'ably-labs-models' },
};
