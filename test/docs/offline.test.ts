import { cleanup, click, openBackend, screen, show, type Answer } from './stage.js';
import '../persist/page-in-node.js';
import 'fake-indexeddb/auto';
import { act, renderHook, within } from '@testing-library/react';
import type { Realtime } from 'ably';
import * as modelsReact from 'ably-models-react';
import {
  defineModel,
  ModelsProvider,
  useModel,
  useModelStatus,
  useOptimistic,
  type Model,
  type ModelDefinition,
  type ModelsClient,
  type MutationEvent,
} from 'ably-models-react';
import * as modelsReactPersist from 'ably-models-react/persist';
import { persistModels, useOutbox, type SendFunction, type Sends } from 'ably-models-react/persist';
import { createElement, type ReactNode } from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import { describe, expect, onTestFinished, vi } from 'vitest';
import { WAIT } from '../model/world.js';
import { storiesOf, type Run } from './run-blocks.js';

interface Post {
  readonly title: string;
  readonly comments: readonly { readonly id: string; readonly text: string }[];
}

/** What the files of a test connect with. */
let connect: () => Realtime;
/** Lets go of what a page keeps, as its end does. */
let closePage: () => Promise<void>;

const persist: typeof persistModels = (client, options) => {
  const persisted = persistModels(client, options);
  closePage = async () => {
    cleanup();
    await persisted.close();
    client.ably.close();
  };
  onTestFinished(() => closePage());
  return persisted;
};

const { story, all } = storiesOf('docs/offline.md', {
  ably: {
    Realtime: function () {
      return connect();
    },
  },
  'ably-models-react': modelsReact,
  'ably-models-react/persist': { ...modelsReactPersist, persistModels: persist },
  'react/jsx-runtime': jsxRuntime,
});

const post = defineModel({
  channelName: (id: string) => `posts:${id}`,
  sync: async (id) => (await (await fetch(`/api/posts/${id}`)).json()) as { data: Post; sequenceId: string },
  merge: {
    'comment.added': (state, { data }: { data: Post['comments'][number] }) => ({
      ...state,
      comments: [...state.comments, data],
    }),
    'title.set': (state, { data }: { data: string }) => ({ ...state, title: data }),
  },
});
const toCommentAdded = (text: string) => ({ name: 'comment.added' as const, data: { id: text, text } });

let users = 0;

/** A backend with one post, which does each mutation once, and publishes it. */
async function openPost(answers: Record<string, Answer> = {}) {
  let state: Post = { title: 'Hello', comments: [] };
  let sequenceId = 0;
  const done = new Set<string>();
  const backend = await openBackend({
    '/api/posts/1': () => ({ data: state, sequenceId: String(sequenceId) }),
    ...answers,
  });
  connect = backend.connect;
  users += 1;
  const commit = ({ name, data }: MutationEvent, mutationId = `of-somebody-${sequenceId}`) => {
    if (done.has(mutationId)) return;
    done.add(mutationId);
    sequenceId += 1;
    const change = { name, data, confirmed: true, rejected: false, mutationId, sequenceId: `${sequenceId}` };
    state = post('1').merge(state, change as never);
    backend.publish(sequenceId, { name, data, mutationId });
  };
  return { ...backend, commit, user: `reader-${users}`, state: () => state };
}

/** The comments of the post, and how they came to be the present ones. */
function List() {
  const { data } = useModel(post('1'));
  const { hydration, isStale } = useModelStatus(post('1'));
  const texts = data ? [data.title, ...data.comments.map(({ text }) => text)].join() : 'Loading';
  return createElement('output', null, [texts, hydration, isStale && 'stale'].filter(Boolean).join(' '));
}

/** Opens a page with the application of the document's first block. */
function openPage(run: Run, user: string) {
  let mutate: (text: string) => void = () => undefined;
  const given = {
    session: { userId: user },
    post,
    toCommentAdded,
    useOptimistic: (...[model, options]: Parameters<typeof useOptimistic>) => {
      const result = useOptimistic(model, options);
      mutate = result.mutate;
      return result;
    },
  };
  const { client, Composer } = run(given) as { client: ModelsClient; Composer: unknown };
  show(client, Composer);
  show(client, List);
  return { client, add: (text: string) => act(() => mutate(text)) };
}

