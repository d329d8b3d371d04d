// Before there is a page: React would ask it for a navigator, which Node has only from 21 on.
import { act, cleanup, render, waitFor, within } from '@testing-library/react';
import * as testingLibrary from '@testing-library/react';
import '../react/page-in-node.js';
import 'fake-indexeddb/auto';
import * as userEventModule from '@testing-library/user-event';
import { type UserEvent } from '@testing-library/user-event';
import { persistModels } from 'ably-models-react/persist';
import * as testing from 'ably-models-react/testing';
import { createTestModels, type TestChannel, type TestModels } from 'ably-models-react/testing';
import { createElement, type ReactElement } from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import { afterEach, describe, expect, vi } from 'vitest';
import { Comments, post } from '../testing/comments.js';
import { fakeTimers, hello, setTheStage } from '../testing/stage.js';
import { storiesOf, type Run } from './run-blocks.js';

// `screen` looks for a document when it is imported, and that is before there is one.
const screen = within(document.body);

const { story, all } = storiesOf('docs/testing.md', {
  '@testing-library/react': { ...testingLibrary, screen },
  '@testing-library/user-event': userEventModule,
  'ably-models-react/testing': testing,
  'fake-indexeddb/auto': {},
  'react/jsx-runtime': jsxRuntime,
});

const states = { 'posts:1': hello };
/** The application's component, which the document leaves to its reader. */
const OwnComments = (): ReactElement => createElement(Comments, { send: () => Promise.resolve() });
const show = ({ wrapper }: Pick<TestModels, 'wrapper'>) => render(createElement(OwnComments), { wrapper });

const comments = () => screen.queryAllByRole('listitem').map(({ textContent }) => textContent);
const title = () => screen.getByRole('heading').textContent;
/** Of the model, its connection, and why it is paused. */
const note = () => screen.getByRole('note').textContent;

/** Models of a test as the document has them, and the component on the screen. */
async function open() {
  const models = createTestModels(states);
  show(models);
  await models.settle();
  const channel = models.channel('posts:1');
  const mutate = (text: string) =>
    act(() =>
      models.client.models.get(post('1')).optimistic({ name: 'comment.added', data: { id: text, text } }),
    );
  return { models, channel, mutate };
}

