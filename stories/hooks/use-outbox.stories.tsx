import type { Meta, StoryContext, StoryObj } from '@storybook/react-vite';
import { useModel, useOptimistic, type ModelsClient } from 'ably-models-react';
import { persistModels, useOutbox, type SendRequest } from 'ably-models-react/persist';
import { useState } from 'react';
import { expect, userEvent, within } from 'storybook/test';
import type { PostEvent } from '../live-sync/backend/post.js';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { CommentList } from '../ui/comment-list.js';
import { Composer } from '../ui/composer.js';
import { Fact, Facts } from '../ui/facts.js';
import { ChoiceSetting, SwitchSetting } from '../ui/setting.js';
import { StatusBar } from '../ui/status-bar.js';
import { comments, eventually, fact, untilComments } from './audience.js';
import { isMissingIn } from './exchange.js';
import './hooks.css';
import { commentOf, outcomes } from './post-backend.js';
import { scene, sceneArgs, sceneArgTypes, type SceneArgs } from './scene.js';
import { openWorld } from './open-world.js';
import type { World } from './world.js';

const meta = {
  title: 'Offline/useOutbox',
  args: sceneArgs,
  argTypes: sceneArgTypes,
  // What is kept is kept by the client of this package.
  globals: { client: 'ably-models-react' },
} satisfies Meta<SceneArgs>;

export default meta;
type Story = StoryObj<SceneArgs>;
type Canvas = StoryContext['canvas'];

function openPersisted(): World {
  const world = openWorld('ably-models-react');
  const persisted = persistModels(world.client as ModelsClient, {
    // One that no other story has: they share the page's IndexedDB.
    user: world.postId,
    sends: {
      addComment: (write: SendRequest<PostEvent>) => world.backend.write(world.postId, write),
    },
  });
  return {
    ...world,
    close() {
      void persisted.clear();
      world.close();
    },
  };
}

const render = scene({
  attempt: 'go offline, or let writes fail, and comment; cancel, pause, and let it go on.',
  outcome:
    'what nobody has confirmed is in the outbox: its place, how far it has come, how often it was sent.',
  open: openPersisted,
  show: (world) => <Application world={world} />,
});

async function comment(canvas: Canvas, text: string): Promise<void> {
  await userEvent.type(canvas.getByRole('textbox', { name: 'Add a comment' }), `${text}{Enter}`);
}

const outbox = (canvas: Canvas): string[] =>
  within(canvas.getByRole('list', { name: 'Outbox' }))
    .queryAllByRole('listitem')
    .map((item) => item.textContent);

export const Offline: Story = {
  name: 'Keeps what was made offline, and sends it in its order',
  render,
  play: async ({ canvas, step }) => {
    await untilComments(canvas, 2);
    await eventually(() => expect(fact(canvas, 'Model')).toBe('ready'));
    await step('Offline, each shows at once, and waits', async () => {
      await userEvent.click(canvas.getByRole('switch', { name: 'Offline' }));
      await eventually(() => expect(fact(canvas, 'state')).toBe('offline'));
      await comment(canvas, 'Noon it is.');
      await comment(canvas, 'Or one.');
      await expect(comments(canvas).slice(2)).toEqual(['YYou Noon it is.Sending', 'YYou Or one.Sending']);
      await expect(outbox(canvas)).toEqual(['“Noon it is.”waitingCancel', '“Or one.”waitingCancel']);
      await eventually(() => expect(fact(canvas, 'unsaved')).toBe('0'));
    });
    await step('Back online, they are sent in their order, and leave when they are confirmed', async () => {
      await userEvent.click(canvas.getByRole('switch', { name: 'Offline' }));
      await eventually(() => expect(outbox(canvas)).toEqual([]));
      await eventually(() => expect(comments(canvas).slice(2)).toEqual(['YYou Noon it is.', 'YYou Or one.']));
      await expect(fact(canvas, 'state')).toBe('online');
    });
  },
};

