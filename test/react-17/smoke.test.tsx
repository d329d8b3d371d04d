import { useState, version } from 'react';
import { ModelView, ModelsProvider, useModel, useModelStatus, useOptimistic } from 'ably-models-react';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { FakeClient } from '../react/fake-client.js';
import { post, readPost } from '../react/post.js';
import { act, version as domVersion, render } from './render.js';

describe('On React 17', () => {
  beforeEach(() =>
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame', 'Date'],
    }),
  );
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    readPost.mockClear();
  });
  /** Lets promises settle and a frame pass. */
  const settle = (ms = 100) => act(() => vi.advanceTimersByTimeAsync(ms));

  function renderPost() {
    const sent: string[] = [];
    const client = new FakeClient();
    function Editor() {
      const { data, isOptimistic } = useModel(post('1'));
      const { state } = useModelStatus(post('1'));
      const { mutate } = useOptimistic(post('1'), {
        event: (title: string) => ({ name: 'title.changed', data: title }),
        send: ({ mutationId }) => void sent.push(mutationId),
      });
      return (
        <button
          onClick={() => mutate('New')}
        >{`${state} ${data?.title ?? 'nothing'}${isOptimistic ? ' pending' : ''}`}</button>
      );
    }
    const page = render(
      <ModelsProvider client={client} pauseAfter={1_000} gcTime={5_000}>
        <Editor />
      </ModelsProvider>,
    );
    return { ...page, client, sent };
  }

  it('runs: sources, tests and renderer share one React', () => {
    function Version() {
      // A hook works only with the React that the renderer has loaded.
      const [shown] = useState(version);
      return <>{shown}</>;
    }
    const { text } = render(<Version />);
    expect(text().split('.')[0]).toBe(String(inject('reactMajor')));
    expect(domVersion).toBe(text());
  });

  it('useModel shows the model, live', async () => {
    const { text, client } = renderPost();
    expect(text()).toBe('syncing nothing');
    await settle();
    expect(text()).toBe('ready Post 1');
    act(() => client.model('posts:1').emit('title.changed', 'Theirs'));
    expect(text()).toBe('ready Theirs');
    expect(readPost).toHaveBeenCalledTimes(1);
  });

  it('useOptimistic shows a change at once, and confirms it', async () => {
    const { text, button, client, sent } = renderPost();
    await settle();
    act(() => button()?.click());
    expect(text()).toBe('ready New pending');
    act(() => client.model('posts:1').emit('title.changed', 'New', { mutationId: sent[0] ?? '' }));
    await settle();
    expect(text()).toBe('ready New');
  });

  it('pauses and then releases what no component shows any more', async () => {
    const { unmount, client } = renderPost();
    await settle();
    const model = client.model('posts:1');
    unmount();
    await settle(1_000);
    expect(model.calls).toEqual(['sync', 'pause']);
    await settle(4_000);
    expect(model.calls).toEqual(['sync', 'pause', 'dispose']);
    expect([client.models.size, model.listenerCount]).toEqual([0, 0]);
  });

  it('<ModelView> shows its fallback until there is data', async () => {
    const { text } = render(
      <ModelsProvider client={new FakeClient()}>
        <ModelView of={post('1')} fallback="loading">
          {({ data }) => data.title}
        </ModelView>
      </ModelsProvider>,
    );
    expect(text()).toBe('loading');
    await settle();
    expect(text()).toBe('Post 1');
  });

  it('a hook without a provider says so', () => {
    vi.spyOn(console, 'error').mockReturnValue();
    function Orphan() {
      useModel(post('1'));
      return null;
    }
    expect(() => render(<Orphan />)).toThrow('unable to use useModel; put a <ModelsProvider> above it');
  });
});
