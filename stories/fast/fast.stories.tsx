import type { Meta, StoryContext, StoryObj } from '@storybook/react-vite';
import type { ReactNode } from 'react';
import { expect, userEvent } from 'storybook/test';
import { card, eventually } from '../hooks/audience.js';
import type { ClientKind } from '../ui/models-client.js';
import { FleetPage, type FleetArgs } from './fleet-page.js';
import type { FleetWorld } from './fleet-world.js';

const meta = {
  title: 'Fast/A thousand events a second',
  args: { components: 1000, eventsPerSecond: 1000, latencyMs: 20 },
  argTypes: {
    components: { control: { type: 'select' }, options: [100, 1000, 5000] },
    eventsPerSecond: { name: 'Events a second', control: { type: 'range', min: 0, max: 2000, step: 100 } },
    latencyMs: { name: 'Latency', control: { type: 'range', min: 0, max: 1000, step: 20 } },
  },
  // One server is like the other: to look at each of thousands takes a minute.
  parameters: { a11y: { context: { exclude: ['.rack:nth-child(n+2)'] } } },
} satisfies Meta<FleetArgs>;

export default meta;
type Story = StoryObj<FleetArgs>;

/** The latest fleet's, for its play function: what the backend knows is no part of the page. */
let opened: FleetWorld | undefined;
const onOpen = (world: FleetWorld) => {
  opened = world;
};

const fleet = (intro: ReactNode) =>
  function render(args: FleetArgs, { name, globals }: Pick<StoryContext, 'name' | 'globals'>) {
    const client = globals['client'] as ClientKind;
    return <FleetPage {...args} title={name} client={client} intro={intro} onOpen={onOpen} />;
  };

const sentence = 'Rack 7 runs hot, I am moving two jobs away from it.';

/** So many commits say something, in 1. How long they take is the machine's business. */
const commitsToSee = 60;

export const OneThousand: Story = {
  name: '1,000 components, 1,000 events a second',
  render: fleet(
    <>
      Each square is a component that reads its server from <strong>one model</strong>, and each report is a
      message of its own. <strong>Try:</strong> type a note, whose text is in the same model.{' '}
      <strong>See:</strong> only squares whose server has reported render, all in one commit a frame.
    </>,
  ),
  play: async ({ canvas, args, globals, step }) => {
    if (globals['client'] !== 'ably-models-react') {
      await expect(canvas.getByRole('status')).toHaveTextContent('for the client of ably-models-react only');
      return;
    }
    const controls = await card(canvas, 'What happens elsewhere');
    const note = await canvas.findByRole<HTMLInputElement>('textbox', { name: 'Note' });
    await eventually(() => expect(note).toHaveValue('All quiet'));
    if (opened === undefined) throw new Error('unable to play; there is no fleet');
    const { backend, client, fleet, meter } = opened;
    const model = client.models.get(fleet);
    await eventually(() => expect(model.state).toBe('ready'));
    await expect(document.querySelectorAll('[data-server]')).toHaveLength(args.components);

    await step('Under way, one can type', async () => {
      meter.reset();
      await userEvent.clear(note);
      await userEvent.type(note, sentence);
      await expect(note).toHaveValue(sentence);
    });

    await step('Only what has changed is rendered', async () => {
      const first = meter.getFrames().at(-1);
      // Not by the number of frames: a slow machine has few of them in the seconds that the meter keeps.
      const during = (counter: 'published' | 'received' | 'committed') =>
        (meter.getFrames().at(-1)?.[counter] ?? 0) - (first?.[counter] ?? 0);
      await eventually(() => expect(during('committed')).toBeGreaterThan(commitsToSee));
      await expect(meter.needless).toBe(0);
      await expect(during('committed')).toBeLessThan(during('received') / 2);
      // The rest is under way.
      await expect(during('received')).toBeGreaterThan(0.75 * during('published'));
    });

    await step('And in the end, nothing was lost', async () => {
      await userEvent.click(controls.getByRole('switch', { name: 'Servers report' }));
      await eventually(() => expect(model.getSnapshot().sequenceId).toBe(String(backend.sequenceId)));
      await expect(model.data.confirmed).toEqual(backend.peek());
      const loads = backend.peek().racks.flatMap((servers) => servers.map(({ load }) => String(load)));
      await eventually(() => expect(shownLoads()).toEqual(loads));
      await expect(note).toHaveValue(sentence);
    });
  },
};

const shownLoads = () =>
  [...document.querySelectorAll('[data-server]')].map(({ textContent }) => textContent);

export const ByHand: Story = {
  name: 'As many as you like',
  args: { components: 5000, eventsPerSecond: 2000 },
  render: fleet(
    <>
      <strong>Try:</strong> more and fewer components and events, and type meanwhile. <strong>See:</strong>{' '}
      what it does to the frames; “Start over” forgets those that went before.
    </>,
  ),
};
