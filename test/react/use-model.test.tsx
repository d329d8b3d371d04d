import { act, screen } from '@testing-library/react';
import { Activity, Suspense, lazy, memo, use, useEffect, useState } from 'react';
import type { ComponentType } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { ModelsProvider } from '../../src/react/models-provider.js';
import type { UseModelResult } from '../../src/react/model-result.js';
import { useModel } from '../../src/react/use-model.js';
import { FakeClient } from './fake-client.js';
import { post, readPost, type Post } from './post.js';
import { renderWithModels } from './render.js';

const comment = { id: 'c1', text: 'hello' };

describe('useModel', () => {
  beforeEach(() =>
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame', 'Date'],
    }),
  );
  afterEach(() => {
    vi.useRealTimers();
    readPost.mockClear();
  });
  /** Lets promises settle and a frame pass. */
  const settle = (ms = 100) => act(() => vi.advanceTimersByTimeAsync(ms));

  function Title({ id }: { readonly id: string }) {
    const { data, isPending } = useModel(post(id));
    return <h1>{isPending ? 'pending' : data?.title}</h1>;
  }

  it('is pending until the first sync result is there, then shows it', async () => {
    renderWithModels(<Title id="1" />);
    expect(screen.getByRole('heading').textContent).toBe('pending');
    await settle();
    expect(screen.getByRole('heading').textContent).toBe('Post 1');
  });

  it('shares one model, one sync and one subscription among all components, in StrictMode too', async () => {
    const { client } = renderWithModels(
      <>
        <Title id="1" />
        <Title id="1" />
        <Title id="1" />
      </>,
    );
    await settle();
    expect(client.created).toBe(1);
    expect(readPost).toHaveBeenCalledTimes(1);
    expect(client.model('posts:1').listenerCount).toBe(1);
  });

  it('never shows the data of the model before, not even for one render', async () => {
    const seen: string[] = [];
    function Seen({ id }: { readonly id: string }) {
      // The user's own equality must not keep the other model's data alive either.
      const { data } = useModel(post(id), { isEqual: () => true });
      seen.push(`${id}: ${data?.title ?? 'nothing'}`);
      return null;
    }
    const { rerender } = renderWithModels(<Seen id="1" />);
    await settle();
    rerender(<Seen id="2" />);
    await settle();
    expect(seen).toContain('1: Post 1');
    expect(seen).toContain('2: Post 2');
    expect(new Set(seen)).toEqual(new Set(['1: nothing', '1: Post 1', '2: nothing', '2: Post 2']));
  });

  it('does not show the data of the model before when both are on the screen already', async () => {
    const seen: string[] = [];
    function Seen({ id }: { readonly id: string }) {
      const { data } = useModel(post(id), { isEqual: () => true });
      seen.push(`${id}: ${data?.title ?? 'nothing'}`);
      return null;
    }
    const screenful = (id: string) => (
      <>
        <Title id="1" />
        <Title id="2" />
        <Seen id={id} />
      </>
    );
    const { rerender } = renderWithModels(screenful('1'));
    await settle();
    rerender(screenful('2'));
    await settle();
    expect(seen.filter((line) => line.startsWith('2'))).not.toContain('2: Post 1');
  });

  it('lets go of the model that it no longer shows', async () => {
    const { client, rerender } = renderWithModels(<Title id="1" />, { pauseAfter: 1_000 });
    await settle();
    rerender(<Title id="2" />);
    await settle(1_000);
    expect(client.model('posts:1').getSnapshot().state).toBe('paused');
    expect(client.model('posts:2').getSnapshot().state).toBe('ready');
  });

  describe('with select', () => {
    function renderCounted() {
      const renders = { count: 0 };
      const CommentCount = memo(function CommentCount() {
        const { data } = useModel(post('1'), { select: (state) => state.comments });
        renders.count += 1;
        return <p>{data?.length}</p>;
      });
      return { ...renderWithModels(<CommentCount />), renders };
    }

    it('renders when the selected part changes, and not when another one does', async () => {
      const { client, renders } = renderCounted();
      await settle();
      renders.count = 0;
      act(() => client.model('posts:1').emit('title.changed', 'New'));
      await settle();
      expect(renders.count).toBe(0);
      act(() => client.model('posts:1').emit('comment.added', comment));
      await settle();
      // StrictMode renders twice.
      expect(renders.count).toBe(2);
      expect(screen.getByRole('paragraph').textContent).toBe('1');
    });

    it('does not render for a mutation of another part, neither when it is made nor when it is confirmed', async () => {
      const { client, renders } = renderCounted();
      await settle();
      renders.count = 0;
      const model = client.model('posts:1');
      act(() => void model.mutate({ name: 'title.changed', data: 'New', mutationId: 'm1' }));
      act(() => model.emit('title.changed', 'New', { mutationId: 'm1' }));
      await settle();
      expect(renders.count).toBe(0);
    });

    it('keeps the identity of the selected part when only the status changes', async () => {
      const seen = new Set<readonly string[] | undefined>();
      function Texts() {
        const { data, isPaused } = useModel(post('1'), {
          select: (state) => state.comments.map(({ text }) => text),
          isEqual: (a, b) => a.join() === b.join(),
        });
        useEffect(() => void seen.add(data));
        return <p>{isPaused ? 'paused' : 'live'}</p>;
      }
      const { client } = renderWithModels(<Texts />);
      await settle();
      await act(() => client.model('posts:1').pause());
      expect(screen.getByRole('paragraph').textContent).toBe('paused');
      expect([...seen]).toEqual([undefined, []]);
    });

    it('uses the latest function that was committed', async () => {
      function Part({ part }: { readonly part: 'title' | 'comments' }) {
        const { data } = useModel(post('1'), { select: (state) => JSON.stringify(state[part]) });
        return <p>{data}</p>;
      }
      const { rerender } = renderWithModels(<Part part="title" />);
      await settle();
      rerender(<Part part="comments" />);
      expect(screen.getByRole('paragraph').textContent).toBe('[]');
    });
  });

  it('renders once a frame for a thousand events, each in its own task', async () => {
    let renders = 0;
    function Count() {
      const { data } = useModel(post('1'));
      renders += 1;
      return <p>{data?.comments.length}</p>;
    }
    const { client } = renderWithModels(<Count />);
    await settle();
    renders = 0;
    for (let event = 0; event < 1000; event += 1) {
      await act(async () => {
        await Promise.resolve();
        client.model('posts:1').emit('comment.added', comment);
      });
    }
    await settle();
    expect(screen.getByRole('paragraph').textContent).toBe('1000');
    // The first at once and the rest with the next frame, twice each in StrictMode.
    expect(renders).toBe(4);
  });

  describe('optimistic', () => {
    const views: Record<'data' | 'confirmed' | 'optimistic' | 'isOptimistic', unknown>[] = [];
    function Views({ optimistic = true }: { readonly optimistic?: boolean }) {
      const {
        data,
        confirmed,
        optimistic: shown,
        isOptimistic,
      } = useModel(post('1'), {
        select: (state) => state.title,
        optimistic,
      });
      views.push({ data, confirmed, optimistic: shown, isOptimistic });
      return null;
    }
    beforeEach(() => void views.splice(0));

    it('shows the pending change in `data` and `optimistic`, and says that it is one, until it is confirmed', async () => {
      const { client } = renderWithModels(<Views />);
      await settle();
      const model = client.model('posts:1');
      act(() => void model.mutate({ name: 'title.changed', data: 'New', mutationId: 'm1' }));
      expect(views.at(-1)).toEqual({
        data: 'New',
        confirmed: 'Post 1',
        optimistic: 'New',
        isOptimistic: true,
      });
      act(() => model.emit('title.changed', 'New', { mutationId: 'm1' }));
      await settle();
      expect(views.at(-1)).toEqual({ data: 'New', confirmed: 'New', optimistic: 'New', isOptimistic: false });
    });

    it('neither shows nor hears pending changes with `optimistic: false`', async () => {
      const { client } = renderWithModels(<Views optimistic={false} />);
      await settle();
      const renders = views.length;
      act(() => void client.model('posts:1').mutate({ name: 'title.changed', data: 'New' }));
      await settle();
      expect(views).toHaveLength(renders);
      expect(views.at(-1)?.data).toBe('Post 1');
    });
  });

  it('asks for nothing while it is not enabled, and starts when it is', async () => {
    function Enabled({ enabled }: { readonly enabled: boolean }) {
      const { state, data } = useModel(post('1'), { enabled });
      return <p>{`${state} ${data?.title ?? ''}`}</p>;
    }
    const { client, rerender } = renderWithModels(<Enabled enabled={false} />);
    await settle();
    expect(client.created).toBe(0);
    expect(screen.getByRole('paragraph').textContent).toBe('initialized ');
    rerender(<Enabled enabled />);
    await settle();
    expect(screen.getByRole('paragraph').textContent).toBe('ready Post 1');
  });

  describe('that is not enabled', () => {
    async function setUp() {
      const results: UseModelResult<Post>[] = [];
      function Disabled({ enabled = false }: { readonly enabled?: boolean }) {
        const result = useModel(post('1'), { enabled });
        useEffect(() => void results.push(result));
        return <p>{`${result.state} ${result.data?.title ?? ''}`}</p>;
      }
      const rendered = renderWithModels(<Disabled />, { pauseAfter: 1_000, gcTime: 5_000 });
      await settle();
      const sync = () => results.at(-1)?.sync();
      return { ...rendered, sync, enable: () => rendered.rerender(<Disabled enabled />) };
    }
    const shown = () => screen.getByRole('paragraph').textContent;

    it('reads the state once when asked to `sync`, and has it when it is enabled', async () => {
      const { client, sync, enable } = await setUp();
      await act(async () => sync());
      expect(readPost).toHaveBeenCalledTimes(1);
      expect(client.model('posts:1').getSnapshot().confirmed).toMatchObject({ title: 'Post 1' });
      await settle();
      expect(shown()).toBe('initialized ');
      enable();
      expect(shown()).toBe('ready Post 1');
      expect(readPost).toHaveBeenCalledTimes(1);
    });

    it('lets go of what it read when nobody wants it', async () => {
      const { client, sync } = await setUp();
      await act(async () => sync());
      const model = client.model('posts:1');
      await settle(5_000);
      expect(model.calls).toEqual(['sync', 'pause', 'dispose']);
      expect(client.models.size).toBe(0);
    });

    it('lets go of it after a `sync` that failed, which does not reject', async () => {
      const { client, sync } = await setUp();
      readPost.mockRejectedValueOnce(new Error('503'));
      await act(async () => sync());
      await settle(5_000);
      expect(client.models.size).toBe(0);
    });

    it('holds the model until the state is there, however long that takes', async () => {
      const { client, sync } = await setUp();
      let answer: () => void = () => undefined;
      readPost.mockReturnValueOnce(
        new Promise((resolve) => {
          answer = () => resolve({ data: { title: 'Late', comments: [] }, sequenceId: '0' });
        }),
      );
      act(() => void sync());
      await settle(60_000);
      answer();
      await settle(0);
      expect(client.model('posts:1').calls).toEqual(['sync']);
    });
  });

  it('keeps the last good state beside the error', async () => {
    const results: string[] = [];
    let sync: () => Promise<void> = () => Promise.resolve();
    function Result() {
      const result = useModel(post('1'));
      sync = result.sync;
      results.push(`${result.state} ${result.data?.title ?? ''} ${result.error?.code ?? ''}`);
      return null;
    }
    renderWithModels(<Result />);
    await settle();
    readPost.mockRejectedValueOnce(new Error('503'));
    await act(() => sync());
    await settle();
    expect(results.at(-1)).toBe('errored Post 1 sync-failed');
    await act(() => sync());
    await settle();
    expect(results.at(-1)).toBe('ready Post 1 ');
  });

  it('is not pending when the first sync has failed', async () => {
    readPost.mockRejectedValueOnce(new Error('503'));
    function Failed() {
      const { isPending, error } = useModel(post('1'));
      return <p>{isPending ? 'pending' : error?.message}</p>;
    }
    renderWithModels(<Failed />);
    await settle();
    expect(screen.getByRole('paragraph').textContent).toBe('unable to sync; 503');
  });

  describe('written inline', () => {
    const inline = (step: number) => ({
      channelName: 'counter',
      sync: () => Promise.resolve({ data: 0, sequenceId: '0' }),
      merge: { added: (count: number) => count + step },
    });

    it('uses the functions of the latest commit, and neither syncs nor subscribes again', async () => {
      const sync = vi.fn(inline(1).sync);
      function Counter({ step }: { readonly step: number }) {
        const { data } = useModel({ ...inline(step), sync: () => sync() });
        return <p>{data}</p>;
      }
      const { client, rerender } = renderWithModels(<Counter step={1} />);
      await settle();
      rerender(<Counter step={10} />);
      act(() => client.model('counter').emit('added', undefined));
      await settle();
      expect(screen.getByRole('paragraph').textContent).toBe('10');
      expect(sync).toHaveBeenCalledTimes(1);
    });

    it('is given no context, which would land in the first parameter of `sync`', async () => {
      const read = (limit = 20) => Promise.resolve({ data: limit, sequenceId: '0' });
      function Limit() {
        return <p>{useModel({ ...inline(1), sync: read }).data}</p>;
      }
      renderWithModels(<Limit />);
      await settle();
      expect(screen.getByRole('paragraph').textContent).toBe('20');
    });

    it('leaves the state as it is for an event that has no handler', async () => {
      function Counter() {
        return <p>{useModel(inline(1)).data}</p>;
      }
      const { client } = renderWithModels(<Counter />);
      await settle();
      act(() => client.model('counter').emit('constructor', undefined));
      await settle();
      expect(screen.getByRole('paragraph').textContent).toBe('0');
    });

    it('warns once of two components that define one model differently, and not of instances of the same', async () => {
      const warn = vi.spyOn(console, 'warn').mockReturnValue();
      const { sync } = inline(1);
      function One() {
        return <p>{useModel({ channelName: 'c', sync: () => sync(), merge: (n: number) => n + 1 }).data}</p>;
      }
      function Other() {
        return <p>{useModel({ channelName: 'c', sync: () => sync(), merge: (n: number) => n + 2 }).data}</p>;
      }
      const { rerender } = renderWithModels(
        <>
          <One />
          <One />
        </>,
      );
      await settle();
      rerender(
        <>
          <One />
          <One />
        </>,
      );
      await settle();
      expect(warn).not.toHaveBeenCalled();
      rerender(
        <>
          <One />
          <Other />
        </>,
      );
      await settle();
      rerender(
        <>
          <One />
          <Other />
        </>,
      );
      await settle();
      expect(warn).toHaveBeenCalledTimes(1);
      expect(warn.mock.lastCall?.[0]).toContain('different definitions of the model "c"');
      warn.mockRestore();
    });

    it.each([
      [
        'its channel name is no string',
        { ...inline(1), channelName: undefined },
        '`channelName` must be a string',
      ],
      ['it has an option that is none', { ...inline(1), synch: 1 }, '`synch` is not an option'],
      ['it has no sync function', { ...inline(1), sync: undefined }, '`sync` must be a function'],
      ['it has no merge', { ...inline(1), merge: null }, '`merge` must be a function or handlers'],
    ])('tells in `error` that %s', async (_, model, message) => {
      function Broken() {
        const { state, error } = useModel({ ...model } as never);
        return <p>{`${state} ${error?.code ?? ''} ${error?.message ?? ''}`}</p>;
      }
      const { client } = renderWithModels(<Broken />);
      await settle();
      expect(screen.getByRole('paragraph').textContent).toMatch(/^errored invalid-options unable to/);
      expect(screen.getByRole('paragraph').textContent).toContain(message);
      expect(client.created).toBe(0);
    });

    it('is shown once it is valid, after it was not', async () => {
      function Broken({ merge }: { readonly merge: unknown }) {
        const { data, error } = useModel({ ...inline(1), merge } as ReturnType<typeof inline>);
        return <p>{error?.code ?? data}</p>;
      }
      const { rerender, client, unmount } = renderWithModels(<Broken merge={null} />, { gcTime: 0 });
      await settle();
      expect(screen.getByRole('paragraph').textContent).toBe('invalid-options');
      rerender(<Broken merge={inline(1).merge} />);
      await settle();
      expect(screen.getByRole('paragraph').textContent).toBe('0');
      unmount();
      await settle();
      expect(client.models.size).toBe(0);
    });

    it('shows no other channel under its own name', async () => {
      const named = (channelName: string) => ({ ...inline(1), channelName, name: 'same' });
      function Named({ channelName }: { readonly channelName: string }) {
        const { data, error } = useModel(named(channelName));
        return <p>{error?.message ?? data}</p>;
      }
      renderWithModels(
        <>
          <Named channelName="a" />
          <Named channelName="b" />
        </>,
      );
      await settle();
      const texts = screen.getAllByRole('paragraph').map(({ textContent }) => textContent);
      expect(texts[0]).toBe('0');
      expect(texts[1]).toBe(
        'unable to get model "same" on channel "b"; a model of that name is on channel "a". Give one of them another `name`',
      );
    });
  });

  describe('lifetime', () => {
    it('pauses and then releases what no component shows any more', async () => {
      const { client, unmount } = renderWithModels(<Title id="1" />, { pauseAfter: 1_000, gcTime: 5_000 });
      await settle();
      const model = client.model('posts:1');
      unmount();
      await settle(1_000);
      expect(model.calls).toEqual(['sync', 'pause']);
      await settle(4_000);
      expect(model.calls).toEqual(['sync', 'pause', 'dispose']);
      expect(client.models.size).toBe(0);
    });

    it('shows at once what it has when a component comes back within the grace', async () => {
      const { client, rerender } = renderWithModels(<Title id="1" />);
      await settle();
      rerender(<p />);
      await settle(60_000);
      rerender(<Title id="1" />);
      expect(screen.getByRole('heading').textContent).toBe('Post 1');
      expect(client.model('posts:1').calls).toEqual(['sync', 'pause', 'resume']);
    });

    it.skipIf(inject('reactMajor') < 19)('pauses what is in a hidden <Activity>', async () => {
      const tree = (mode: 'visible' | 'hidden') => (
        <Activity mode={mode}>
          <Title id="1" />
        </Activity>
      );
      const { client, rerender } = renderWithModels(tree('visible'), { pauseAfter: 1_000 });
      await settle();
      rerender(tree('hidden'));
      await settle(1_000);
      expect(client.model('posts:1').getSnapshot().state).toBe('paused');
      rerender(tree('visible'));
      await settle();
      expect(client.model('posts:1').getSnapshot().state).toBe('ready');
    });

    describe('of a render that React throws away', () => {
      const never = new Promise<never>(() => undefined);
      const Never = lazy(() => never);

      async function expectNothingOf(Suspended: ComponentType) {
        const client = new FakeClient();
        const suspended = (
          <Suspense fallback={<p>waiting</p>}>
            <Suspended />
          </Suspense>
        );
        await act(() => Promise.resolve(renderWithModels(suspended, { client })));
        await settle(60_000);
        expect(screen.getByText('waiting')).toBeDefined();
        expect(client.created).toBe(0);
      }

      it('creates nothing where something beneath the component suspends', async () => {
        function Suspended() {
          useModel(post('1'));
          return <Never />;
        }
        await expectNothingOf(Suspended);
      });

      it.skipIf(inject('reactMajor') < 19)('creates nothing where the component suspends', async () => {
        function Suspended() {
          useModel(post('1'));
          return use(never);
        }
        await expectNothingOf(Suspended);
      });
    });

    it('shares a model between two providers of one client, and moves to another client', async () => {
      const [one, other] = [new FakeClient(), new FakeClient()];
      const tree = (client: FakeClient) => (
        <>
          <ModelsProvider client={client}>
            <Title id="1" />
          </ModelsProvider>
          <ModelsProvider client={client}>
            <Title id="1" />
          </ModelsProvider>
        </>
      );
      const { rerender } = renderWithModels(tree(one));
      await settle();
      expect(readPost).toHaveBeenCalledTimes(1);
      rerender(tree(other));
      await settle(5_000);
      expect(one.model('posts:1').getSnapshot().state).toBe('paused');
      expect(other.model('posts:1').calls).toEqual(['sync']);
    });

    it('keeps its `sync` from render to render, and gives the model itself once it is there', async () => {
      const syncs = new Set<() => Promise<void>>();
      const models: (string | undefined)[] = [];
      function Handles() {
        const [, again] = useState(0);
        const { sync, model } = useModel(post('1'));
        syncs.add(sync);
        models.push(model?.name);
        return <button onClick={() => again((n) => n + 1)} />;
      }
      renderWithModels(<Handles />);
      await settle();
      act(() => screen.getByRole('button').click());
      expect(models.at(0)).toBeUndefined();
      expect(models.at(-1)).toBe('posts:1');
      // Two initial renders in StrictMode, of which React keeps one.
      expect(syncs.size).toBeLessThanOrEqual(2);
    });
  });

  it('connects to nothing on the server', () => {
    const client = new FakeClient();
    const html = renderToString(
      <ModelsProvider client={client}>
        <Title id="1" />
      </ModelsProvider>,
    );
    expect(html).toBe('<h1>pending</h1>');
    expect(client.created).toBe(0);
    expect(readPost).not.toHaveBeenCalled();
  });

  it('shows at once what a model has that was made without a component', async () => {
    const client = new FakeClient();
    const definition = post('1');
    await client.get<Post>({ ...definition, sync: (context) => definition.sync(context) }).sync();
    const seen = new Set<string | undefined>();
    function Seen() {
      const { data } = useModel(post('1'));
      useEffect(() => void seen.add(data?.title));
      return null;
    }
    renderWithModels(<Seen />, { client });
    await settle();
    expect([...seen]).toEqual(['Post 1']);
    expect(client.model('posts:1').calls).toEqual(['sync']);
  });
});
