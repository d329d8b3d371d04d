import { act, fireEvent, render, renderHook, screen } from '@testing-library/react';
import { useModel, useOptimistic, type SendContext } from 'ably-models-react';
import { createTestModels, type TestChannel } from 'ably-models-react/testing';
import { describe, expect, it, vi } from 'vitest';
import { post } from './comments.js';
import { comment, comments, fakeTimers, hello, openPost, setTheStage, status, title } from './stage.js';

type Send = (context: SendContext<unknown>) => unknown;

/** A hook that writes comments, whose `send` is the test's; and the channel of its post. */
async function openHook(sendOn: (channel: TestChannel) => Send) {
  const models = createTestModels({ 'posts:1': hello });
  const channel = models.channel('posts:1');
  const send = sendOn(channel);
  const usePost = () =>
    useOptimistic(post('1'), {
      event: (text: string) => ({ name: 'comment.added', data: comment(text) }),
      send,
    });
  const { result } = renderHook(usePost, { wrapper: models.wrapper });
  await models.settle();
  return { models, channel, result };
}

const confirming =
  (channel: TestChannel): Send =>
  (mutation) =>
    channel.confirm(mutation);

/** React keeps what overlapped for the rest of a file: it renders nothing more by itself. */
function expectReactToRender(): void {
  const models = createTestModels({ 'posts:1': hello });
  const { result, unmount } = renderHook(() => useModel(post('1')), { wrapper: models.wrapper });
  expect(result.current).not.toBeNull();
  unmount();
}

describe.each([true, false])('Steps beside the test’s own `act`, with global hooks: %s', (hasGlobals) => {
  setTheStage(hasGlobals);

  it('confirm a mutation from its own `send`', async () => {
    const { channel, result, models } = await openHook(confirming);
    await act(() => result.current.mutateAsync('mine'));
    expect(channel.pending).toEqual([]);
    expect(result.current.pending).toEqual([]);
    await models.expectNoLeaks();
    expectReactToRender();
  });

  it('confirm it before the first sync has come', async () => {
    const models = createTestModels({ 'posts:1': hello });
    const send = () => models.channel('posts:1').confirm();
    const { result } = renderHook(
      () =>
        useOptimistic(post('1'), { event: () => ({ name: 'comment.added', data: comment('mine') }), send }),
      { wrapper: models.wrapper },
    );
    await act(async () => {
      await result.current.mutateAsync();
    });
    expect(result.current.pending).toEqual([]);
    expectReactToRender();
  });

  it('confirm it where a click has made it', async () => {
    const { channel, send } = await openPost();
    send.mockImplementation(() => channel.confirm());
    fireEvent.change(screen.getByLabelText('Comment'), { target: { value: 'mine' } });
    await act(async () => {
      fireEvent.submit(screen.getByLabelText('Comment'));
      await Promise.resolve();
    });
    await channel.emit('title.changed', 'News');
    expect([title(), ...comments(), status()]).toEqual(['News', 'mine', 'Saved']);
    expectReactToRender();
  });

  it('confirm it when the test’s timers say so', async () => {
    vi.useFakeTimers(fakeTimers);
    const { result, models } = await openHook((channel) => async (mutation) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await channel.confirm(mutation);
    });
    act(() => result.current.mutate('mine'));
    expect(result.current.pending).toHaveLength(1);
    await act(async () => {
      vi.advanceTimersByTime(1_000);
      await Promise.resolve();
    });
    await models.settle();
    expect(result.current.pending).toEqual([]);
    expectReactToRender();
  });

  it('confirm it where nobody waits, but for the timers after it', async () => {
    vi.useFakeTimers(fakeTimers);
    const { result } = await openHook(confirming);
    act(() => result.current.mutate('mine'));
    await act(() => vi.advanceTimersByTimeAsync(1_000));
    expect(result.current.pending).toEqual([]);
    expectReactToRender();
  });

  it('go on beside one that ends before them, or after them', async () => {
    const { channel } = await openPost();
    await Promise.all([channel.emit('comment.added', comment('one')), act(() => Promise.resolve())]);
    await Promise.all([act(() => Promise.resolve()), channel.emit('comment.added', comment('two'))]);
    await Promise.all([
      channel.emit('comment.added', comment('three')),
      act(() => new Promise((resolve) => setTimeout(resolve, 5))),
    ]);
    expect(comments()).toEqual(['one', 'two', 'three']);
    expectReactToRender();
  });

  it('go on within one that awaits them', async () => {
    const { channel } = await openPost();
    await act(() => channel.emit('title.changed', 'One'));
    expect(title()).toBe('One');
    await act(async () => {
      await channel.emit('title.changed', 'Two');
      await channel.emit('comment.added', comment('there'));
    });
    expect([title(), ...comments()]).toEqual(['Two', 'there']);
    expectReactToRender();
  });

  it('confirm where there is none', async () => {
    const { channel, result } = await openHook(() => () => Promise.resolve());
    act(() => result.current.mutate('mine'));
    const [mutation] = channel.pending;
    const confirmed = channel.confirm(mutation);
    await confirmed;
    expect(result.current.pending).toEqual([]);
    expectReactToRender();
  });

  it('render once each', async () => {
    const models = createTestModels({ 'posts:1': hello });
    let renders = 0;
    const Title = () => {
      renders += 1;
      return <h1>{useModel(post('1')).data?.comments.length}</h1>;
    };
    render(<Title />, { wrapper: models.wrapper });
    await models.settle();
    const before = renders;
    await models.channel('posts:1').emit('comment.added', comment('one'));
    expect(title()).toBe('1');
    expect(renders).toBe(before + 1);
  });

  it('leave it to others whether this is a test', async () => {
    const flag = () => (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT;
    const before = flag();
    const { channel } = await openPost();
    expect(flag()).toBe(before);
    await channel.emit('title.changed', 'News');
    expect(flag()).toBe(before);
    await act(async () => {
      void channel.emit('title.changed', 'More');
      await Promise.resolve();
    });
    expect(flag()).toBe(before);
    await Promise.all([channel.emit('title.changed', 'Last'), act(() => Promise.resolve())]);
    expect(flag()).toBe(before);
  });
});
