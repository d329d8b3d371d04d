import { act, render, screen } from '@testing-library/react';
import { useEffect } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelsProvider } from '../../src/react/models-provider.js';
import { useOptimistic, type UseOptimisticResult } from '../../src/react/use-optimistic.js';
import { usePendingMutations, type PendingMutationsFilter } from '../../src/react/use-pending-mutations.js';
import type { PendingMutation } from '../../src/store/mutations.js';
import type { SendContext } from '../../src/store/send-mutation.js';
import { FakeClient } from './fake-client.js';
import { post, readPost, type Comment } from './post.js';

type CommentAdded = {
  readonly name: 'comment.added';
  readonly data: Comment;
  readonly mutationId?: string;
};
type Hook = UseOptimisticResult<CommentAdded, [text: string]>;
type Send = (context: SendContext<CommentAdded>) => unknown;

/** Nothing comes back: the mutation is on its way until somebody ends it. */
const unanswered: Send = () => new Promise(() => undefined);
const failing: Send = () => Promise.reject(new Error('503'));

const textsOf = (mutations: readonly PendingMutation[]) =>
  mutations.map(({ event }) => (event.data as Comment).text).join();
const stagesOf = (mutation: PendingMutation | undefined) => mutation?.steps.map(({ stage }) => stage);

