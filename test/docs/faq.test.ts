import { click, screen, show } from './stage.js';
import '../persist/page-in-node.js';
import 'fake-indexeddb/auto';
import { Realtime, type ClientOptions } from 'ably';
import * as modelsReact from 'ably-models-react';
import { defineModel, useOptimistic, usePendingMutations, type MutationEvent } from 'ably-models-react';
import { persistModels, useOutbox } from 'ably-models-react/persist';
import { createTestModels } from 'ably-models-react/testing';
import { createElement } from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import { describe, expect, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { startServer } from '../local-ably/local-server.js';
import { openWorld, untilConnected, WAIT } from '../model/world.js';
import { storiesOf, type Run } from './run-blocks.js';

/** What the blocks of a test connect with. */
let connect: (options: ClientOptions) => Realtime;

const soon = { disconnectedRetryTimeout: 20 };

const { story, all } = storiesOf('docs/faq.md', {
  ably: {
    Realtime: function (options: ClientOptions) {
      return connect(options);
    },
  },
  'ably-models-react': modelsReact,
  'react/jsx-runtime': jsxRuntime,
});

interface Comment {
  readonly id: string;
  readonly text: string;
}
interface Post {
  readonly title: string;
  readonly comments: readonly Comment[];
}
const hello: Post = { title: 'Hello', comments: [] };
const first: Comment = { id: 'c1', text: 'First' };

const toCommentAdded = (text: string) => ({ name: 'comment.added' as const, data: { id: text, text } });
const post = defineModel({
  channelName: (id: string) => `posts:${id}`,
  sync: async () => ({ data: hello, sequenceId: '0' }),
  merge: {
    'comment.added': (state, { data }: { data: Comment }) => ({
      ...state,
      comments: [...state.comments, data],
    }),
  },
});

describe('Of the questions', () => {
  story(
    ['authCallback'],
    'a client asks the backend for a token until it has one, and again',
    async (run) => {
      const { server, rest } = await startServer();
      const { endpoint, port, tls, transports } = server.clientOptions();
      const reasons: string[] = [];
      connect = (options) => {
        const ably = new Realtime({ ...options, endpoint, port, tls, transports, logLevel: 0, ...soon });
        ably.connection.on('disconnected', ({ reason }) => void reasons.push(String(reason)));
        onTestFinished(() => ably.close());
        return ably;
      };
      const urls: string[] = [];
      const getJson = async (url: string) => {
        urls.push(url);
        if (urls.length === 1) throw new Error('the backend answered 503');
        return rest().auth.createTokenRequest();
      };
      const { ably } = (await run({ getJson })) as { ably: Realtime };
      await untilConnected(ably);
      expect(reasons).toEqual([expect.stringContaining('the backend answered 503')]);
      await ably.auth.authorize();
      expect(urls).toEqual(['/api/ably-token', '/api/ably-token', '/api/ably-token']);
    },
  );

  story(
    ['function Unsaved'],
    'what failed is listed until it is retried, without its component',
    async (run) => {
      const { Unsaved } = (await run({ usePendingMutations })) as { Unsaved: unknown };
      const { client, channel, dispose } = createTestModels({ 'posts:1': hello });
      onTestFinished(dispose);
      const sent: string[] = [];
      const send = async ({ mutationId }: { readonly mutationId: string }) => {
        sent.push(mutationId);
        if (sent.length <= 2) throw new Error('no network');
      };
      const Composer = () => {
        const { mutate } = useOptimistic(post('1'), { event: toCommentAdded, send });
        return createElement('button', { onClick: () => mutate(`Hello ${sent.length}`) }, 'Say hello');
      };
      show(client, Unsaved);
      const composer = show(client, Composer);
      click('Say hello');
      await screen.findByText('1 unsaved. Try again');
      click('Say hello');
      await screen.findByText('2 unsaved. Try again');
      composer.unmount();
      click('2 unsaved. Try again');
      await vi.waitFor(() => expect(sent).toHaveLength(4), WAIT);
      expect(sent.slice(2)).toEqual(sent.slice(0, 2));
      expect(screen.queryByText(/unsaved/)).toBeNull();
      for (const mutationId of sent.slice(2)) await channel('posts:1').confirm(mutationId);
      expect(client.models.get(post('1')).data.confirmed?.comments).toHaveLength(2);
    },
  );

  story(['function Composer'], 'changes that are made offline wait, and are sent', async (run) => {
    const { open, local, publish } = await openWorld();
    const { client } = open();
    const posted: unknown[] = [];
    const given = {
      client,
      session: { userId: 'somebody' },
      post,
      toCommentAdded,
      useOptimistic,
      useOutbox,
      persistModels(...args: Parameters<typeof persistModels>) {
        const persisted = persistModels(...args);
        onTestFinished(() => persisted.close());
      },
      async postJson(url: string, { mutationId, event }: { mutationId: string; event: MutationEvent }) {
        posted.push([url, event]);
        publish(1, { ...event, mutationId });
      },
    };
    const { Composer } = (await run(given)) as { Composer: unknown };
    show(client, Composer);
    await screen.findByText('Say hello (online, 0 unsent)');
    local.refuseConnections(true);
    local.dropConnections({});
    await screen.findByText('Say hello (offline, 0 unsent)');
    click(/Say hello/);
    await screen.findByText('Say hello (offline, 1 unsent)');
    local.refuseConnections(false);
    await screen.findByText('Say hello (online, 0 unsent)');
    expect(posted).toEqual([['/api/comments', toCommentAdded('Hello')]]);
  });

  describe('with a schema', () => {
    const text = ['schema: z.object'];
    async function open(run: Run, answer: unknown) {
      const urls: string[] = [];
      const getJson = async (url: string) => {
        urls.push(url);
        return { data: answer, sequenceId: '0' };
      };
      const comment = z.object({ id: z.string(), text: z.string() });
      const { post: checked } = (await run({ defineModel, z, comment, getJson })) as { post: typeof post };
      const { client, channel, dispose } = createTestModels({}, { sync: 'own' });
      onTestFinished(dispose);
      return { model: client.models.get(checked('1')), channel: channel('posts:1'), urls };
    }

    story(text, 'the state and the events are what it makes of them', async (run) => {
      const { model, channel, urls } = await open(run, { ...hello, unknown: 1 });
      await model.sync();
      expect(urls).toEqual(['/posts/1']);
      expect(model.data.confirmed).toEqual(hello);
      await channel.emit('comment.added', { ...first, unknown: 1 });
      expect(model.data.confirmed).toEqual({ ...hello, comments: [first] });
    });

    story(text, 'a sync result that does not fit fails the sync', async (run) => {
      const { model } = await open(run, { title: 1, comments: [] });
      await expect(model.sync()).rejects.toMatchObject({ code: 'sync-result-invalid' });
    });

    story(
      text,
      'a mutation that does not fit is refused, and a confirmed event stops the model',
      async (run) => {
        const { model, channel } = await open(run, hello);
        await model.sync();
        const wrong = { name: 'comment.added', data: { id: 1 } } as never;
        await expect(model.optimistic(wrong)).rejects.toMatchObject({ code: 'event-invalid' });
        expect(model.data.optimistic).toEqual(hello);
        await channel.emit('comment.added', { id: 1 });
        expect(model).toMatchObject({ state: 'errored', data: { confirmed: hello } });
      },
    );
  });

  all();
});
