import type { Meta, StoryContext, StoryObj } from '@storybook/react-vite';
import type { ReactNode } from 'react';
import { expect, userEvent } from 'storybook/test';
import { card, eventually } from '../hooks/audience.js';
import type { ClientKind } from '../ui/models-client.js';
import { Wall, type WallArgs } from './wall.js';
import {
  cardsWithin,
  flyTo,
  scrollDown,
  untilAttachedInView,
  untilBadge,
  untilNothing,
  untilUpToDate,
} from './wall-audience.js';
import type { WallWorld } from './wall-world.js';

const meta = {
  title: 'The screen decides/A wall of live cards',
  args: { cards: 200, pauseAfter: 400, margin: 200, changesPerSecond: 40, latencyMs: 20 },
  argTypes: {
    cards: { control: { type: 'select' }, options: [200, 1000, 5000] },
    pauseAfter: { control: { type: 'range', min: 0, max: 5000, step: 100 } },
    margin: { control: { type: 'range', min: 0, max: 1000, step: 50 } },
    changesPerSecond: { control: { type: 'range', min: 0, max: 400, step: 20 } },
    latencyMs: { name: 'Latency', control: { type: 'range', min: 0, max: 1000, step: 20 } },
  },
  // One card is like the other: to look at each of thousands takes a minute.
  parameters: { a11y: { context: { exclude: ['.wall__group + .wall__group', '.sensor:nth-child(n+12)'] } } },
} satisfies Meta<WallArgs>;

export default meta;
type Story = StoryObj<WallArgs>;

/** The latest wall's, for its play function: how the server sees it is no part of the page. */
let opened: WallWorld | undefined;
const onOpen = (world: WallWorld) => {
  opened = world;
};

const wall = (intro: ReactNode) =>
  function render(args: WallArgs, { name, globals }: Pick<StoryContext, 'name' | 'globals'>) {
    const client = globals['client'] as ClientKind;
    return <Wall {...args} title={name} client={client} intro={intro} onOpen={onOpen} />;
  };

/** With a backend that holds still: what a card shows is compared with what it has. */
async function openStill(canvas: StoryContext['canvas']): Promise<WallWorld> {
  const controls = await card(canvas, 'What happens elsewhere');
  await userEvent.click(controls.getByRole('switch', { name: 'Rooms change' }));
  if (opened === undefined) throw new Error('unable to play; there is no wall');
  return opened;
}

const syncsAtEachResume = (globals: StoryContext['globals']) => globals['client'] !== 'ably-models-react';

export const TwoHundred: Story = {
  name: 'A wall of 200 live cards',
  render: wall(
    <>
      Each card is a model with a channel of its own, inside a <strong>&lt;ModelVisibility&gt;</strong>.{' '}
      <strong>Try:</strong> scroll, slowly and fast, down and up again. <strong>See:</strong> the map, where
      green follows what is on screen; a card that comes back catches up without another sync call.
    </>,
  ),
  play: async ({ canvas, args, globals, step }) => {
    const world = await openStill(canvas);
    const { backend, server } = world;
    const { margin } = args;
    const attachedAtStops: number[] = [];

    await step('From end to end, what is in view is attached, and the margin’s rows', async () => {
      do attachedAtStops.push(await untilAttachedInView(world, margin));
      while (scrollDown(window.innerHeight * 0.9));
      attachedAtStops.push(await untilAttachedInView(world, margin));
      await expect(backend.syncCalls).toBe(args.cards);
      // Those of the stop before are there for their grace; nothing else ever is.
      await expect(server.peak).toBeLessThanOrEqual(2 * Math.max(...attachedAtStops));
    });

    await step('Back to the top in one go, no card attaches more than once', async () => {
      for (const id of backend.ids) backend.change(id);
      server.reset();
      await flyTo('top', 30);
      await untilAttachedInView(world, margin);
      const attaches = backend.ids.map((id) => server.attachesOf(id));
      await expect(Math.max(...attaches)).toBe(1);
    });

    await step('There they show what has changed meanwhile, without a sync call', async () => {
      const shown = cardsWithin(0);
      await untilUpToDate(world, shown);
      await untilBadge('Live', shown);
      if (!syncsAtEachResume(globals)) await expect(backend.syncCalls).toBe(args.cards);
    });
  },
};

export const HiddenPage: Story = {
  name: 'A hidden page costs nothing',
  args: { cards: 60 },
  render: wall(
    <>
      <strong>Try:</strong> hide the page with the switch, or really: go to another tab for a while.{' '}
      <strong>See:</strong> after <strong>pauseAfter</strong> nothing is attached any more; shown again, each
      card in view catches up on what it missed, and no sync call is made.
    </>,
  ),
  play: async ({ canvas, args, globals, step }) => {
    const world = await openStill(canvas);
    const { backend, server } = world;
    const hide = canvas.getByRole('switch', { name: 'Hide the page' });
    const inView = await untilAttachedInView(world, args.margin);
    await untilBadge('Live', [...server.attached]);
    const syncCalls = backend.syncCalls;

    await step('Hidden, it is attached to nothing when the grace is over', async () => {
      await userEvent.click(hide);
      await expect(server.attached.size).toBe(inView);
      await eventually(() => expect(server.attached.size).toBe(0));
      await untilBadge('Paused: page hidden', cardsWithin(0));
    });

    await step('Shown again, each card in view has what it missed, without a sync call', async () => {
      for (const id of backend.ids) backend.change(id);
      await userEvent.click(hide);
      await untilUpToDate(world, cardsWithin(0));
      await expect(await untilAttachedInView(world, args.margin)).toBe(inView);
      if (!syncsAtEachResume(globals)) await expect(backend.syncCalls).toBe(syncCalls);
    });
  },
};

export const FiveThousand: Story = {
  name: '5,000 cards on one connection',
  args: { cards: 5000, pauseAfter: 5000, latencyMs: 100, changesPerSecond: 200 },
  // Takes twenty seconds, for what the wall of 200 has shown.
  parameters: { a11y: { test: 'off' } },
  render: wall(
    <>
      Ably allows 200 channels on a connection. <strong>Try:</strong> scroll through all 5,000, as fast or as
      slowly as you like. <strong>See:</strong> how many are attached at most: never near 200, since a card
      has to stay in view for a moment, and only the latest few that have left it wait for their grace.
    </>,
  ),
  play: async ({ canvas, args, step }) => {
    const world = await openStill(canvas);
    const { server } = world;
    await untilAttachedInView(world, args.margin);

    await step('A screenful after the other, there are never more than 200', async () => {
      for (let stop = 0; stop < 12; stop += 1) {
        scrollDown(window.innerHeight);
        // Not until all is settled: just long enough for the cards to attach, so that they pile up.
        await untilNothing(() =>
          cardsWithin(0).some((id) => server.attached.has(id)) ? undefined : 'none of them is attached',
        );
      }
      await expect(server.peak).toBeLessThanOrEqual(200);
    });

    await step('Nor are there in one go to the end', async () => {
      await flyTo('bottom', 30);
      // Those that were left within the long grace may be, too.
      await untilNothing(() =>
        cardsWithin(0).every((id) => server.attached.has(id)) ? undefined : 'not all of them are attached',
      );
      await expect(server.peak).toBeLessThanOrEqual(200);
    });
  },
};
