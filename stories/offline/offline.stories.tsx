import type { Meta, StoryContext, StoryObj } from '@storybook/react-vite';
import type { ReactNode } from 'react';
import { expect, userEvent } from 'storybook/test';
import { eventually, flip, Seat, takeSeats } from './audience.js';
import { countRequests, readLedger } from './backend/ledger.js';
import { describe } from './describe.js';
import { Offline, type OfflineArgs } from './offline.js';
import type { World } from './world.js';

const meta = {
  title: 'Offline/Tasks without a network',
  args: { latencyMs: 50 },
  argTypes: { latencyMs: { name: 'Latency', control: { type: 'range', min: 0, max: 1000, step: 50 } } },
  // What is kept is kept by the client of this package.
  globals: { client: 'ably-models-react' },
} satisfies Meta<OfflineArgs>;

export default meta;
type Story = StoryObj<OfflineArgs>;

/** The latest world, for its play function: what is in its database is asked for in SQL. */
let opened: World | undefined;
const onOpen = (world: World) => {
  opened = world;
};

const offline = (intro: ReactNode) =>
  function render({ latencyMs }: OfflineArgs, { name }: Pick<StoryContext, 'name'>) {
    return <Offline title={name} intro={intro} latencyMs={latencyMs} onOpen={onOpen} />;
  };

/** What Postgres has, as in `Delete “Buy milk”, requests: 1`. */
async function inPostgres(): Promise<string[]> {
  if (opened === undefined) throw new Error('unable to play; there is no world');
  const rows = await readLedger(opened.database);
  return rows.map(({ event, requests }) => `${describe(event)}, requests: ${requests}`);
}

async function requests(): Promise<number> {
  if (opened === undefined) throw new Error('unable to play; there is no world');
  return countRequests(opened.database);
}

export const Tunnel: Story = {
  name: 'Written in the tunnel',
  render: offline(
    <>
      <strong>Try:</strong> go offline, change what you like, close the tab, open it again, and come back
      online. <strong>See:</strong> all of it is there before there is any network, and then Ben has it, each
      change once.
    </>,
  ),
  play: async ({ canvas, step }) => {
    const { ada, ben } = await takeSeats(canvas);
    const before = ['[ ] Book the venue', '[ ] Print the programme', '[ ] Order the coffee'];
    const after = ['[x] Book the big hall', '[x] Print 200 programmes', '[x] Order the coffee'];
    const pending = after.map((task) => `${task}, Pending`);
    const changes = [
      'Rename to “Book the big hall”',
      'Tick off “Book the big hall”',
      'Rename to “Print 200 programmes”',
      'Tick off “Print 200 programmes”',
      'Tick off “Order the coffee”',
    ];

    await step('Offline, five changes show at once, and are kept', async () => {
      await flip(canvas, 'Offline');
      await eventually(() => expect(ada.has('may be behind')).toBe(true));
      await ada.rename('Book the venue', 'Book the big hall');
      await ada.tick('Book the big hall');
      await ada.rename('Print the programme', 'Print 200 programmes');
      await ada.tick('Print 200 programmes');
      await ada.tick('Order the coffee');
      await expect(ada.tasks()).toEqual(pending);
      await eventually(() => expect(ada.queue()).toEqual(changes.map((change) => `${change}, Kept`)));
      await expect(ben.tasks()).toEqual(before);
    });

    await step('Closed and opened again, all of it is there, without any network', async () => {
      await ada.press('Close tab');
      await ada.press('Open again');
      await eventually(() => expect(ada.tasks()).toEqual(pending));
      await eventually(() => expect(ada.queue()).toEqual(changes.map((change) => `${change}, Kept`)));
      await eventually(() => expect(ada.has('0 of 4 models caught up')).toBe(true));
      await expect(ada.has('hydrated')).toBe(true);
      await expect(ada.has('may be behind')).toBe(true);
      await expect(await requests()).toBe(0);
    });

    await step('Online, each change arrives once, and both agree', async () => {
      await flip(canvas, 'Offline');
      await eventually(() => expect(ben.tasks()).toEqual(after));
      await eventually(() => expect(ada.tasks()).toEqual(after));
      await eventually(() => expect(ada.has('Nothing waits to be sent.')).toBe(true));
      await expect(ada.has('hydrated → replayed')).toBe(true);
      await expect(ada.has('4 of 4 models caught up')).toBe(true);
      await expect((await inPostgres()).sort()).toEqual(
        changes.map((change) => `${change}, requests: 1`).sort(),
      );
    });
  },
};

