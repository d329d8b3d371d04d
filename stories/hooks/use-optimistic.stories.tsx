import type { Meta, StoryContext, StoryObj } from '@storybook/react-vite';
import { expect, userEvent } from 'storybook/test';
import { comments, eventually, fact, untilComments } from './audience.js';
import { Exchange, type ExchangeArgs } from './exchange.js';
import './hooks.css';
import { outcomes } from './post-backend.js';
import { scene, sceneArgs, sceneArgTypes } from './scene.js';

const meta = {
  title: 'Change it/useOptimistic',
  args: { ...sceneArgs, outcome: 'confirms', timeoutMs: 5000 },
  argTypes: {
    ...sceneArgTypes,
    outcome: {
      name: 'A write is',
      description: 'What becomes of it',
      options: Object.keys(outcomes),
      control: { type: 'select', labels: outcomes },
    },
    timeoutMs: {
      name: 'Timeout',
      description: 'Until the hook takes the change back, in ms',
      control: { type: 'range', min: 500, max: 10_000, step: 500 },
    },
  },
} satisfies Meta<ExchangeArgs>;

export default meta;
type Story = StoryObj<ExchangeArgs>;

const exchange = (attempt: string, outcome: string) =>
  scene<ExchangeArgs>({ attempt, outcome, show: (world, args) => <Exchange world={world} args={args} /> });

type Canvas = StoryContext['canvas'];

async function comment(canvas: Canvas, text: string): Promise<void> {
  await userEvent.type(await canvas.findByRole('textbox', { name: 'Add a comment' }), text);
  // Not the library's click, which waits: the next line of a story is to see what shows in the same tick.
  canvas.getByRole('button', { name: 'Comment' }).click();
}

const untilReady = (canvas: Canvas) => eventually(() => expect(fact(canvas, 'Model')).toBe('ready'));

/** How the mutation of that text stands, as in `Applied0 ms Acknowledged–Confirmed–`. */
function stages(canvas: Canvas, text: string): string {
  const row = canvas.getByText(`Comment “${text}”`).closest('li');
  return row?.querySelector('ol')?.textContent ?? '';
}

const seesPending = (canvas: Canvas, text: string) =>
  comments(canvas).some((shown) => shown.includes(text) && shown.includes('Sending'));

/** What is taken back was there, and leaves the post as it was. */
async function expectTakenBack(canvas: Canvas, text: string, why: RegExp): Promise<void> {
  await expect(seesPending(canvas, text)).toBe(true);
  await eventually(() => expect(canvas.getByRole('alert')).toHaveTextContent(why));
  await untilComments(canvas, 2);
}

export const Confirmed: Story = {
  name: 'Shows a change in the same tick, then each of its stages',
  render: exchange(
    'comment.',
    'it shows at once; the timeline tells when the backend had it, and when the channel confirmed it.',
  ),
  play: async ({ canvas, step }) => {
    await untilReady(canvas);
    await step('It shows before anything else can happen', async () => {
      await comment(canvas, 'Noon it is.');
      await expect(seesPending(canvas, 'Noon it is.')).toBe(true);
      await expect(stages(canvas, 'Noon it is.')).toBe('Applied0 msAcknowledged–Confirmed–');
    });
    await step('The backend has it: acknowledged, and still pending', async () => {
      await eventually(() => expect(stages(canvas, 'Noon it is.')).toMatch(/Acknowledged\d+ msConfirmed–/));
      await expect(seesPending(canvas, 'Noon it is.')).toBe(true);
    });
    await step('The channel brings it: confirmed', async () => {
      await eventually(() => expect(stages(canvas, 'Noon it is.')).toMatch(/Confirmed\d+ ms/));
      await expect(seesPending(canvas, 'Noon it is.')).toBe(false);
      await expect(comments(canvas)).toHaveLength(3);
    });
  },
};

