import type { Meta, StoryContext, StoryObj } from '@storybook/react-vite';
import { expect, userEvent } from 'storybook/test';
import { card, eventually } from '../hooks/audience.js';
import { LivePicture } from './live-picture.js';
import './opening.css';

const meta = {
  title: 'Start here/The way of a change',
  component: LivePicture,
  // Seen on the opening page; here it is tested.
  tags: ['!dev'],
} satisfies Meta<typeof LivePicture>;

export default meta;
type Story = StoryObj<typeof meta>;

async function panels(canvas: StoryContext['canvas']) {
  const textOf = async (name: string) => {
    const list = (await card(canvas, name)).getByRole('list');
    return () => list.textContent;
  };
  return {
    channel: await textOf('Channel'),
    confirmed: await textOf('Confirmed'),
    optimistic: await textOf('Optimistic'),
    say: () => canvas.getByRole('status').textContent,
  };
}

async function press(canvas: StoryContext['canvas'], name: string) {
  await eventually(() => expect(canvas.getByRole('button', { name })).toBeEnabled());
  await userEvent.click(canvas.getByRole('button', { name }));
}

export const Confirmed: Story = {
  play: async ({ canvas }) => {
    await press(canvas, 'Make a change');
    const { channel, confirmed, optimistic, say } = await panels(canvas);
    await eventually(() => expect(optimistic()).toContain('Noon it is.Pending'));
    await expect(confirmed()).not.toContain('Noon it is.');
    await expect(say()).toMatch(/^Applied/);
    await eventually(() => expect(channel()).toContain('comment.added'));
    await eventually(() => expect(confirmed()).toContain('Noon it is.'));
    await expect(optimistic()).not.toContain('Pending');
    await expect(say()).toMatch(/^Confirmed/);
  },
};

export const TakenBack: Story = {
  play: async ({ canvas }) => {
    await press(canvas, 'One that is refused');
    const { channel, confirmed, optimistic, say } = await panels(canvas);
    await eventually(() => expect(optimistic()).toContain('Buy followers!Pending'));
    await eventually(() => expect(channel()).toContain('rejected'));
    await eventually(() => expect(optimistic()).not.toContain('Buy followers!'));
    await expect(confirmed()).not.toContain('Buy followers!');
    await expect(say()).toMatch(/^Taken back/);
  },
};

export const SomebodyElses: Story = {
  name: 'Somebody else’s',
  play: async ({ canvas }) => {
    await press(canvas, 'Somebody else’s');
    const { confirmed, optimistic, say } = await panels(canvas);
    await eventually(() => expect(confirmed()).toContain('Done.'));
    await expect(optimistic()).not.toContain('Pending');
    await expect(say()).toMatch(/^Merged/);
  },
};