/** Opens a page that sets the title of the post, and sends nothing yet. */
async function openPaused(sends: Sends, user: string, client: ModelsClient) {
  persist(client, { user, sends });
  const useAll = () => ({
    title: useModel(post('1')).data?.title,
    set: useOptimistic(post('1'), {
      event: (data: string) => ({ name: 'title.set' as const, data }),
      send: 'setTitle',
    }).mutateAsync,
    outbox: useOutbox(),
  });
  const wrapper = ({ children }: { readonly children: ReactNode }) =>
    createElement(ModelsProvider, { client, children });
  const { result } = renderHook(useAll, { wrapper });
  await vi.waitFor(() => expect(result.current.title).toBe('Hello'), WAIT);
  act(() => result.current.outbox.pause());
  return {
    title: (): string | undefined => result.current.title,
    set: (title: string): { readonly settled: Promise<unknown> } => {
      const made: Promise<unknown>[] = [];
      act(() => void made.push(result.current.set(title)));
      return { settled: made[0] as Promise<unknown> };
    },
    resume: (): void => act(() => result.current.outbox.resume()),
  };
}

describe('In the document on restarts, offline and tabs', () => {
  story(
    ['function Composer'],
    'what was typed offline is there after a restart, and sent once',
    async (run) => {
      const attempts: string[] = [];
      const { answers, commit, local, requests, state, user } = await openPost({
        '/api/comments': ({ mutationId }) => {
          attempts.push(mutationId);
          throw new TypeError('fetch failed');
        },
      });
      openPage(run, user).add('Typed');
      await vi.waitFor(() => expect(attempts).toHaveLength(1), WAIT);
      await screen.findByText('Hello,Typed');
      await closePage();

      commit(toCommentAdded('Meanwhile'));
      const sent: string[] = [];
      answers['/api/comments'] = ({ mutationId, event }) => {
        sent.push(mutationId);
        commit(event, mutationId);
      };
      local.refuseConnections(true);
      openPage(run, user);
      await screen.findByText('Hello,Typed hydrated stale');
      local.refuseConnections(false);
      await screen.findByText('Hello,Meanwhile,Typed replayed');
      await vi.waitFor(() => expect(state().comments).toHaveLength(2), WAIT);
      expect(sent).toEqual([attempts[0]]);
      expect(requests.filter((path) => path === '/api/posts/1')).toHaveLength(1);
    },
  );

  story(
    ['function Composer', 'function Outbox'],
    'what the backend refuses is taken back, and stays with its reason until it is retried or discarded',
    async (run, outbox) => {
      let attempts = 0;
      const refuse = (status: number) => () => {
        attempts += 1;
        return new Response('no spam', { status });
      };
      const { answers, commit, state, user } = await openPost({ '/api/comments': refuse(422) });
      const { client, add } = openPage(run, user);
      show(client, ((await outbox({ useOutbox })) as { Outbox: unknown }).Outbox);
      add('Buy now');
      await screen.findByText(/^comment.added: no spam/);
      await screen.findByText('Hello');
      expect(attempts).toBe(1);
      answers['/api/comments'] = refuse(409);
      click('Try again');
      await vi.waitFor(() => expect(attempts).toBe(2), WAIT);
      await screen.findByText(/^comment.added: no spam/);
      answers['/api/comments'] = ({ mutationId, event }) => commit(event, mutationId);
      click('Try again');
      await screen.findByText('Hello,Buy now');
      await vi.waitFor(() => expect(state().comments).toHaveLength(1), WAIT);
      expect(screen.queryByText(/no spam/)).toBeNull();
    },
  );

  story(
    ['function Composer', 'function Outbox'],
    'the outbox tells what waits, and waits for its user',
    async (run, outbox) => {
      const { commit, local, state, user } = await openPost({
        '/api/comments': ({ mutationId, event }) => commit(event, mutationId),
      });
      const { client, add } = openPage(run, user);
      show(client, ((await outbox({ useOutbox })) as { Outbox: unknown }).Outbox);
      const region = within(screen.getByRole('region', { name: 'Unsent changes' }));
      const said = () => region.getByRole('status').textContent;
      await screen.findByText('Hello');
      local.refuseConnections(true);
      local.dropConnections({});
      await vi.waitFor(() => expect(said()).toBe('Offline. Changes that are kept: 0'), WAIT);
      add('One');
      await vi.waitFor(() => expect(said()).toBe('Offline. Changes that are kept: 1'), WAIT);
      click('Pause');
      local.refuseConnections(false);
      await vi.waitFor(() => expect(said()).toBe('Caught up: 1 of 1'), WAIT);
      expect(state().comments).toEqual([]);
      click('Send');
      await vi.waitFor(() => expect(state().comments).toHaveLength(1), WAIT);
    },
  );

  story(['/changes?since='], 'a state that is old is brought up to date by what has changed', async (run) => {
    const asked: string[] = [];
    const answers = [
      { data: { title: 'Hello', comments: [] }, sequenceId: '3' },
      { events: [{ name: 'title.set', data: 'Bye', sequenceId: '4' }], sequenceId: '4' },
    ];
    const getJson = async (url: string) => {
      asked.push(url);
      return answers.shift();
    };
    const { open, user } = await openPost();
    const { board } = (await run({ defineModel, getJson, merge: post('1').merge })) as {
      board: (id: string) => ModelDefinition<Post>;
    };
    const read = async () => {
      const { client } = open();
      persist(client, { user });
      const model = client.models.get(board('1')) as Model<Post>;
      onTestFinished(() => model.dispose());
      await model.sync();
      const { confirmed, hydration } = model.getSnapshot();
      await closePage();
      return { title: confirmed?.title, hydration };
    };
    expect(await read()).toEqual({ title: 'Hello', hydration: undefined });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    expect(await read()).toEqual({ title: 'Bye', hydration: 'resynced' });
    expect(asked).toEqual(['/api/boards/1', '/api/boards/1/changes?since=3']);
  });

  story(["coalesceKey: (event) => 'title'"], 'what was typed over and over is one request', async (run) => {
    const posted: unknown[] = [];
    const { commit, open, state, user } = await openPost();
    const postJson = async (
      url: string,
      { mutationId, ...event }: MutationEvent & { mutationId: string },
    ) => {
      posted.push([url, event]);
      commit(event, mutationId);
    };
    const { sends } = (await run({ postJson })) as { sends: Sends };
    const { title, set, resume } = await openPaused(sends, user, open().client);
    const changes = ['H', 'Hi', 'Hi!'].map(set);
    expect(title()).toBe('Hi!');
    resume();
    await Promise.all(changes.map(({ settled }) => settled));
    expect(posted).toEqual([['/api/title', { name: 'title.set', data: 'Hi!' }]]);
    expect(state().title).toBe('Hi!');
  });

  story(['onConflict'], 'the user is asked where somebody else has changed the same', async (run) => {
    const confirm = vi.fn<(question: string) => boolean>();
    vi.stubGlobal('confirm', confirm);
    onTestFinished(() => void vi.unstubAllGlobals());
    for (const isKept of [true, false]) {
      const { commit, open, state, user } = await openPost();
      const send: SendFunction = async ({ mutationId, event }) => commit(event, mutationId);
      const { sends } = (await run({ send })) as { sends: Sends };
      const { client } = open();
      const { title, set, resume } = await openPaused(sends, user, client);
      confirm.mockReset().mockReturnValue(isKept);
      const { settled } = set('Mine');
      commit({ name: 'title.set', data: 'Theirs' });
      const model = client.models.get(post('1'));
      await vi.waitFor(() => expect(model.data.confirmed?.title).toBe('Theirs'), WAIT);
      expect(title()).toBe('Mine');
      resume();
      if (isKept) await settled;
      else await expect(settled).rejects.toMatchObject({ code: 'mutation-cancelled' });
      expect(confirm.mock.calls).toEqual([['It is "Theirs" by now. Overwrite?']]);
      expect(state().title).toBe(isKept ? 'Mine' : 'Theirs');
      await vi.waitFor(() => expect(title()).toBe(state().title), WAIT);
    }
  });

  all();
});