export const TwoTabs: Story = {
  name: 'Two tabs, one sender',
  render: offline(
    <>
      <strong>Try:</strong> open the second tab, hold requests, change something in both, close the tab that
      sends, and let the requests go. <strong>See:</strong> the other tab sends again what may be lost, and
      Postgres does each change once.
    </>,
  ),
  play: async ({ canvas, step }) => {
    const { ada, ben } = await takeSeats(canvas);
    const second = new Seat(canvas, 'Ada’s tab 2');
    const changes = [
      'Tick off “Book the venue”',
      'Tick off “Print the programme”',
      'Tick off “Order the coffee”',
    ];

    await step('One tab sends what was changed in both', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Open it' }));
      await eventually(() => expect(second.has('4 of 4 models caught up')).toBe(true));
      await flip(canvas, 'Hold requests');
      await ada.tick('Book the venue');
      await ada.tick('Print the programme');
      await second.tick('Order the coffee');
      const sending = changes.map((change) => `${change}, Sending`);
      await eventually(() => expect(ada.queue()).toEqual(sending));
      await eventually(() => expect(second.queue()).toEqual(sending));
      await eventually(() => expect(ada.has('Sends')).toBe(true));
      await expect(second.has('Sends')).toBe(false);
    });

    await step('Closed in the middle of it, the other tab sends what may be lost', async () => {
      await ada.press('Close tab');
      const again = changes.map((change) => `${change}, Sending, attempt 2`);
      await eventually(() => expect(second.queue()).toEqual(again));
      await eventually(() => expect(second.has('Sends')).toBe(true));
      await expect(await requests()).toBe(0);
    });

    await step('Both requests arrive, and each change is made once', async () => {
      await flip(canvas, 'Hold requests');
      const done = ['[x] Book the venue', '[x] Print the programme', '[x] Order the coffee'];
      await eventually(() => expect(ben.tasks()).toEqual(done));
      await eventually(() => expect(second.tasks()).toEqual(done));
      await eventually(() => expect(second.has('Nothing waits to be sent.')).toBe(true));
      await eventually(async () =>
        expect((await inPostgres()).sort()).toEqual(changes.map((change) => `${change}, requests: 2`).sort()),
      );
      await eventually(() => expect(canvas.getAllByText('2 requests, done once')).toHaveLength(3));
    });
  },
};

export const Refused: Story = {
  name: 'Refused while away',
  render: offline(
    <>
      <strong>Try:</strong> go offline, rename a task, let Ben delete it, and come back online.{' '}
      <strong>See:</strong> the backend will never take that change, which is kept as refused until you have
      seen it; what comes after it goes on.
    </>,
  ),
  play: async ({ canvas, step }) => {
    const { ada, ben } = await takeSeats(canvas);
    const left = ['[ ] Book the venue', '[x] Order the coffee'];
    const refused = ['Rename to “Print 200 programmes”, Refused, The task has been deleted'];

    await step('Ada renames what Ben deletes', async () => {
      await flip(canvas, 'Offline');
      await eventually(() => expect(ada.has('may be behind')).toBe(true));
      await ada.rename('Print the programme', 'Print 200 programmes');
      await ada.tick('Order the coffee');
      await ben.press('Delete “Print the programme”');
      await eventually(async () =>
        expect(await inPostgres()).toEqual(['Delete “Print the programme”, requests: 1']),
      );
      await expect(ada.tasks()).toHaveLength(3);
    });

    await step('Back online, it is refused and kept, and the rest is sent', async () => {
      await flip(canvas, 'Offline');
      await eventually(() => expect(ada.refused()).toEqual(refused));
      await eventually(() => expect(ben.tasks()).toEqual(left));
      await eventually(() => expect(ada.tasks()).toEqual(left));
      await eventually(() => expect(ada.queue()).toEqual([]));
    });

    await step('Tried again, it is refused again', async () => {
      const before = await requests();
      await ada.press('Try again');
      await eventually(async () => expect(await requests()).toBe(before + 1));
      await eventually(() => expect(ada.refused()).toEqual(refused));
    });

    await step('Dismissed, it is gone, also for a tab that is opened later', async () => {
      await ada.press('Dismiss');
      await eventually(() => expect(ada.refused()).toEqual([]));
      await ada.press('Close tab');
      await ada.press('Open again');
      await eventually(() => expect(ada.has('3 of 3 models caught up')).toBe(true));
      await expect(ada.refused()).toEqual([]);
      await expect(ada.tasks()).toEqual(left);
    });
  },
};

