import { act, screen } from '@testing-library/react';
import { memo, useEffect, useRef } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UseModelResult } from '../../src/react/model-result.js';
import { useModels } from '../../src/react/use-models.js';
import { FakeIntersectionObserver } from '../store/fake-intersection-observer.js';
import { post, readPost, type Post } from './post.js';
import { renderWithModels } from './render.js';

describe('useModels', () => {
  beforeEach(() =>
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame', 'Date'],
    }),
  );
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    readPost.mockClear();
  });
  const settle = (ms = 100) => act(() => vi.advanceTimersByTimeAsync(ms));

  interface Props {
    readonly ids: readonly string[];
    readonly enabled?: boolean;
    readonly onRender?: () => void;
  }

  function Titles({ ids, enabled = true, onRender }: Props) {
    const posts = useModels(
      ids.map((id) => post(id)),
      { enabled },
    );
    onRender?.();
    return <p>{posts.map(({ data, isPending }) => (isPending ? '…' : data?.title)).join(', ')}</p>;
  }
  const shown = () => screen.getByRole('paragraph').textContent;

  it('shows each model in its place, as it comes', async () => {
    let answer: (post: { data: Post; sequenceId: string }) => void = () => undefined;
    readPost.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    renderWithModels(<Titles ids={['1', '2']} />);
    await settle();
    expect(shown()).toBe('…, Post 2');
    answer({ data: { title: 'Late', comments: [] }, sequenceId: '0' });
    await settle();
    expect(shown()).toBe('Late, Post 2');
  });

  it('renders once for changes of several models within a frame', async () => {
    const onRender = vi.fn();
    const { client } = renderWithModels(<Titles ids={['1', '2', '3']} onRender={onRender} />);
    await settle();
    onRender.mockClear();
    act(() => {
      for (const id of ['1', '2', '3']) client.model(`posts:${id}`).emit('title.changed', `New ${id}`);
    });
    await settle();
    expect(shown()).toBe('New 1, New 2, New 3');
    // StrictMode renders twice.
    expect(onRender).toHaveBeenCalledTimes(2);
  });

  it('goes on with what stays in the list, starts what is new, and lets go of what is gone', async () => {
    const { client, rerender } = renderWithModels(<Titles ids={['1', '2']} />, { pauseAfter: 1_000 });
    await settle();
    rerender(<Titles ids={['3', '2']} />);
    expect(shown()).toBe('…, Post 2');
    await settle(1_000);
    expect(shown()).toBe('Post 3, Post 2');
    expect(client.model('posts:1').getSnapshot().state).toBe('paused');
    expect(client.model('posts:2').calls).toEqual(['sync']);
  });

  it('shows one model twice', async () => {
    renderWithModels(<Titles ids={['1', '1']} />);
    await settle();
    expect(shown()).toBe('Post 1, Post 1');
    expect(readPost).toHaveBeenCalledTimes(1);
  });

  it('takes an empty list, and asks for nothing while it is not enabled', async () => {
    const { client, rerender } = renderWithModels(<Titles ids={[]} />);
    await settle();
    expect(shown()).toBe('');
    rerender(<Titles ids={['1']} enabled={false} />);
    await settle();
    expect(shown()).toBe('…');
    expect(client.created).toBe(0);
  });

  it('keeps the identity of the results that did not change', async () => {
    const renders: Record<string, number> = {};
    const Row = memo(function Row({
      id,
      result,
    }: {
      readonly id: string;
      readonly result: UseModelResult<Post>;
    }) {
      renders[id] = (renders[id] ?? 0) + 1;
      return <li>{result.data?.title}</li>;
    });
    const ids = ['1', '2'];
    function List() {
      const posts = useModels(ids.map((id) => post(id)));
      return posts.map((result, index) => <Row key={ids[index]} id={ids[index] ?? ''} result={result} />);
    }
    const { client } = renderWithModels(<List />);
    await settle();
    renders['1'] = renders['2'] = 0;
    act(() => client.model('posts:2').emit('title.changed', 'New'));
    await settle();
    expect(renders).toEqual({ '1': 0, '2': 2 });
  });

  it('keeps the identity of the results that moved in the list', async () => {
    let last: readonly unknown[] = [];
    function List({ ids }: Props) {
      const posts = useModels(ids.map((id) => post(id)));
      useEffect(() => {
        last = posts;
      });
      return null;
    }
    const { rerender } = renderWithModels(<List ids={['1', '2']} />);
    await settle();
    const [one, two] = last;
    rerender(<List ids={['3', '2', '1']} />);
    await settle();
    expect(last[1]).toBe(two);
    expect(last[2]).toBe(one);
  });

  it('tells the error of the one model that cannot be, beside the others', async () => {
    function Mixed() {
      const [good, bad] = useModels([post('1'), { ...post('2'), channelName: '', name: 'nameless' }]);
      return <p>{`${good.data?.title ?? '…'}; ${bad.error?.code ?? 'no error'}`}</p>;
    }
    renderWithModels(<Mixed />);
    await settle();
    expect(shown()).toBe('Post 1; invalid-options');
  });

  it('starts all of them when the element that it is given comes into view', async () => {
    vi.stubGlobal('IntersectionObserver', FakeIntersectionObserver);
    function Card() {
      const ref = useRef<HTMLDivElement>(null);
      useModels([post('1'), post('2')], { visibility: ref });
      return <div ref={ref} />;
    }
    const { client, container } = renderWithModels(<Card />);
    await settle();
    expect(client.model('posts:1').calls).toEqual([]);
    expect(client.model('posts:2').calls).toEqual([]);
    act(() => FakeIntersectionObserver.report([container.firstElementChild as Element, true]));
    await settle();
    expect(client.model('posts:1').calls).toEqual(['sync']);
    expect(client.model('posts:2').calls).toEqual(['sync']);
  });
});