describe('In the document on testing', () => {
  setTheStage();
  afterEach(cleanup);

  story(['await models.channel'], 'the first test shows what the backend publishes', async (run) => {
    const { default: found } = await run({ Comments: OwnComments });
    expect(title()).toBe('Hello');
    expect(comments()).toEqual(['Welcome']);
    expect(found).toBe(screen.getByRole('listitem'));
  });

  story(['expect(channel.pending)'], 'lists and numbers are plain values', async (run) => {
    const { models, mutate } = await open();
    const [confirmation] = await mutate('Welcome');
    const asserted = vi.fn(expect);
    const { channel } = (await run({ models, expect: asserted })) as { channel: TestChannel };
    expect(asserted.mock.calls).toEqual([[channel.pending], [1]]);
    expect(structuredClone(channel.pending)).toEqual(channel.sent);
    await channel.confirm();
    await confirmation;
    expect(channel.pending).toEqual([]);
    await expect(async () => run({ models, expect })).rejects.toThrow('to match object');
  });

  story(
    ['comment.pinned'],
    'a name without a handler is emitted where somebody is subscribed',
    async (run) => {
      const { models, channel } = await open();
      await expect(channel.emit('comment.pinned', { id: 'c1' })).rejects.toThrow(
        'no model of it has a handler',
      );
      await run({ models, channel });
      await channel.emit('comment.added', { id: 'c1', text: 'Welcome' });
      expect(comments()).toEqual(['Welcome']);
    },
  );

  story(
    ['no spam'],
    'the first mutation is refused, with its reason, and the third confirmed before the second',
    async (run) => {
      const { channel, mutate } = await open();
      const [[refused], [waiting], [confirmed]] = [await mutate('1'), await mutate('2'), await mutate('3')];
      const refusal = expect(refused).rejects.toMatchObject({
        code: 'mutation-rejected',
        cause: { data: 'no spam' },
      });
      const { first, second } = await run({ channel });
      await Promise.all([refusal, confirmed]);
      expect([first, second]).toMatchObject([{ data: { text: '2' } }, { data: { text: '3' } }]);
      expect(channel.pending).toEqual([first]);
      expect(comments().sort()).toEqual(['2', '3']);
      await channel.confirm();
      await waiting;
    },
  );

  story(['const isEvent'], 'the reason of a rejection is read off its event, with types', async (run) => {
    const { channel, mutate } = await open();
    const [refused] = await mutate('1');
    const refusal = refused.then(
      () => undefined,
      (error: unknown) => error,
    );
    await channel.reject(undefined, 'no spam');
    expect(await run({ refused: await refusal })).toMatchObject({ reason: 'no spam' });
    const failed = new Error('unable to send');
    expect(await run({ refused: failed })).toMatchObject({ reason: 'unable to send' });
  });

  describe('a connection that was lost', () => {
    /** Runs the block, and says how the model came by what it missed. */
    async function lose(
      run: Run,
      { change }: { change?: (channel: TestChannel) => Partial<TestChannel> } = {},
    ) {
      const { models, channel } = await open();
      const history = vi.spyOn(models.client.ably.channels.get('posts:1'), 'history');
      const seen: string[] = [];
      const disconnect = async () => {
        await models.disconnect();
        channel.serve({ title: 'Synced', comments: [] });
        seen.push(note());
      };
      await run({ models: { ...models, disconnect }, channel: { ...channel, ...change?.(channel) } });
      expect(seen).toEqual(['ready disconnected stale']);
      expect(note()).toBe('ready connected');
      return { title: title(), comments: comments(), hasReadHistory: history.mock.calls.length > 0 };
    }
    const missed = { comments: ['Missed'] };

    story(['loseContinuity'], 'has the model read the history', async (run) => {
      expect(await lose(run)).toEqual({ title: 'Hello', ...missed, hasReadHistory: true });
    });

    story(['loseContinuity'], 'has Ably deliver what was missed, where continuity is kept', async (run) => {
      const change = () => ({ loseContinuity: () => Promise.resolve() });
      expect(await lose(run, { change })).toEqual({ title: 'Hello', ...missed, hasReadHistory: false });
    });

    story(['loseContinuity'], 'syncs anew where a change is gone from the history', async (run) => {
      const change = (channel: TestChannel): Partial<TestChannel> => ({
        async emit(...message) {
          await channel.emit(...message);
          channel.expireHistory();
        },
      });
      expect(await lose(run, { change })).toMatchObject({ title: 'Synced', ...missed });
    });
  });

  story(['HTTP 500'], 'the first sync fails, and the next one does not', async (run) => {
    const models = createTestModels(states);
    const channel = models.channel('posts:1');
    await run({ models, channel, render, Comments: OwnComments, waitFor, expect });
    expect(title()).toContain('HTTP 500');
    act(() => screen.getByText('Refresh').click());
    await models.settle();
    expect(title()).toBe('Hello');
  });

  story(['pauseAfter: 0'], 'a hidden page lets go of its channel', async (run) => {
    const attachments: number[] = [];
    const elided = async ({ models }: { models: TestModels }) => {
      show(models);
      await models.settle();
      attachments.push(models.channel('posts:1').attachments);
    };
    const { models } = (await run({ createTestModels, states, waitFor, expect, elided })) as {
      models: TestModels;
    };
    attachments.push(models.channel('posts:1').attachments);
    expect(attachments).toEqual([1, 0]);
    expect(note()).toContain('paused');
  });

  story(
    ['advanceTimersByTimeAsync'],
    'fake timers bring a message that is on its way for a second',
    async (run) => {
      vi.useFakeTimers(fakeTimers);
      const { channel } = await open();
      channel.delay(1000);
      await channel.emit('comment.added', { id: 'c1', text: 'Late' });
      await act(() => vi.advanceTimersByTimeAsync(0));
      expect(comments()).toEqual([]);
      await run({ act, vi });
      expect(comments()).toEqual(['Late']);
    },
  );

  story(['userEvent.setup'], 'a person types, and `findBy…` waits, on fake timers of vitest', async (run) => {
    const { channel } = await open();
    const { user } = (await run({ vi })) as { user: UserEvent };
    await user.type(screen.getByLabelText('Comment'), 'Mine{Enter}');
    expect(channel.pending).toMatchObject([{ data: { text: 'Mine' } }]);
    channel.delay(500);
    await channel.emit('comment.added', { id: 'c1', text: 'Late' });
    await screen.findByText('Late');
  });

  story(['persistModels'], 'what keeps the models is closed before leaks are looked for', async (run) => {
    const { models, channel } = await open();
    const held: number[] = [];
    const elided = () => void held.push(channel.attachments);
    await run({ models, persistModels, elided });
    expect([...held, channel.attachments]).toEqual([1, 0]);
  });

  describe('the hooks against leaks', () => {
    const hooks = (run: Run) => {
      const [before, after] = [
        vi.fn<(hook: () => void) => void>(),
        vi.fn<(hook: () => Promise<void>) => void>(),
      ];
      const variables = run({ createTestModels, states, beforeEach: before, afterEach: after }) as {
        models: TestModels;
      };
      expect([before, after].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
      before.mock.lastCall?.[0]();
      return { variables, end: async () => after.mock.lastCall?.[0]() };
    };

    story(['afterEach'], 'give each test models of its own, and let go of them', async (run) => {
      const { variables, end } = hooks(run);
      show(variables.models);
      await variables.models.settle();
      const channel = variables.models.channel('posts:1');
      expect(channel.attachments).toBe(1);
      await end();
      expect(channel.attachments).toBe(0);
      expect(document.body.textContent).toBe('');
    });

    story(['afterEach'], 'name a mutation that nobody answered', async (run) => {
      const { variables, end } = hooks(run);
      const model = variables.models.client.models.get(post('1'));
      const [confirmation] = await model.optimistic({ mutationId: 'm1', name: 'comment.added', data: {} });
      confirmation.catch(() => undefined);
      await expect(end()).rejects.toThrow('mutation "m1" (comment.added) is pending on "posts:1"');
    });
  });

  all();
});
