import type { Meta, StoryContext, StoryObj } from '@storybook/react-vite';
import { useModel, usePendingMutations } from 'ably-models-react';
import { useLayoutEffect, useState } from 'react';
import { expect, userEvent, within } from 'storybook/test';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { CommentList } from '../ui/comment-list.js';
import { ChoiceSetting, SwitchSetting } from '../ui/setting.js';
import { StatusBar } from '../ui/status-bar.js';
import { comments, eventually, fact, untilComments } from './audience.js';
import { CommentForm } from './comment-form.js';
import { isMissingIn } from './exchange.js';
import './hooks.css';
import { outcomes, type Outcome } from './post-backend.js';
import { scene, sceneArgs, sceneArgTypes, type SceneArgs } from './scene.js';
import type { World } from './world.js';

interface TrayArgs extends SceneArgs {
  /** What the backend does with a write, at first. */
  readonly outcome: Outcome;
  /** ms without a confirmation until a change is taken back. */
  readonly timeoutMs: number;
}

const meta = {
  title: 'Change it/usePendingMutations',
  args: { ...sceneArgs, outcome: 'fails', timeoutMs: 1000 },
  argTypes: {
    ...sceneArgTypes,
    outcome: { options: Object.keys(outcomes), control: { type: 'select', labels: outcomes } },
    timeoutMs: { name: 'Timeout', control: { type: 'range', min: 500, max: 10_000, step: 500 } },
  },
} satisfies Meta<TrayArgs>;

export default meta;
type Story = StoryObj<TrayArgs>;
type Canvas = StoryContext['canvas'];

const render = scene<TrayArgs>({
  attempt: 'comment, close the editor, and then retry or dismiss what failed; choose what the backend does.',
  outcome: 'the tray knows of every change in the application, and keeps what failed until it is dealt with.',
  show: (world, args) => <Application world={world} {...args} />,
});

async function comment(canvas: Canvas, text: string): Promise<void> {
  await untilComments(canvas, 2);
  await eventually(() => expect(fact(canvas, 'Model')).toBe('ready'));
  await userEvent.type(canvas.getByRole('textbox', { name: 'Add a comment' }), text);
  // Not the library's click, which waits: the next line of a story is to see what shows in the same tick.
  canvas.getByRole('button', { name: 'Comment' }).click();
}

const unsaved = (canvas: Canvas) => canvas.getByRole('list', { name: 'Unsaved changes' });
async function press(canvas: Canvas, name: string): Promise<void> {
  within(unsaved(canvas)).getByRole('button', { name }).click();
}
const untilSaved = (canvas: Canvas) =>
  eventually(() => expect(canvas.getByText('All changes are saved.')).toBeVisible());

export const Retry: Story = {
  name: 'Keeps what failed when its component is gone, and tries again',
  render,
  play: async ({ canvas, step }) => {
    await step('On its way, it is in the tray, also when the editor is gone', async () => {
      await comment(canvas, 'Noon it is.');
      await expect(unsaved(canvas)).toHaveTextContent(/“Noon it is.”Saving/);
      await userEvent.click(canvas.getByRole('switch', { name: 'Editor' }));
      await expect(canvas.queryByRole('textbox')).toBeNull();
    });
    await step('Failed, it is no part of the post any more, and the tray says why', async () => {
      await eventually(() => expect(unsaved(canvas)).toHaveTextContent(/Not sent.*the backend answered 503/));
      await untilComments(canvas, 2);
    });
    await step('Tried again, it shows at once, and leaves the tray when it is confirmed', async () => {
      await userEvent.selectOptions(canvas.getByRole('combobox', { name: 'A write is' }), 'confirms');
      await press(canvas, 'Try again');
      await expect(comments(canvas).at(-1)).toMatch(/Noon it is.*Sending/);
      await untilSaved(canvas);
      await eventually(() => expect(comments(canvas).at(-1)).not.toContain('Sending'));
      await expect(comments(canvas)).toHaveLength(3);
    });
  },
};

