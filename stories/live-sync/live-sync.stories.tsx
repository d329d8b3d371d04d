import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, userEvent } from 'storybook/test';
import { isAblyLocal } from '../ui/ably.js';
import type { ClientKind } from '../ui/models-client.js';
import { eventually, takeSeats } from './audience.js';
import { LiveSync } from './live-sync.js';

const meta = {
  title: 'LiveSync',
  component: LiveSync,
  args: { client: 'ably-models-react', latencyMs: 250 },
  argTypes: {
    // The toolbar decides.
    client: { table: { disable: true }, control: false },
    latencyMs: { name: 'Latency', control: { type: 'range', min: 0, max: 1000, step: 50 } },
  },
  render: (args, { globals }) => <LiveSync {...args} client={globals['client'] as ClientKind} />,
} satisfies Meta<typeof LiveSync>;

export default meta;
type Story = StoryObj<typeof meta>;

/** What is typed on the left shows there at once, and on the right when the backend has confirmed it. */
export const Overview: Story = {
  play: async ({ canvas }) => {
    const { ada, ben } = await takeSeats(canvas);

    await ada.say('The outbox is the trick.');
    await expect(ada.seesPending('The outbox is the trick.')).toBe(true);
    await expect(ben.sees('The outbox is the trick.')).toBe(false);
    await eventually(() => expect(ben.sees('The outbox is the trick.')).toBe(true));
    await eventually(() => expect(ada.seesPending('The outbox is the trick.')).toBe(false));

    await ben.say('One transaction for both. Neat!');
    await ben.like();
    await expect(ben.likes).toBe('1');
    await ada.retitle('What we shipped');
    await expect(ada.title).toBe('What we shipped');
    await eventually(() => expect(ben.title).toBe('What we shipped'));
    await eventually(() => expect(ada.likes).toBe('1'));
    await eventually(() => expect(ada.sees('Neat!')).toBe(true));

    const latest = canvas.getByRole('list', { name: 'Mutations' });
    await eventually(() => expect(latest).toHaveTextContent(/Title “What we shipped”.*Confirmed\d+ ms/));
  },
};

/** A refused write shows, is taken back, and never reaches the other side. */
export const RefusedWrite: Story = {
  play: async ({ canvas }) => {
    const { ada, ben } = await takeSeats(canvas);
    const seenByBen = ben.watch();
    const refuse = canvas.getByRole('switch', { name: 'Refuse writes' });

    await userEvent.click(refuse);
    await ada.say('Not today');
    await expect(ada.seesPending('Not today')).toBe(true);
    await eventually(() => expect(ada.sees('Not today')).toBe(false));
    await eventually(() => expect(ada.takenBack()).toContain('Comment “Not today”Refused'));

    // What comes after it has arrived, so the refused one is not merely late.
    await userEvent.click(refuse);
    await ada.say('But now');
    await eventually(() => expect(ben.sees('But now')).toBe(true));
    await expect(seenByBen().join()).not.toContain('Not today');
  },
};

/** A browser that lost its connection says that it may be behind, and misses nothing once it is back. */
export const DroppedConnection: Story = {
  play: async ({ canvas }) => {
    if (!isAblyLocal) return;
    const { ada, ben } = await takeSeats(canvas);

    await ada.press('Drop connection');
    await eventually(() => expect(ada.status('Data')).toBe('stale'));
    await ben.say('Ada, are you there?');
    await ben.say('I shall go on without you.');
    await eventually(() => expect(ben.seesPending('without you')).toBe(false));
    await expect(ada.comments()).toEqual([]);

    await ada.press('Reconnect');
    await eventually(() => expect(ada.sees('I shall go on without you.')).toBe(true));
    await eventually(() => expect(ada.status('Data')).toBe('fresh'));
    await ada.say('Back again.');
    await eventually(() => expect(ben.sees('Back again.')).toBe(true));
    await eventually(() => expect(ada.comments()).toEqual(ben.comments()));
  },
};

/** Nothing but the channel joins the two: without the connector the right side never changes. */
export const ConnectorStopped: Story = {
  play: async ({ canvas }) => {
    const { ada, ben } = await takeSeats(canvas);
    const connector = canvas.getByRole('switch', { name: 'Connector' });

    await userEvent.click(connector);
    const seenByBen = ben.watch();
    await ada.say('Is anybody there?');
    await eventually(() => expect(canvas.getByText('1 waiting')).toBeVisible());
    await eventually(() =>
      expect(canvas.getByRole('list', { name: 'Mutations' })).toHaveTextContent(/Acknowledged\d+ ms/),
    );
    await expect(ada.seesPending('Is anybody there?')).toBe(true);
    await expect(seenByBen()).toEqual([]);

    await userEvent.click(connector);
    await eventually(() => expect(ben.sees('Is anybody there?')).toBe(true));
    await eventually(() => expect(ada.seesPending('Is anybody there?')).toBe(false));
  },
};

/** The same hooks and components, on the client of `@ably-labs/models`. */
export const OnTheSdk: Story = {
  name: 'On @ably-labs/models',
  globals: { client: 'ably-labs-models' },
  play: async (context) => {
    await Overview.play?.(context);
    await expect(context.canvas.getByText('@ably-labs/models')).toBeVisible();
  },
};
