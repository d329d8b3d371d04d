import { act, fireEvent, render, screen } from '@testing-library/react';
import { startTransition, StrictMode, useEffect, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ModelsProvider } from '../../src/react/models-provider.js';
import { useModel } from '../../src/react/use-model.js';
import { useModels } from '../../src/react/use-models.js';
import { useOptimistic } from '../../src/react/use-optimistic.js';
import { FakeClient } from './fake-client.js';
import { post, readPost } from './post.js';
import { renderWithModels } from './render.js';
import { setTheStage, settle } from './stage.js';

function Title({ id }: { readonly id: string }) {
  const { data, isPending } = useModel(post(id));
  return <h1>{isPending ? 'pending' : data?.title}</h1>;
}
const titles = () => screen.queryAllByRole('heading').map(({ textContent }) => textContent);
const idsTo = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));
const callsOf = (client: FakeClient) => new Set([...client.models.values()].map(({ calls }) => calls.join()));

describe('Rendering', () => {
  setTheStage();

  describe('a long list', () => {
    const list = (ids: readonly string[]) => ids.map((id) => <Title key={id} id={id} />);

    it('syncs each model once, though StrictMode runs all of its effects twice', async () => {
      const { client } = renderWithModels(<>{list(idsTo(120))}</>);
      await settle();
      expect(readPost).toHaveBeenCalledTimes(120);
      expect(callsOf(client)).toEqual(new Set(['sync']));
    });

    it('pauses nothing that a commit takes from one place and shows in another', async () => {
      const tree = (as: 'grid' | 'rows') => <section key={as}>{list(idsTo(120))}</section>;
      const { client, rerender } = renderWithModels(tree('grid'));
      await settle();
      rerender(tree('rows'));
      await settle();
      expect(new Set(titles()).size).toBe(120);
      expect(callsOf(client)).toEqual(new Set(['sync']));
    });

    it('pauses nothing that stays in it, where one hook reads all of it', async () => {
      function Titles({ ids }: { readonly ids: readonly string[] }) {
        useModels(ids.map((id) => post(id)));
        return null;
      }
      const { client, rerender } = renderWithModels(<Titles ids={idsTo(120)} />);
      await settle();
      rerender(<Titles ids={idsTo(121)} />);
      await settle();
      expect(callsOf(client)).toEqual(new Set(['sync']));
    });
  });

  describe('another model in place, in a transition', () => {
    it('is pending when the transition commits, and never has the data of the one before', async () => {
      const seen: string[] = [];
      function Seen({ id }: { readonly id: string }) {
        const { data, isPending } = useModel(post(id));
        useEffect(() => void seen.push(`${id}: ${isPending ? 'pending' : String(data?.title)}`));
        return null;
      }
      function Page() {
        const [id, setId] = useState('1');
        return (
          <>
            <button onClick={() => startTransition(() => setId('2'))}>two</button>
            <Seen id={id} />
          </>
        );
      }
      renderWithModels(<Page />);
      await settle();
      fireEvent.click(screen.getByText('two'));
      await settle();
      expect(new Set(seen)).toEqual(new Set(['1: pending', '1: Post 1', '2: pending', '2: Post 2']));
    });
  });

  describe('several roots', () => {
    function openRoot(client: FakeClient) {
      const container = document.body.appendChild(document.createElement('div'));
      const root: Root = createRoot(container);
      onTestFinished(() => {
        act(() => root.unmount());
        container.remove();
      });
      act(() =>
        root.render(
          <StrictMode>
            <ModelsProvider client={client}>
              <Title id="1" />
            </ModelsProvider>
          </StrictMode>,
        ),
      );
      return container;
    }

    it('share a model, and show its change together', async () => {
      const client = new FakeClient();
      const [one, other] = [openRoot(client), openRoot(client)];
      await settle();
      expect(readPost).toHaveBeenCalledTimes(1);
      const painted: string[] = [];
      await act(async () => {
        const observer = new MutationObserver(() => painted.push(`${one.textContent} ${other.textContent}`));
        for (const target of [one, other])
          observer.observe(target, { characterData: true, childList: true, subtree: true });
        client.model('posts:1').emit('title.changed', 'New');
      });
      await settle();
      expect(painted.length).toBeGreaterThan(0);
      expect(new Set(painted)).toEqual(new Set(['New New']));
    });
  });

  describe('several providers', () => {
    it('of different clients keep their models apart, also one inside of the other', async () => {
      const [outer, inner] = [new FakeClient(), new FakeClient()];
      renderWithModels(
        <>
          <Title id="1" />
          <ModelsProvider client={inner}>
            <Title id="1" />
          </ModelsProvider>
        </>,
        { client: outer },
      );
      await settle();
      expect(readPost).toHaveBeenCalledTimes(2);
      act(() => inner.model('posts:1').emit('title.changed', 'Inner'));
      expect(titles()).toEqual(['Post 1', 'Inner']);
    });

    it('give what is inside their own graces, and a changed one holds for what is mounted', async () => {
      const client = new FakeClient();
      const tree = (pauseAfter: number, isShown: boolean) => (
        <ModelsProvider client={client} pauseAfter={pauseAfter}>
          {isShown && <Title id="1" />}
        </ModelsProvider>
      );
      const { rerender } = renderWithModels(tree(60_000, true), { client, pauseAfter: 0 });
      await settle();
      rerender(tree(1_000, true));
      rerender(tree(1_000, false));
      await settle(999);
      expect(client.model('posts:1').calls).toEqual(['sync']);
      await settle(1);
      expect(client.model('posts:1').calls).toEqual(['sync', 'pause']);
    });

    it('show the data of the new client only, from the first render on, when theirs changes', async () => {
      const [before, after] = [new FakeClient(), new FakeClient()];
      const seen: string[] = [];
      function Seen() {
        const { data } = useModel(post('1'));
        useEffect(() => void seen.push(data?.title ?? 'nothing'), [data]);
        return null;
      }
      const tree = (client: FakeClient) => (
        <ModelsProvider client={client}>
          <Seen />
        </ModelsProvider>
      );
      const { rerender } = render(tree(before));
      await settle();
      act(() => before.model('posts:1').emit('title.changed', 'Of before'));
      await settle();
      rerender(tree(after));
      await settle();
      expect(seen).toEqual(['nothing', 'Post 1', 'Of before', 'nothing', 'Post 1']);
    });
  });

  describe('an unmounted component', () => {
    function Page() {
      const { data } = useModel(post('1'));
      const { mutate, pending } = useOptimistic(post('1'), {
        event: (title: string) => ({ name: 'title.changed', data: title }),
        send: () => Promise.resolve(),
      });
      useEffect(() => {
        rendered();
      });
      return <button onClick={() => mutate('Mine')}>{`${String(data?.title)} ${pending.length}`}</button>;
    }
    const rendered = vi.fn<() => void>();

    it('hears neither of a sync result nor of the end of a mutation that come too late', async () => {
      let answer: () => void = () => undefined;
      readPost.mockReturnValueOnce(
        new Promise((resolve) => {
          answer = () => resolve({ data: { title: 'Late', comments: [] }, sequenceId: '0' });
        }),
      );
      const { client, unmount } = renderWithModels(<Page />);
      await settle();
      fireEvent.click(screen.getByRole('button'));
      rendered.mockClear();
      unmount();
      answer();
      await settle();
      act(() => client.model('posts:1').emit('title.changed', 'Theirs'));
      await settle(60_000);
      expect(rendered).not.toHaveBeenCalled();
    });

    it('hears no frame that was asked for while it was there', async () => {
      const { client, unmount } = renderWithModels(<Page />);
      await settle();
      rendered.mockClear();
      // The first is shown at once, the second with the next frame.
      act(() => client.model('posts:1').emit('title.changed', 'First'));
      client.model('posts:1').emit('title.changed', 'Second');
      const { length } = rendered.mock.calls;
      unmount();
      await settle(60_000);
      expect(rendered).toHaveBeenCalledTimes(length);
    });
  });
});