describe('usePendingMutations', () => {
  beforeEach(() =>
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame', 'Date'],
    }),
  );
  afterEach(() => {
    vi.useRealTimers();
    readPost.mockClear();
  });
  const settle = (ms = 100) => act(() => vi.advanceTimersByTimeAsync(ms));

  /** Two editors, of two posts, and the list; each editor can be taken away, and the list looks as `filter` says. */
  async function setUp({ filter }: { readonly filter?: PendingMutationsFilter } = {}) {
    const client = new FakeClient();
    const hooks: Record<string, Hook> = {};
    /** What each render of the list showed. */
    const lists: (readonly PendingMutation[])[] = [];

    interface EditorProps {
      readonly model: string;
      readonly send: Send;
    }
    function Editor({ model, send }: EditorProps) {
      const result = useOptimistic(post(model), {
        event: (text: string): CommentAdded => ({
          name: 'comment.added',
          data: { id: text, text },
          ...(text.startsWith('#') && { mutationId: text }),
        }),
        send,
        timeout: 10_000,
      });
      useEffect(() => {
        hooks[model] = result;
      });
      return null;
    }
    function List() {
      const mutations = usePendingMutations(filter);
      useEffect(() => {
        lists.push(mutations);
      }, [mutations]);
      return <p>{textsOf(mutations)}</p>;
    }
    const ui = (editors: Readonly<Record<string, Send>>) => (
      <>
        <ModelsProvider client={client} pauseAfter={1_000} gcTime={5_000}>
          {Object.entries(editors).map(([model, send]) => (
            <Editor key={model} model={model} send={send} />
          ))}
        </ModelsProvider>
        <ModelsProvider client={client}>
          <List />
        </ModelsProvider>
      </>
    );
    const answer = (mutation: PendingMutation | undefined, rejected: boolean) => {
      const { mutationId, event, model } = mutation ?? expect.unreachable();
      act(() => client.model(model).emit(event.name, event.data, { mutationId, rejected }));
    };
    const page = render(ui({ 1: unanswered, 2: unanswered }), { reactStrictMode: true });
    await settle();
    return {
      ...page,
      client,
      lists,
      /** Renders editors of these posts, which send like that. */
      edit: (editors: Readonly<Record<string, Send>>) => page.rerender(ui(editors)),
      hook: (model = '1') => hooks[model] ?? expect.unreachable(),
      mutate: (text: string, model = '1') => act(() => hooks[model]?.mutate(text)),
      list: () => lists.at(-1) ?? [],
      shown: () => screen.getByRole('paragraph').textContent,
      confirm: (mutation: PendingMutation | undefined) => answer(mutation, false),
      refuse: (mutation: PendingMutation | undefined) => answer(mutation, true),
    };
  }

  /** One that failed to be sent, and whose component is gone. */
  async function setUpFailed(options: Parameters<typeof setUp>[0] = {}) {
    const world = await setUp(options);
    const send = vi.fn(failing);
    world.edit({ 1: send });
    world.mutate('hello');
    await settle();
    world.edit({});
    await settle();
    send.mockClear();
    return { ...world, send };
  }

  it('lists what every hook made, as made, with the model that it changes', async () => {
    const { mutate, list, shown } = await setUp();
    mutate('a', '1');
    mutate('b', '2');
    mutate('c', '1');
    expect(shown()).toBe('a,b,c');
    expect(list().map(({ model }) => model)).toEqual(['posts:1', 'posts:2', 'posts:1']);
    expect(list()[0]).toMatchObject({ stage: 'applied', error: undefined });
  });

  it('lists a change of two models under one mutation id as two', async () => {
    const { mutate, list, shown, confirm } = await setUp();
    mutate('#1', '1');
    mutate('#1', '2');
    expect(shown()).toBe('#1,#1');
    confirm(list()[0]);
    await settle();
    expect(list().map(({ model }) => model)).toEqual(['posts:2']);
  });

  it('lets go of what is confirmed, and of what is cancelled', async () => {
    const { mutate, list, shown, confirm } = await setUp();
    for (const text of ['a', 'b', 'c']) mutate(text);
    confirm(list()[1]);
    await settle();
    expect(shown()).toBe('a,c');
    act(() => list()[0]?.cancel());
    await settle();
    expect(shown()).toBe('c');
  });

  it('keeps what failed when its component is gone, without holding its model', async () => {
    const { list, client } = await setUpFailed();
    const calls = client.model('posts:1').calls;
    await settle(5_000);
    expect(list()).toMatchObject([{ stage: 'failed', error: { code: 'send-failed' } }]);
    expect(calls.at(-1)).toBe('dispose');
    expect(client.peek('posts:1')).toBeUndefined();
  });

  it.each<[string, PendingMutationsFilter, string]>([
    ['a model', { model: post('2') }, 'b'],
    ['an inline model', { model: { ...post('2'), name: 'posts:1' } }, 'a,c'],
    ['those on their way', { status: 'pending' }, 'b,c'],
    ['those that failed', { status: 'failed' }, 'a'],
    ['both', { model: post('1'), status: 'pending' }, 'c'],
    ['everything', {}, 'a,b,c'],
  ])('lists %s where that is asked for', async (_, filter, expected) => {
    const { edit, mutate, shown } = await setUp({ filter });
    edit({ 1: failing, 2: unanswered });
    mutate('a', '1');
    mutate('b', '2');
    await settle();
    edit({ 1: unanswered, 2: unanswered });
    mutate('c', '1');
    expect(shown()).toBe(expected);
  });

  it('keeps the identity of the list and of its items until something in them changes', async () => {
    const { mutate, edit, lists, confirm, hook } = await setUp({ filter: { model: post('1') } });
    mutate('a');
    mutate('b');
    const count = lists.length;
    const [a, b] = lists.at(-1) ?? [];
    edit({ 1: failing, 2: unanswered });
    mutate('elsewhere', '2');
    expect(lists).toHaveLength(count);
    confirm(a);
    await settle();
    expect(lists.at(-1)?.[0]).toBe(b);
    expect(hook().pending[0]).toBe(b);
  });

  it('renders empty on the server, and connects nothing', () => {
    const client = new FakeClient();
    function List() {
      return <p>{usePendingMutations({ status: 'failed' }).length}</p>;
    }
    const html = renderToString(
      <ModelsProvider client={client}>
        <List />
      </ModelsProvider>,
    );
    expect(html).toBe('<p>0</p>');
    expect(client.created).toBe(0);
  });

  it('refuses a status that does not exist', () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const client = new FakeClient();
    function List() {
      return <p>{usePendingMutations({ status: 'rejected' as 'failed' }).length}</p>;
    }
    const ui = (
      <ModelsProvider client={client}>
        <List />
      </ModelsProvider>
    );
    expect(() => render(ui)).toThrow('`status` must be');
    vi.restoreAllMocks();
  });

  it('keeps no more than a hundred that failed, the latest, and all that are on their way', async () => {
    const { edit, mutate, list, hook } = await setUp();
    mutate('on its way', '2');
    edit({ 1: failing, 2: unanswered });
    act(() => {
      for (let count = 0; count <= 100; count += 1) hook().mutate(String(count));
    });
    await settle();
    expect(list()).toHaveLength(101);
    expect(textsOf(list().slice(0, 2))).toBe('on its way,1');
  });

  describe('dismiss', () => {
    it('forgets one that failed, and nothing that is on its way', async () => {
      const { edit, mutate, list, shown } = await setUp();
      mutate('on its way', '2');
      edit({ 1: failing, 2: unanswered });
      mutate('failed');
      await settle();
      act(() => list().forEach(({ dismiss }) => dismiss()));
      expect(shown()).toBe('on its way');
    });

    it('does not let it come back, neither by `retry` nor by a late answer', async () => {
      const { list, lists, refuse, send, client } = await setUpFailed();
      const [failed] = list();
      act(() => failed?.dismiss());
      const count = lists.length;
      act(() => failed?.retry());
      act(() => failed?.dismiss());
      refuse(failed);
      await settle();
      expect(send).not.toHaveBeenCalled();
      expect(lists).toHaveLength(count);
      expect(client.model('posts:1').getSnapshot().pendingCount).toBe(0);
    });
  });

  describe('retry', () => {
    it('shows the change again in the same tick, and sends it under the same mutation id', async () => {
      const { list, send, client } = await setUpFailed();
      const [{ mutationId, event, retry }] = list() as [PendingMutation];
      send.mockImplementation(unanswered);
      act(() => {
        retry();
        expect(client.model('posts:1').getSnapshot().optimistic).toMatchObject({
          comments: [{ text: 'hello' }],
        });
      });
      expect(send).toHaveBeenCalledTimes(1);
      expect(send.mock.lastCall?.[0]).toMatchObject({ mutationId, event });
      expect(list()).toMatchObject([{ mutationId, event, stage: 'applied', error: undefined }]);
      expect(stagesOf(list()[0])).toEqual(['applied', 'failed', 'applied']);
    });

    it('lets it leave the list once it is confirmed, and keeps it where it fails again', async () => {
      const { list, confirm, send } = await setUpFailed();
      act(() => list()[0]?.retry());
      await settle();
      expect(stagesOf(list()[0])).toEqual(['applied', 'failed', 'applied', 'failed']);
      send.mockResolvedValue(undefined);
      act(() => list()[0]?.retry());
      await settle();
      expect(stagesOf(list()[0])?.at(-1)).toBe('acknowledged');
      confirm(list()[0]);
      await settle();
      expect(list()).toEqual([]);
    });

    it('keeps its place in the list', async () => {
      const { edit, mutate, list, shown } = await setUp();
      edit({ 1: failing, 2: unanswered });
      mutate('a', '1');
      await settle();
      mutate('b', '2');
      edit({ 1: unanswered, 2: unanswered });
      act(() => list()[0]?.retry());
      expect(shown()).toBe('a,b');
      expect(list()[0]?.stage).toBe('applied');
    });

    it('does nothing for one on its way, and sends once where it is called twice', async () => {
      const { list, send, mutate, edit } = await setUpFailed();
      send.mockImplementation(unanswered);
      const [failed] = list();
      act(() => failed?.retry());
      act(() => failed?.retry());
      act(() => list()[0]?.retry());
      expect(send).toHaveBeenCalledTimes(1);
      edit({ 2: unanswered });
      mutate('other', '2');
      act(() => list()[1]?.retry());
      expect(list()[1]?.steps).toHaveLength(1);
    });

    it('can be taken back by `cancel`', async () => {
      const { list, send } = await setUpFailed();
      send.mockImplementation(unanswered);
      act(() => list()[0]?.retry());
      act(() => list()[0]?.cancel());
      await settle();
      expect(send.mock.lastCall?.[0].signal.aborted).toBe(true);
      expect(list()).toEqual([]);
    });

    it('sends with what its hook committed last, and shows it in the hook again', async () => {
      const { edit, mutate, list, hook, confirm } = await setUp();
      edit({ 1: failing });
      mutate('hello');
      await settle();
      expect(hook()).toMatchObject({ pending: [], error: { code: 'send-failed' } });
      const later = vi.fn(unanswered);
      edit({ 1: later });
      act(() => list()[0]?.retry());
      expect(later).toHaveBeenCalledTimes(1);
      expect(hook()).toMatchObject({ pending: list(), isPending: true, settled: [], error: undefined });
      confirm(list()[0]);
      await settle();
      expect(hook()).toMatchObject({ pending: [], settled: [{ stage: 'confirmed' }], error: undefined });
    });

    it('runs the model until it has ended, and lets it go then', async () => {
      const { list, send, client } = await setUpFailed();
      const { calls } = client.model('posts:1');
      await settle(1_000);
      expect(calls).toEqual(['sync', 'pause']);
      send.mockImplementation(unanswered);
      act(() => list()[0]?.retry());
      await settle(9_000);
      expect(calls).toEqual(['sync', 'pause', 'resume']);
      await settle(2_000);
      expect(list()[0]?.stage).toBe('timed-out');
      expect(calls).toEqual(['sync', 'pause', 'resume', 'pause']);
    });

    it('opens a fresh model where its own was let go', async () => {
      const { list, send, client, confirm } = await setUpFailed();
      await settle(6_000);
      expect(client.peek('posts:1')).toBeUndefined();
      send.mockImplementation(unanswered);
      act(() => list()[0]?.retry());
      await settle();
      expect(client.model('posts:1').getSnapshot().optimistic).toMatchObject({
        comments: [{ text: 'hello' }],
      });
      confirm(list()[0]);
      await settle();
      expect(list()).toEqual([]);
      expect(client.created).toBe(3);
    });

    it('tells of it where it cannot even begin', async () => {
      const { list, client, send } = await setUpFailed();
      await settle(6_000);
      client.get({ ...post('2'), name: 'posts:1' });
      act(() => list()[0]?.retry());
      await settle();
      expect(list()).toMatchObject([{ stage: 'failed', error: { code: 'invalid-options' } }]);
      expect(send).not.toHaveBeenCalled();
    });

    it('keeps nothing of a failed one that was made anew under its id', async () => {
      const { list, mutate, edit, shown, confirm } = await setUp();
      edit({ 1: failing });
      mutate('#1');
      await settle();
      const [first] = list();
      edit({ 1: unanswered });
      mutate('#1');
      expect(shown()).toBe('#1');
      act(() => {
        first?.retry();
        first?.dismiss();
      });
      expect(stagesOf(list()[0])).toEqual(['applied']);
      confirm(list()[0]);
      await settle();
      expect(list()).toEqual([]);
    });
  });

  describe('an answer that comes late', () => {
    it('takes what has happened from the list, which nobody can send again then', async () => {
      const { mutate, list, hook, confirm } = await setUp();
      mutate('hello');
      await settle(10_100);
      const [timedOut] = list();
      expect(timedOut?.stage).toBe('timed-out');
      confirm(timedOut);
      await settle();
      expect(list()).toEqual([]);
      expect(hook()).toMatchObject({ settled: [{ stage: 'confirmed' }], error: undefined });
      expect(stagesOf(hook().settled[0] as PendingMutation)).toEqual(['applied', 'timed-out', 'confirmed']);
      act(() => timedOut?.retry());
      expect(hook().pending).toEqual([]);
    });

    it('tells that the backend refused it', async () => {
      const { mutate, list, refuse, hook } = await setUp();
      mutate('hello');
      await settle(10_100);
      refuse(list()[0]);
      await settle();
      expect(list()).toMatchObject([{ stage: 'rejected', error: { code: 'mutation-rejected' } }]);
      expect(hook().error?.code).toBe('mutation-rejected');
    });

    it('does not bring back into the hook what `reset` forgot', async () => {
      const { mutate, list, refuse, hook } = await setUp();
      mutate('hello');
      await settle(10_100);
      act(() => hook().reset());
      refuse(list()[0]);
      await settle();
      expect(hook()).toMatchObject({ settled: [], error: undefined });
      expect(list()).toMatchObject([{ stage: 'rejected' }]);
    });

    it('ends the attempt that is running', async () => {
      const { list, send, confirm } = await setUpFailed();
      send.mockImplementation(unanswered);
      act(() => list()[0]?.retry());
      confirm(list()[0]);
      await settle();
      expect(list()).toEqual([]);
    });
  });
});