export const Retry: Story = {
  name: 'Tries again until the backend answers, or somebody cancels',
  render,
  play: async ({ canvas, step }) => {
    await untilComments(canvas, 2);
    await eventually(() => expect(fact(canvas, 'Model')).toBe('ready'));
    const answer = (outcome: string) =>
      userEvent.selectOptions(canvas.getByRole('combobox', { name: 'A write is' }), outcome);
    await step('A write that fails is tried again, and what is behind it waits', async () => {
      await answer('fails');
      await comment(canvas, 'First');
      await comment(canvas, 'Second');
      await eventually(() =>
        expect(outbox(canvas)).toEqual([
          expect.stringMatching(/^“First”sending, attempt \d+Cancel$/),
          '“Second”waitingCancel',
        ]),
      );
    });
    await step('Cancelled, it is off the screen, and the next one has its turn', async () => {
      await userEvent.click(canvas.getAllByRole('button', { name: 'Cancel' })[0] as HTMLElement);
      await eventually(() => expect(outbox(canvas)).toEqual([expect.stringMatching(/^“Second”sending/)]));
      await untilComments(canvas, 3);
    });
    await step('Once the backend answers, it is sent', async () => {
      await answer('confirms');
      await eventually(() => expect(outbox(canvas)).toEqual([]));
      await eventually(() => expect(comments(canvas).slice(2)).toEqual(['YYou Second']));
    });
  },
};

function Application({ world }: { readonly world: World }) {
  const [isOffline, setOffline] = useState(false);
  const [outcome, setOutcome] = useState<keyof typeof outcomes>('confirms');
  return (
    <div className="columns">
      <Post world={world} />
      <div className="stack">
        <Outbox />
        <Card title="Elsewhere">
          <SwitchSetting
            name="Offline"
            hint="The connection to Ably is cut"
            checked={isOffline}
            onChange={(next) => {
              setOffline(next);
              world.setOnline(!next);
            }}
          />
          <ChoiceSetting
            name="A write is"
            hint="What the backend makes of it"
            value={outcome}
            choices={outcomes}
            onChange={(next) => {
              setOutcome(next);
              world.backend.setOutcome(next);
            }}
          />
        </Card>
      </div>
    </div>
  );
}

function Post({ world }: { readonly world: World }) {
  const { data, confirmed } = useModel(world.post);
  const { mutate } = useOptimistic(world.post, {
    event: (text: string) => ({ name: 'comment.added', data: commentOf('You', text) }),
    // By its name: a function would be gone with the page.
    send: 'addComment',
  });
  return (
    <Card title="The post">
      <div className="panel">
        <CommentList comments={data?.comments ?? []} isPending={isMissingIn(confirmed)} />
        <Composer onSubmit={mutate} />
      </div>
      <StatusBar of={world.post} />
    </Card>
  );
}

/** Belongs to no post: it would stand at the edge of an application's every page. */
function Outbox() {
  const { state, isPaused, queue, unsaved, progress, pause, resume, cancel } = useOutbox();
  return (
    <Card
      title="Outbox"
      actions={<Button onClick={isPaused ? resume : pause}>{isPaused ? 'Resume' : 'Pause'}</Button>}
    >
      {queue.length === 0 && <p className="empty">All changes are saved.</p>}
      <ol className="tray" aria-label="Outbox">
        {queue.map(({ mutationId, event, status, attempts }) => (
          <li className="tray__item" key={mutationId}>
            <p className="tray__what">“{(event.data as { text: string }).text}”</p>
            <Badge tone={status === 'waiting' ? 'plain' : 'accent'}>
              {attempts > 1 ? `${status}, attempt ${attempts}` : status}
            </Badge>
            <div className="tray__actions">
              <Button onClick={() => cancel(mutationId)}>Cancel</Button>
            </div>
          </li>
        ))}
      </ol>
      <footer className="status">
        <Facts label="Outbox state">
          <Fact name="state" tone={state === 'offline' ? 'caution' : 'good'}>
            {state}
          </Fact>
          <Fact name="isPaused">{String(isPaused)}</Fact>
          <Fact name="unsaved">{unsaved}</Fact>
          <Fact name="progress">
            {progress.caughtUp} of {progress.total}
          </Fact>
        </Facts>
      </footer>
    </Card>
  );
}
