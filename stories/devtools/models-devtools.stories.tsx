import type { Meta, StoryContext, StoryObj } from '@storybook/react-vite';
import { useModel } from 'ably-models-react';
import { ModelsDevtools } from 'ably-models-react/devtools/production';
import { expect, fireEvent, userEvent, waitFor, within } from 'storybook/test';
import { comments, eventually, fact, untilComments } from '../hooks/audience.js';
import { Card } from '../ui/card.js';
import { CommentList } from '../ui/comment-list.js';
import { StatusBar } from '../ui/status-bar.js';
import { CommentForm } from '../hooks/comment-form.js';
import { isMissingIn } from '../hooks/exchange.js';
import { scene, sceneArgs, sceneArgTypes, type SceneArgs } from '../hooks/scene.js';
import type { World } from '../hooks/world.js';
import '../hooks/hooks.css';

const meta = {
  title: 'Look inside/ModelsDevtools',
  args: sceneArgs,
  argTypes: sceneArgTypes,
} satisfies Meta<SceneArgs>;

export default meta;
type Story = StoryObj<SceneArgs>;

const render = scene<SceneArgs>({
  attempt: 'comment, choose a model in the panel, and drop its next event.',
  outcome: 'what is confirmed stands beside what is optimistic, and each event in its place.',
  show: (world) => <Application world={world} />,
});

/** What the devtools show, in their shadow root. */
function devtools() {
  const host = document.querySelector('[data-ably-models-devtools]');
  if (!host?.shadowRoot) throw new Error('the devtools are not there');
  return within(host.shadowRoot as unknown as HTMLElement);
}

const find = <Found,>(get: () => Found) => waitFor(get, { timeout: 20_000 });
const press = async (name: string | RegExp) =>
  (await find(() => devtools().getByRole('button', { name }))).click();
const open = async (name: RegExp) => (await find(() => devtools().getByRole('tab', { name }))).click();

async function comment(canvas: StoryContext['canvas'], text: string): Promise<void> {
  await userEvent.type(canvas.getByRole('textbox', { name: 'Add a comment' }), text);
  canvas.getByRole('button', { name: 'Comment' }).click();
}

export const Compare: Story = {
  name: 'Shows what is confirmed beside what is optimistic',
  render,
  play: async ({ canvas, step }) => {
    await untilComments(canvas, 2);
    await step('A model is chosen, and its events are delayed', async () => {
      await press(/^posts?:\w+(?![\w-])/);
      const delay = await find(() => devtools().getByRole('spinbutton', { name: /Delay events/ }));
      await fireEvent.change(delay, { target: { value: '3000' } });
      await find(() => expect(delay).toHaveValue(3000));
    });
    await step('A comment shows at once, and the panel tells the difference', async () => {
      await comment(canvas, 'Noon it is.');
      await expect(comments(canvas)).toHaveLength(3);
      await find(() => devtools().getByText('1 pending: 1 line differs.'));
      await find(() => devtools().getByText('1 held'));
    });
    await step('Confirmed, both are the same', async () => {
      await find(() => devtools().getByText('No mutation is pending: both are the same.'));
    });
  },
};

export const Faults: Story = {
  name: 'Drops an event, and rejects a mutation',
  render,
  play: async ({ canvas, step }) => {
    await untilComments(canvas, 2);
    await step('An event that is dropped is missing until the next sync', async () => {
      await press(/^posts?:\w+(?![\w-])/);
      await eventually(() => expect(fact(canvas, 'Model')).toBe('ready'));
      await press('Drop next event');
      await comment(canvas, 'Lost on its way');
      await find(() => devtools().getByText(/^Dropped:/));
      await press('Sync to put it right');
      await eventually(() => expect(comments(canvas).at(-1)).not.toContain('Sending'));
      await untilComments(canvas, 3);
    });
    await step('A mutation that is rejected is taken back', async () => {
      await press('Drop next event');
      await comment(canvas, 'On second thought');
      await open(/^Mutations/);
      await press('Reject comment.added');
      await untilComments(canvas, 3);
      await find(() => devtools().getByText(/the backend rejected it/));
    });
    await step('All of it is in the log, and on the timeline', async () => {
      await open(/^Events/);
      await find(() => devtools().getByText('dropped: the model never had it'));
      await open(/^Timeline/);
      await find(() => devtools().getByRole('img', { name: /2 mutations in the time shown/ }));
    });
  },
};

function Application({ world }: { readonly world: World }) {
  return (
    <>
      <div className="columns">
        <Post world={world} />
        <Other world={world} />
      </div>
      <ModelsDevtools initialIsOpen />
    </>
  );
}

function Post({ world }: { readonly world: World }) {
  const { data, confirmed } = useModel(world.post);
  return (
    <Card title="The post">
      <div className="panel">
        <CommentList comments={data?.comments ?? []} isPending={isMissingIn(confirmed)} />
        <CommentForm world={world} timeout={10_000} />
      </div>
      <StatusBar of={world.post} />
    </Card>
  );
}

function Other({ world }: { readonly world: World }) {
  const { data } = useModel(world.definePost(world.otherId));
  return (
    <Card title="Another post">
      <p className="panel">{data?.title}</p>
    </Card>
  );
}