export const EditedTwice: Story = {
  name: 'Edited twice, sent once',
  render: offline(
    <>
      <strong>Try:</strong> go offline, rename one task again and again, and come back online.{' '}
      <strong>See:</strong> the outbox keeps the latest title only, and one request brings it to Postgres.
    </>,
  ),
  play: async ({ canvas, step }) => {
    const { ada, ben } = await takeSeats(canvas);

    await step('Three titles are one change', async () => {
      await flip(canvas, 'Offline');
      await eventually(() => expect(ada.has('may be behind')).toBe(true));
      await ada.rename('Book the venue', 'Book a hall');
      await ada.rename('Book a hall', 'Book the hall');
      await ada.rename('Book the hall', 'Book the big hall');
      await eventually(() => expect(ada.queue()).toEqual(['Rename to “Book the big hall”, Kept']));
    });

    await step('Paused, nothing is sent, although there is a network', async () => {
      await ada.press('Pause');
      await flip(canvas, 'Offline');
      await eventually(() => expect(ada.has('4 of 4 models caught up')).toBe(true));
      await expect(ada.has('Paused')).toBe(true);
      // What Ben does comes all the way to Ada meanwhile: there was time enough to send.
      await ben.tick('Order the coffee');
      await eventually(() => expect(ada.tasks()).toContain('[x] Order the coffee'));
      await expect(ada.queue()).toEqual(['Rename to “Book the big hall”, Kept']);
      await expect(await inPostgres()).toEqual(['Tick off “Order the coffee”, requests: 1']);
    });

    await step('Sent, it is one request', async () => {
      await ada.press('Resume');
      await eventually(() => expect(ben.tasks()[0]).toBe('[ ] Book the big hall'));
      await eventually(() => expect(ada.queue()).toEqual([]));
      await expect(ada.tasks()[0]).toBe('[ ] Book the big hall');
      await expect(await inPostgres()).toEqual([
        'Tick off “Order the coffee”, requests: 1',
        'Rename to “Book the big hall”, requests: 1',
      ]);
      await expect(await requests()).toBe(2);
    });
  },
};

export const SignedOut: Story = {
  name: 'Signed out, nothing is left',
  render: offline(
    <>
      <strong>Try:</strong> go offline, add a task, sign out, sign in again. <strong>See:</strong> neither
      what was shown nor what waited to be sent is on this machine any more.
    </>,
  ),
  play: async ({ canvas, step }) => {
    const { ada, ben } = await takeSeats(canvas);

    await step('Offline, a new task shows, and is kept', async () => {
      await flip(canvas, 'Offline');
      await eventually(() => expect(ada.has('may be behind')).toBe(true));
      await ada.add('Invite the neighbours');
      await expect(ada.tasks()).toContain('[ ] Invite the neighbours, New');
      await eventually(() => expect(ada.queue()).toEqual(['Add “Invite the neighbours”, Kept']));
    });

    await step('Signed out and in again, there is nothing to show without a network', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Sign out' }));
      await new Seat(canvas, 'Signed out').press('Sign in');
      await eventually(() => expect(ada.has('Nothing waits to be sent.')).toBe(true));
      await expect(ada.tasks()).toEqual([]);
    });

    await step('Online, it shows what the backend has', async () => {
      await flip(canvas, 'Offline');
      await eventually(() => expect(ada.tasks()).toHaveLength(3));
      await eventually(() => expect(ada.has('4 of 4 models caught up')).toBe(true));
      await expect(ada.tasks()).toEqual(ben.tasks());
      await expect(await inPostgres()).toEqual([]);
    });
  },
};
