import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { Activity, useRef, useState, type ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { ModelVisibility } from '../../src/react/model-visibility.js';
import { ModelsProvider } from '../../src/react/models-provider.js';
import { useModel } from '../../src/react/use-model.js';
import { useModelStatus } from '../../src/react/use-model-status.js';
import { useOptimistic } from '../../src/react/use-optimistic.js';
import { useSuspenseModel } from '../../src/react/use-suspense-model.js';
import type { VisibilitySource } from '../../src/store/page-visibility.js';
import { FakeIntersectionObserver } from '../store/fake-intersection-observer.js';
import { Screen } from './boundary.js';
import { FakeClient } from './fake-client.js';
import { post } from './post.js';
import { renderWithModels } from './render.js';
import { setTheStage, settle } from './stage.js';

/** A card that is live while its own element is in view. */
function Card({
  id,
  of = id,
  elementKey,
}: {
  readonly id: string;
  readonly of?: string;
  readonly elementKey?: string;
}) {
  const ref = useRef<HTMLElement>(null);
  const { data, state, pausedReason, model } = useModel(post(of), { visibility: ref });
  if (data === undefined) return <p>{`${id} is pending`}</p>;
  return (
    <article key={elementKey} ref={ref} data-testid={id}>
      <b>{data.title}</b> <i>{pausedReason ?? state}</i>
      <button onClick={() => void model?.pause()}>pause</button>
      <button onClick={() => void model?.resume()}>resume</button>
    </article>
  );
}

const grace = { pauseAfter: 1_000, gcTime: 10_000 };
const calls = (client: FakeClient, id = '1') => client.model(`posts:${id}`).calls;
const status = () => screen.getByTestId('1').querySelector('i')?.textContent;
const scroll = (id: string, isInView: boolean) =>
  act(() => FakeIntersectionObserver.report([screen.getByTestId(id), isInView]));

/** A page that the test hides and freezes. */
function fakePage() {
  let state: ReturnType<VisibilitySource['getState']> = 'visible';
  const listeners = new Set<() => void>();
  const subscribe = vi.fn((listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  });
  const set = (next: typeof state) =>
    act(() => {
      state = next;
      for (const listener of [...listeners]) listener();
    });
  return { getState: () => state, subscribe, set, listeners };
}

describe('What the screen decides, in components', () => {
  setTheStage();
  beforeEach(() => void vi.stubGlobal('IntersectionObserver', FakeIntersectionObserver));
  afterEach(() => {
    cleanup();
    expect(FakeIntersectionObserver.active.size).toBe(0);
    vi.unstubAllGlobals();
  });

  describe('by an element of their own', () => {
    it('loads what has no element yet, and pauses it when that turns out to be out of view', async () => {
      const { client } = renderWithModels(<Card id="1" />, grace);
      expect(screen.getByText('1 is pending')).toBeDefined();
      await settle();
      expect(status()).toBe('ready');
      scroll('1', false);
      await settle(1_000);
      expect(status()).toBe('out-of-view');
      scroll('1', true);
      await settle(50);
      expect(calls(client)).toEqual(['sync', 'pause', 'resume']);
    });

    it('follows one element after another, and pauses nothing in between', async () => {
      const { client, rerender } = renderWithModels(<Card id="1" elementKey="a" />, grace);
      await settle();
      scroll('1', true);
      const before = screen.getByTestId('1');
      rerender(<Card id="1" elementKey="b" />);
      expect(screen.getByTestId('1')).not.toBe(before);
      await settle(60_000);
      expect(calls(client)).toEqual(['sync']);
      scroll('1', false);
      await settle(1_000);
      expect(status()).toBe('out-of-view');
    });

    it('follows a ref that moves to another element', async () => {
      function Moving() {
        const ref = useRef<HTMLDivElement>(null);
        const [isLast, setLast] = useState(false);
        useModel(post('1'), { visibility: ref });
        return (
          <>
            <div data-testid="first" {...(isLast ? {} : { ref })} />
            <div data-testid="last" {...(isLast ? { ref } : {})} />
            <button onClick={() => setLast(true)} />
          </>
        );
      }
      const { client } = renderWithModels(<Moving />, grace);
      scroll('first', true);
      await settle();
      fireEvent.click(screen.getByRole('button'));
      scroll('first', false);
      await settle(60_000);
      expect(calls(client)).toEqual(['sync']);
      scroll('last', false);
      await settle(1_000);
      expect(calls(client)).toEqual(['sync', 'pause']);
    });

    it('keeps nothing running for a change that may be made, where that goes by the same element', async () => {
      function Likeable() {
        const ref = useRef<HTMLElement>(null);
        const { data } = useModel(post('1'), { visibility: ref });
        const { state } = useModelStatus(post('1'), { visibility: ref });
        useOptimistic(post('1'), { send: () => undefined, visibility: ref });
        return (
          <article ref={ref} data-testid="1">
            {data?.title} <i>{state}</i>
          </article>
        );
      }
      const { client } = renderWithModels(<Likeable />, grace);
      await settle();
      expect(calls(client)).toEqual([]);
      scroll('1', true);
      await settle();
      expect(status()).toBe('ready');
      scroll('1', false);
      await settle(1_100);
      expect(status()).toBe('paused');
    });

    it('does not resume what leaves the page while it is out of view', async () => {
      const { client, unmount } = renderWithModels(<Card id="1" />, grace);
      await settle();
      scroll('1', false);
      await settle(1_000);
      unmount();
      await settle(10_000);
      expect(client.models.size).toBe(0);
      expect(vi.getTimerCount()).toBe(0);
    });

    it('hears no report that comes after it has left', async () => {
      const { client, rerender } = renderWithModels(<Card id="1" />, grace);
      await settle();
      scroll('1', false);
      await settle(1_000);
      const element = screen.getByTestId('1');
      scroll('1', true);
      rerender(<p />);
      act(() => FakeIntersectionObserver.report([element, true]));
      await settle(1_000);
      expect(calls(client)).not.toContain('resume');
    });

    it('runs one model while any of its elements is in view', async () => {
      const { client } = renderWithModels(
        <>
          <Card id="1" />
          <Card id="2" of="1" />
        </>,
        grace,
      );
      await settle();
      scroll('1', false);
      scroll('2', true);
      await settle(60_000);
      expect(status()).toBe('ready');
      scroll('2', false);
      await settle(1_000);
      expect(status()).toBe('out-of-view');
      scroll('2', true);
      await settle(50);
      expect(calls(client)).toEqual(['sync', 'pause', 'resume']);
    });
  });

  describe('by a <ModelVisibility> around them', () => {
    function Several({ id }: { readonly id: string }) {
      useModel(post(id));
      const { state, pausedReason } = useModelStatus(post(id));
      const { mutate } = useOptimistic(post(id), { send: () => undefined });
      const onClick = () => mutate({ name: 'title.changed', data: 'Mine', mutationId: 'm1' });
      return <button onClick={onClick}>{pausedReason ?? state}</button>;
    }
    const shown = () => screen.getByRole('button').textContent;

    it('attaches nothing below the fold, and goes by it with all of its hooks', async () => {
      const { client } = renderWithModels(
        <ModelVisibility data-testid="card">
          <Several id="1" />
        </ModelVisibility>,
        grace,
      );
      await settle(60_000);
      expect(calls(client)).toEqual([]);
      scroll('card', true);
      await settle();
      expect(shown()).toBe('ready');
      scroll('card', false);
      await settle(1_000);
      expect(shown()).toBe('out-of-view');
    });

    it('runs a mutation to its end, though nobody sees it', async () => {
      const { client } = renderWithModels(
        <ModelVisibility data-testid="card">
          <Several id="1" />
        </ModelVisibility>,
        grace,
      );
      scroll('card', true);
      await settle();
      fireEvent.click(screen.getByRole('button'));
      scroll('card', false);
      await settle(60_000);
      expect(shown()).toBe('ready');
      act(() => client.model('posts:1').emit('title.changed', 'Mine', { mutationId: 'm1' }));
      await settle(1_000);
      expect(shown()).toBe('out-of-view');
    });

    it('needs each of those that are nested', async () => {
      const { client } = renderWithModels(
        <ModelVisibility data-testid="outer">
          <ModelVisibility data-testid="inner">
            <Several id="1" />
          </ModelVisibility>
        </ModelVisibility>,
        grace,
      );
      scroll('inner', true);
      await settle();
      expect(calls(client)).toEqual([]);
      scroll('outer', true);
      await settle();
      expect(calls(client)).toEqual(['sync']);
    });

    it('pauses nothing that moves from one in view to another', async () => {
      const tree = (place: 'left' | 'right') => (
        <>
          <ModelVisibility data-testid="left">{place === 'left' && <Several id="1" />}</ModelVisibility>
          <ModelVisibility data-testid="right">{place === 'right' && <Several id="1" />}</ModelVisibility>
        </>
      );
      const { client, rerender } = renderWithModels(tree('left'), grace);
      for (const id of ['left', 'right']) scroll(id, true);
      await settle();
      rerender(tree('right'));
      await settle(60_000);
      scroll('left', false);
      await settle(60_000);
      expect(calls(client)).toEqual(['sync']);
    });

    it('costs nothing for cards that fly past, and one sync for those that stay', async () => {
      const ids = Array.from({ length: 40 }, (_, index) => String(index));
      const { client } = renderWithModels(
        <>
          {ids.map((id) => (
            <ModelVisibility key={id} data-testid={id}>
              <Several id={id} />
            </ModelVisibility>
          ))}
        </>,
        grace,
      );
      for (let turn = 0; turn < 3; turn += 1) {
        for (const id of ids) {
          scroll(id, true);
          await settle(10);
          scroll(id, false);
        }
      }
      expect(ids.flatMap((id) => calls(client, id))).toEqual([]);
      scroll('39', true);
      await settle();
      expect(ids.flatMap((id) => calls(client, id))).toEqual(['sync']);
    });
  });

  describe('by the page', () => {
    it('pauses after the grace while it is hidden, at once when it is frozen, and goes on when it is back', async () => {
      const page = fakePage();
      const { client } = renderWithModels(<Card id="1" />, { ...grace, visibilitySource: page });
      await settle();
      scroll('1', true);
      await settle();
      page.set('hidden');
      await settle(999);
      expect(status()).toBe('ready');
      await settle(1);
      expect(status()).toBe('page-hidden');
      page.set('visible');
      page.set('frozen');
      expect(status()).toBe('page-hidden');
      page.set('visible');
      await settle();
      expect(status()).toBe('ready');
      expect(calls(client)).toEqual(['sync', 'pause', 'resume', 'pause', 'resume']);
    });

    it('takes a source that is written inline: no mutation is lost, and one subscription is left', async () => {
      const page = fakePage();
      function Pending() {
        const { data } = useModel(post('1'));
        const { mutate, pending } = useOptimistic(post('1'), { send: () => undefined });
        const onClick = () => mutate({ name: 'title.changed', data: 'Mine', mutationId: 'm1' });
        return <button onClick={onClick}>{`${data?.title ?? '…'} ${pending.length}`}</button>;
      }
      const client = new FakeClient();
      const tree = () => (
        <ModelsProvider
          client={client}
          {...grace}
          visibilitySource={{ getState: page.getState, subscribe: page.subscribe }}
        >
          <Pending />
        </ModelsProvider>
      );
      const { rerender, unmount } = renderWithModels(tree());
      await settle();
      fireEvent.click(screen.getByRole('button'));
      page.subscribe.mockClear();
      for (let turn = 0; turn < 20; turn += 1) rerender(tree());
      // One a render of the provider, however many hooks are beneath it.
      expect(page.subscribe).toHaveBeenCalledTimes(20);
      expect(screen.getByRole('button').textContent).toBe('Mine 1');
      expect(page.listeners.size).toBe(1);
      page.set('hidden');
      await settle(60_000);
      expect(calls(client)).toEqual(['sync']);
      act(() => client.model('posts:1').emit('title.changed', 'Mine', { mutationId: 'm1' }));
      await settle(1_000);
      expect(calls(client)).toEqual(['sync', 'pause']);
      expect(screen.getByRole('button').textContent).toBe('Mine 0');
      unmount();
      expect(page.listeners.size).toBe(0);
    });
  });

  it('refuses a page that is none, and says what is wrong with it', () => {
    const state = 'gone' as 'visible';
    render(
      <Screen>
        <ModelsProvider
          client={new FakeClient()}
          visibilitySource={{ getState: () => state, subscribe: () => () => undefined }}
        />
      </Screen>,
    );
    expect(screen.getByRole('alert').textContent).toBe(
      "unable to render <ModelsProvider>; `visibilitySource` must answer 'visible', 'hidden', 'frozen' from `getState` and answers gone",
    );
    // React tells of each error that a boundary caught.
    vi.mocked(console.error).mockClear();
  });

  it('stays paused that the user has paused, whatever the screen does, until the user resumes it', async () => {
    const page = fakePage();
    const tree = (isMounted: boolean) => <main>{isMounted && <Card id="1" />}</main>;
    const { client, rerender } = renderWithModels(tree(true), { ...grace, visibilitySource: page });
    await settle();
    scroll('1', true);
    fireEvent.click(screen.getByText('pause'));
    await settle();
    expect(status()).toBe('user');
    const turns: readonly (() => void)[] = [
      () => scroll('1', false),
      () => scroll('1', true),
      () => page.set('hidden'),
      () => page.set('visible'),
      () => page.set('frozen'),
      () => page.set('visible'),
      () => rerender(tree(false)),
      () => rerender(tree(true)),
      () => scroll('1', true),
    ];
    for (const turn of turns) {
      turn();
      await settle(2_000);
      expect(client.model('posts:1').getSnapshot().pausedReason).toBe('user');
    }
    expect(status()).toBe('user');
    fireEvent.click(screen.getByText('resume'));
    await settle();
    expect(status()).toBe('ready');
  });

  describe.skipIf(inject('reactMajor') < 19)('by <Activity>', () => {
    const tab = (mode: 'visible' | 'hidden', children: ReactNode) => (
      <Activity mode={mode}>{children}</Activity>
    );
    function Plain() {
      const { data, pausedReason } = useModel(post('1'));
      return <p>{[data?.title ?? 'pending', pausedReason].filter(Boolean).join(' ')}</p>;
    }
    function Title() {
      return <p>{useSuspenseModel(post('1')).data.title}</p>;
    }
    const shown = () => screen.getByRole('paragraph', { hidden: true }).textContent;

    it('starts nothing for what is hidden at first, until it is shown', async () => {
      const { client, rerender } = renderWithModels(tab('hidden', <Plain />), grace);
      await settle(60_000);
      expect(client.created).toBe(0);
      rerender(tab('visible', <Plain />));
      await settle();
      expect(shown()).toBe('Post 1');
    });

    it('reads ahead what suspends while it is hidden, and attaches it when it is shown', async () => {
      const tree = (mode: 'visible' | 'hidden') =>
        tab(
          mode,
          <Screen>
            <Title />
          </Screen>,
        );
      const { client, rerender } = renderWithModels(tree('hidden'), grace);
      await settle();
      expect(calls(client)).toEqual(['prefetch']);
      rerender(tree('visible'));
      expect(shown()).toBe('Post 1');
      expect(calls(client)).toEqual(['prefetch', 'resume']);
    });

    it('pauses as unused what is hidden, and shows it again at once with what it has', async () => {
      const { client, rerender } = renderWithModels(tab('visible', <Plain />), grace);
      await settle();
      rerender(tab('hidden', <Plain />));
      await settle(1_000);
      expect(client.model('posts:1').getSnapshot().pausedReason).toBe('unused');
      act(() => client.model('posts:1').emit('title.changed', 'Late'));
      rerender(tab('visible', <Plain />));
      expect(shown()).toBe('Late');
      expect(calls(client)).toEqual(['sync', 'pause', 'resume']);
    });

    it('lets go of it in the end; what suspends shows its last data then, and reads anew', async () => {
      const tree = (mode: 'visible' | 'hidden') =>
        tab(
          mode,
          <Screen>
            <Title />
          </Screen>,
        );
      const { client, rerender } = renderWithModels(tree('visible'), grace);
      await settle();
      rerender(tree('hidden'));
      await settle(60_000);
      expect(client.models.size).toBe(0);
      rerender(tree('visible'));
      expect(shown()).toBe('Post 1');
      expect(screen.queryByRole('status')).toBeNull();
      await settle();
      expect(client.model('posts:1').getSnapshot().state).toBe('ready');
    });
  });
});