export const ConfirmedFirst: Story = {
  name: 'Needs no answer once the channel has confirmed',
  args: { outcome: 'confirms-first' },
  render: exchange(
    'comment.',
    'it is confirmed before the backend has answered; the answer changes nothing.',
  ),
  play: async ({ canvas }) => {
    await untilReady(canvas);
    await comment(canvas, 'Faster than its answer');
    await eventually(() =>
      expect(stages(canvas, 'Faster than its answer')).toMatch(/Acknowledged–Confirmed\d+ ms/),
    );
    await expect(comments(canvas)).toHaveLength(3);
  },
};

export const Rejected: Story = {
  name: 'Takes a change back that the backend rejects by an event',
  args: { outcome: 'rejects' },
  render: exchange('comment.', 'it shows, the backend has it, its rejection arrives, and it is gone.'),
  play: async ({ canvas }) => {
    await untilReady(canvas);
    await comment(canvas, 'Spam');
    await expectTakenBack(canvas, 'Spam', /rejected/);
    await expect(stages(canvas, 'Spam')).toMatch(/Acknowledged\d+ msRejected\d+ ms/);
  },
};

export const SendFails: Story = {
  name: 'Takes a change back that could not be sent',
  args: { outcome: 'fails' },
  render: exchange('comment.', 'it shows, send throws, and it is gone; the error says what was thrown.'),
  play: async ({ canvas, step }) => {
    await untilReady(canvas);
    await step('The failure of send takes the change back', async () => {
      await comment(canvas, 'Never mind');
      await expectTakenBack(canvas, 'Never mind', /unable to send .*; the backend answered 503/);
      await expect(stages(canvas, 'Never mind')).toMatch(/Acknowledged–Failed\d+ ms/);
    });
    await step('reset() forgets what went wrong', async () => {
      await userEvent.click(canvas.getByRole('button', { name: 'Dismiss' }));
      await expect(canvas.queryByRole('alert')).toBeNull();
    });
  },
};

export const TimedOut: Story = {
  name: 'Takes a change back that nobody confirms in time',
  args: { outcome: 'stays-silent', timeoutMs: 1500 },
  render: exchange(
    'comment, and wait.',
    'the backend has it, says no more, and after the timeout it is gone.',
  ),
  play: async ({ canvas }) => {
    await untilReady(canvas);
    await comment(canvas, 'Hello?');
    await eventually(() => expect(stages(canvas, 'Hello?')).toMatch(/Acknowledged\d+ ms/));
    await expectTakenBack(canvas, 'Hello?', /no event confirmed it in time/);
    await expect(stages(canvas, 'Hello?')).toMatch(/Timed out\d+ ms/);
  },
};

export const Cancelled: Story = {
  name: 'Takes a change back that is cancelled, and aborts its request',
  args: { latencyMs: 500 },
  render: exchange(
    'comment, and cancel it in the timeline while it is on its way.',
    'it never reaches the backend.',
  ),
  play: async ({ canvas, step }) => {
    await untilReady(canvas);
    await step('Cancelled, it is gone at once', async () => {
      await comment(canvas, 'On second thought');
      await expect(seesPending(canvas, 'On second thought')).toBe(true);
      canvas.getByRole('button', { name: 'Cancel' }).click();
      await untilComments(canvas, 2);
      await expect(stages(canvas, 'On second thought')).toMatch(/Acknowledged–Cancelled\d+ ms/);
    });
    await step('And it does not come back', async () => {
      // What is written after it is confirmed, so the cancelled one is not merely late.
      await comment(canvas, 'A better one');
      await eventually(() => expect(stages(canvas, 'A better one')).toMatch(/Confirmed\d+ ms/));
      await expect(comments(canvas).join()).not.toContain('On second thought');
    });
  },
};

/** The same hook and components, on the client of `@ably-labs/models`. */
export const OnTheSdk: Story = {
  ...Confirmed,
  name: 'Does the same on @ably-labs/models',
  globals: { client: 'ably-labs-models' },
};
