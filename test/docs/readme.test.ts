// Before there is a page: React would ask it for a navigator, which Node has only from 21 on.
import { act, cleanup, render } from '@testing-library/react';
import '../react/page-in-node.js';
import SdkModelsClient from '@ably-labs/models';
import * as modelsReact from 'ably-models-react';
import { useModel, useOptimistic, type SendContext } from 'ably-models-react';
import { createTestModels } from 'ably-models-react/testing';
import { createElement } from 'react';
import { afterEach, describe, expect, onTestFinished, vi } from 'vitest';
import { type ConformingClient, type Log, type Options } from '../conformance/driver.js';
import { CHANNEL, openWorld, synced, WAIT } from '../model/world.js';
import { post, type Comment } from '../testing/comments.js';
import { setTheStage } from '../testing/stage.js';
import { storiesOf, type Run } from './run-blocks.js';

const { story, all } = storiesOf('README.md', { 'ably-models-react': modelsReact });

describe('In the README, the two hooks', () => {
  setTheStage();
  afterEach(cleanup);

  interface Hooks {
    readonly data: readonly Comment[] | undefined;
    readonly isPending: boolean;
    readonly mutate: (text: string) => void;
    readonly pending: readonly unknown[];
  }
  const toEvent = (text: string) => ({ name: 'comment.added' as const, data: { id: text, text } });
  type Sent = SendContext<ReturnType<typeof toEvent>>;

  /** A component with the block in it, and all that it has shown, each once. */
  async function open(run: Run) {
    const models = createTestModels({
      'posts:1': { title: 'Hello', comments: [{ id: '1', text: 'First' }] },
    });
    const postToBackend = vi.fn((_context: Sent) => Promise.resolve());
    const shown: string[] = [];
    let hooks: Hooks | undefined;
    const Post = () => {
      const given = { useModel, useOptimistic, post, toEvent, postToBackend };
      const { data, isPending, pending } = (hooks = run(given) as unknown as Hooks);
      const texts = data?.map(({ text }) => text).join(', ');
      return createElement('p', {}, isPending ? 'Loading' : `${texts} (${pending.length} pending)`);
    };
    const { container } = render(createElement(Post), { wrapper: models.wrapper });
    const text = () => container.textContent;
    shown.push(text());
    await models.settle();
    const mutate = (comment: string) => act(() => hooks?.mutate(comment));
    return { channel: models.channel('posts:1'), postToBackend, shown, text, mutate };
  }
  const block = ['{ data, isPending } = useModel'];

  story(block, 'show what the backend has, and each change', async (run) => {
    const { channel, shown, text } = await open(run);
    expect(shown).toEqual(['Loading']);
    expect(text()).toBe('First (0 pending)');
    await channel.emit('comment.added', { id: '2', text: 'Second' });
    expect(text()).toBe('First, Second (0 pending)');
  });

  story(block, 'show a change of their own at once, send it, and know of its confirmation', async (run) => {
    const { channel, postToBackend, text, mutate } = await open(run);
    mutate('Mine');
    expect(text()).toBe('First, Mine (1 pending)');
    expect(postToBackend).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ mutationId: channel.pending[0]?.mutationId, event: toEvent('Mine') }),
    );
    await channel.confirm();
    expect(text()).toBe('First, Mine (0 pending)');
  });

  story(block, 'take it back when the backend says no', async (run) => {
    const { channel, text, mutate } = await open(run);
    mutate('Mine');
    await channel.reject();
    expect(text()).toBe('First (0 pending)');
  });
});

describe('In the README, coming from `@ably-labs/models`', () => {
  type Client = new (options: Options & { readonly ably: unknown }) => ConformingClient;

  /** A program that was written for that client, and what it sees. */
  async function runProgram(ModelsClient: Client) {
    const { connect, publish } = await openWorld();
    const ably = connect();
    // The SDK asks for it and leaves the promise alone: unanswered, it would be an unhandled rejection.
    const time = vi.spyOn(ably, 'time');
    const client = new ModelsClient({ ably, syncOptions: { historyPageSize: 10 } });
    await Promise.all(time.mock.results.map(({ value }) => value as Promise<number>));
    const model = client.models.get({
      channelName: CHANNEL,
      sync: async () => synced([1]),
      merge: (log: Log, { name }) => [...log, name],
    });
    onTestFinished(() => void model.dispose().catch(() => undefined));
    await model.sync();
    const heard: unknown[] = [];
    model.subscribe((error, log) => heard.push(error ?? log?.join(' ')));
    const hears = (log: string) => vi.waitFor(() => expect(heard.at(-1)).toBe(log), WAIT);
    await hears('1');

    const [mine] = await model.optimistic({ mutationId: 'm1', name: 'mine' });
    await hears('1 mine');
    publish(2, { name: 'mine', mutationId: 'm1' });
    await mine;
    const [spam] = await model.optimistic({ mutationId: 'm2', name: 'spam' });
    await hears('1 mine spam');
    publish(3, { name: 'spam', mutationId: 'm2', rejected: true });
    const refusal: unknown = await spam.catch((error: unknown) => error);
    await hears('1 mine');
    publish(4, { name: 'theirs', mutationId: 'm3' });
    await hears('1 mine theirs');
    return {
      heard: [...new Set(heard)],
      data: model.data,
      state: model.state,
      isRefused: refusal instanceof Error,
    };
  }

  story(['It was: import ModelsClient'], 'the import is the migration', async (run) => {
    const { ModelsClient } = (await run()) as { ModelsClient: Client };
    const seen = await runProgram(ModelsClient);
    expect(seen).toEqual(await runProgram(SdkModelsClient as unknown as Client));
    expect(seen).toMatchObject({
      state: 'ready',
      data: { confirmed: ['1', 'mine', 'theirs'] },
      isRefused: true,
    });
  });

  all();
});
