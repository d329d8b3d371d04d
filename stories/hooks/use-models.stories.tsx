import type { Meta, StoryObj } from '@storybook/react-vite';
import { useModels } from 'ably-models-react';
import { useState } from 'react';
import { expect, userEvent } from 'storybook/test';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { Fact, Facts } from '../ui/facts.js';
import { SwitchSetting } from '../ui/setting.js';
import { StateBadge } from '../ui/state-badge.js';
import { eventually, fact } from './audience.js';
import { BackendCard } from './backend-card.js';
import './hooks.css';
import { scene, sceneArgs, sceneArgTypes, type SceneArgs } from './scene.js';
import type { World } from './world.js';

const meta = {
  title: 'Read a model/useModels',
  args: sceneArgs,
  argTypes: sceneArgTypes,
} satisfies Meta<SceneArgs>;

export default meta;
type Story = StoryObj<SceneArgs>;

export const Sum: Story = {
  name: 'Reads many models at one moment, in a list that may change',
  render: scene({
    attempt: 'let Ben comment on either post; take the second out of the list and put it back.',
    outcome: 'the sum always fits what is shown; what stays in the list goes on, and is not read again.',
    show: (world) => <Overview world={world} />,
  }),
  play: async ({ canvas, globals, step }) => {
    const untilSum = (sum: string) => eventually(() => expect(fact(canvas, 'Comments')).toBe(sum));
    const press = (name: string) => userEvent.click(canvas.getByRole('button', { name }));
    const both = () => userEvent.click(canvas.getByRole('switch', { name: 'Both posts' }));
    await step('Both are read, and both are followed', async () => {
      await untilSum('2');
      await eventually(() => expect(canvas.getAllByText('Live')).toHaveLength(2));
      await press('Ben comments on the first');
      await untilSum('3');
      await press('Ben comments on the second');
      await untilSum('4');
      if (globals['client'] === 'ably-models-react') await expect(fact(canvas, 'Sync calls')).toBe('2');
    });
    await step('Out of the list, the second counts no more; the first stays as it is', async () => {
      await both();
      await expect(fact(canvas, 'Comments')).toBe('3');
      await expect(canvas.getAllByText('Live')).toHaveLength(1);
    });
    await step('Back within its grace, it costs nothing', async () => {
      const syncCalls = fact(canvas, 'Sync calls');
      await both();
      await untilSum('4');
      await expect(fact(canvas, 'Sync calls')).toBe(syncCalls);
    });
  },
};

function Overview({ world }: { readonly world: World }) {
  const { backend, definePost, postId, otherId } = world;
  const [hasBoth, setBoth] = useState(true);
  const ids = hasBoth ? [postId, otherId] : [postId];
  const posts = useModels(ids.map((id) => definePost(id)));
  const sum = posts.reduce((count, { data }) => count + (data?.comments.length ?? 0), 0);
  return (
    <div className="columns">
      <Card title="Your component">
        <SwitchSetting
          name="Both posts"
          hint="useModels(ids.map((id) => post(id)))"
          checked={hasBoth}
          onChange={setBoth}
        />
        <div className="panel panel--ruled tiles">
          {posts.map(({ data, state, pausedReason }, index) => (
            <article className="tile" key={ids[index]}>
              <span className="tile__value">{data?.title ?? 'Loading…'}</span>
              <span className="panel__soft">Comments: {data?.comments.length ?? '–'}</span>
              <span>
                <StateBadge state={state} pausedReason={pausedReason} />
              </span>
            </article>
          ))}
        </div>
        <footer className="status">
          <Facts label="Of all of them">
            <Fact name="Posts">{posts.length}</Fact>
            <Fact name="Comments">{sum}</Fact>
          </Facts>
        </footer>
      </Card>
      <BackendCard world={world}>
        <Button onClick={() => backend.comment(postId, 'Ben', 'Done.')}>Ben comments on the first</Button>
        <Button onClick={() => backend.comment(otherId, 'Ben', 'Mended.')}>Ben comments on the second</Button>
      </BackendCard>
    </div>
  );
}