export const Dismiss: Story = {
  name: 'Forgets what timed out, when that is dismissed',
  args: { outcome: 'stays-silent' },
  render,
  play: async ({ canvas, step }) => {
    await step('What nobody confirms in time stays in the tray', async () => {
      await comment(canvas, 'Hello?');
      await eventually(() => expect(unsaved(canvas)).toHaveTextContent(/“Hello\?”No answer/));
      await untilComments(canvas, 2);
    });
    await step('Dismissed, it is gone', async () => {
      await press(canvas, 'Dismiss');
      await untilSaved(canvas);
    });
  },
};

export const Cancel: Story = {
  name: 'Takes back what is on its way',
  args: { outcome: 'stays-silent', timeoutMs: 10_000 },
  render,
  play: async ({ canvas }) => {
    await comment(canvas, 'On second thought');
    await expect(comments(canvas)).toHaveLength(3);
    await press(canvas, 'Cancel');
    await untilSaved(canvas);
    await expect(comments(canvas)).toHaveLength(2);
  },
};

interface ApplicationProps extends Pick<TrayArgs, 'outcome' | 'timeoutMs'> {
  readonly world: World;
}

function Application({ world, outcome: firstOutcome, timeoutMs }: ApplicationProps) {
  const [hasEditor, setEditor] = useState(true);
  const [outcome, setOutcome] = useState(firstOutcome);
  useLayoutEffect(() => world.backend.setOutcome(outcome), [world, outcome]);
  return (
    <div className="columns">
      <Post world={world} />
      <div className="stack">
        <Tray />
        <Card title="The application">
          <SwitchSetting
            name="Editor"
            hint="Closed, the component with useOptimistic is gone"
            checked={hasEditor}
            onChange={setEditor}
          />
          {hasEditor && (
            <div className="panel panel--ruled">
              <CommentForm world={world} timeout={timeoutMs} />
            </div>
          )}
          <div className="panel--ruled">
            <ChoiceSetting
              name="A write is"
              hint="What the backend makes of it"
              value={outcome}
              choices={outcomes}
              onChange={setOutcome}
            />
          </div>
        </Card>
      </div>
    </div>
  );
}

function Post({ world }: { readonly world: World }) {
  const { data, confirmed } = useModel(world.post);
  return (
    <Card title="The post">
      <div className="panel">
        <CommentList comments={data?.comments ?? []} isPending={isMissingIn(confirmed)} />
      </div>
      <StatusBar of={world.post} />
    </Card>
  );
}

const reasons: Partial<Record<ReturnType<typeof usePendingMutations>[number]['stage'], string>> = {
  rejected: 'Refused',
  failed: 'Not sent',
  'timed-out': 'No answer',
};

/** Belongs to no post: it would stand at the edge of an application's every page. */
function Tray() {
  const mutations = usePendingMutations();
  return (
    <Card title="Unsaved changes" actions={mutations.length > 0 && <Badge>{mutations.length}</Badge>}>
      {mutations.length === 0 && <p className="empty">All changes are saved.</p>}
      <ul className="tray" aria-label="Unsaved changes">
        {mutations.map(({ mutationId, event, stage, error, retry, dismiss, cancel }) => (
          <li className="tray__item" key={mutationId}>
            <p className="tray__what">“{(event.data as { text: string }).text}”</p>
            {error === undefined ? (
              <Badge tone="accent">Saving</Badge>
            ) : (
              <Badge tone="bad">{reasons[stage] ?? 'Not saved'}</Badge>
            )}
            {error !== undefined && <p className="tray__why">{error.message}</p>}
            <div className="tray__actions">
              {error === undefined ? (
                <Button onClick={cancel}>Cancel</Button>
              ) : (
                <>
                  <Button onClick={retry}>Try again</Button>
                  <Button look="quiet" onClick={dismiss}>
                    Dismiss
                  </Button>
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
