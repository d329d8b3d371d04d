import type { Meta, StoryObj } from '@storybook/react-vite';
import { ModelsProvider, useModel, type LiveModel } from 'ably-models-react';
import { Activity, useEffect, useId, useState } from 'react';
import { expect, userEvent } from 'storybook/test';
import { comments, eventually, fact, untilComments } from '../hooks/audience.js';
import { BackendCard } from '../hooks/backend-card.js';
import { CommentForm } from '../hooks/comment-form.js';
import '../hooks/hooks.css';
import { useObserved } from '../hooks/model-state.js';
import { scene, sceneArgs, sceneArgTypes, type SceneArgs } from '../hooks/scene.js';
import type { World } from '../hooks/world.js';
import type { Post } from '../live-sync/backend/post.js';
import { Button } from '../ui/button.js';
import { CommentList } from '../ui/comment-list.js';
import { StateBadge } from '../ui/state-badge.js';
import './screen.css';

interface TabsArgs extends SceneArgs {
  readonly pauseAfter: number;
}

const meta = {
  title: 'The screen decides/Tabs',
  args: { ...sceneArgs, pauseAfter: 500 },
  argTypes: {
    ...sceneArgTypes,
    pauseAfter: { control: { type: 'range', min: 0, max: 10_000, step: 500 } },
  },
} satisfies Meta<TabsArgs>;

export default meta;

export const InActivity: StoryObj<TabsArgs> = {
  name: 'A hidden tab keeps what was typed, and costs nothing',
  render: scene<TabsArgs>({
    attempt: 'type half a comment, go to the other tab for a while, let Ben comment, and come back.',
    outcome: 'the hidden tab’s model pauses; shown again, what you typed and Ben’s comment are both there.',
    show: (world, { pauseAfter }) => (
      <ModelsProvider client={world.client} pauseAfter={pauseAfter}>
        <Tabs world={world} />
      </ModelsProvider>
    ),
  }),
  play: async ({ canvas, canvasElement, globals, step }) => {
    const tab = (name: RegExp) => canvas.getByRole('tab', { name });
    const field = () => canvas.getByRole('textbox', { name: 'Add a comment' });
    await untilComments(canvas, 2);
    await eventually(() => expect(tab(/shipped/)).toHaveTextContent('Live'));
    await userEvent.type(field(), 'Half a sent');
    const typedInto = field();

    await step('Hidden, its model pauses, and its page stays as it is', async () => {
      await userEvent.click(tab(/broke/));
      await eventually(() => expect(tab(/shipped/)).toHaveTextContent('Paused: unused'));
      await eventually(() => expect(fact(canvas, 'Channel attachments')).toBe('0'));
      await eventually(() => expect(tab(/broke/)).toHaveTextContent('Live'));
      await expect(typedInto).not.toBeVisible();
      await expect(canvasElement).toContainElement(typedInto);
    });
    const syncCalls = fact(canvas, 'Sync calls');

    await step('Shown again, it goes on where it was, with what it missed', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Ben comments' }));
      await userEvent.click(tab(/shipped/));
      await expect(field()).toBe(typedInto);
      await expect(typedInto).toHaveValue('Half a sent');
      await untilComments(canvas, 3);
      await expect(comments(canvas)[2]).toContain('Done.');
      if (globals['client'] === 'ably-models-react') await expect(fact(canvas, 'Sync calls')).toBe(syncCalls);
    });
  },
};

function Tabs({ world }: { readonly world: World }) {
  const [shown, setShown] = useState(world.postId);
  const [models, setModels] = useState<Readonly<Record<string, LiveModel<Post>>>>({});
  const panelId = useId();
  const tabs = { [world.postId]: 'What shipped', [world.otherId]: 'What broke' };
  return (
    <div className="columns">
      <section className="card">
        <div className="tabs" role="tablist" aria-label="Posts">
          {Object.entries(tabs).map(([id, title]) => (
            <button
              className="tab"
              type="button"
              role="tab"
              key={id}
              id={`${panelId}-tab-${id}`}
              aria-selected={id === shown}
              aria-controls={`${panelId}-${id}`}
              onClick={() => setShown(id)}
            >
              {title}
              <TabState model={models[id]} />
            </button>
          ))}
        </div>
        {Object.keys(tabs).map((id) => (
          <Activity key={id} mode={id === shown ? 'visible' : 'hidden'}>
            <div
              className="panel"
              role="tabpanel"
              id={`${panelId}-${id}`}
              aria-labelledby={`${panelId}-tab-${id}`}
            >
              <PostTab world={world} id={id} onModel={setModels} />
            </div>
          </Activity>
        ))}
      </section>
      <BackendCard world={world}>
        <Button onClick={() => world.backend.comment(world.postId, 'Ben', 'Done.')}>Ben comments</Button>
      </BackendCard>
    </div>
  );
}

function TabState({ model }: { readonly model: LiveModel<Post> | undefined }) {
  return model === undefined ? (
    <StateBadge state="initialized" pausedReason={undefined} />
  ) : (
    <Observed model={model} />
  );
}

function Observed({ model }: { readonly model: LiveModel<Post> }) {
  const { state, pausedReason } = useObserved({ model });
  return <StateBadge state={state} pausedReason={pausedReason} />;
}

interface PostTabProps {
  readonly world: World;
  readonly id: string;
  readonly onModel: (
    add: (models: Readonly<Record<string, LiveModel<Post>>>) => Readonly<Record<string, LiveModel<Post>>>,
  ) => void;
}

function PostTab({ world, id, onModel }: PostTabProps) {
  const { data, model } = useModel(world.definePost(id));
  useEffect(() => {
    if (model !== undefined) onModel((models) => ({ ...models, [id]: model }));
  }, [id, model, onModel]);
  return (
    <>
      <h2 className="panel__title">{data?.title ?? 'Loading…'}</h2>
      <CommentList comments={data?.comments ?? []} />
      <CommentForm world={world} postId={id} />
    </>
  );
}
