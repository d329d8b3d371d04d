import { act, fireEvent, screen } from '@testing-library/react';
import { useState, type ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useModel } from '../../src/react/use-model.js';
import { useResetModels } from '../../src/react/use-reset-models.js';
import { useSuspenseModel } from '../../src/react/use-suspense-model.js';
import { Screen } from './boundary.js';
import { post, readPost, type Post } from './post.js';
import { renderWithModels } from './render.js';

function Title({ id }: { readonly id: string }) {
  const { data, error } = useSuspenseModel(post(id));
  return (
    <>
      <h1>{data.title}</h1>
      {error && <p role="note">{error.message}</p>}
    </>
  );
}

function Resettable({ children }: { readonly children: ReactNode }) {
  return <Screen onReset={useResetModels()}>{children}</Screen>;
}

describe('useSuspenseModel', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame', 'Date'],
    });
    // React tells of each error that a boundary caught.
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    readPost.mockClear();
  });
  const settle = (ms = 100) => act(() => vi.advanceTimersByTimeAsync(ms));
  const title = () => screen.queryByRole('heading')?.textContent;
  const failOnce = () => readPost.mockRejectedValueOnce(new Error('503'));

  it('suspends until there is data, with one sync call, and attaches once it is committed', async () => {
    const { client } = renderWithModels(
      <Screen>
        <Title id="1" />
      </Screen>,
    );
    expect(screen.getByRole('status').textContent).toBe('Loading');
    await settle();
    expect(title()).toBe('Post 1');
    expect(readPost).toHaveBeenCalledTimes(1);
    expect(client.model('posts:1').calls).toEqual(['prefetch', 'resume']);
    expect(client.model('posts:1').getSnapshot().state).toBe('ready');
  });

  it('follows the model, and never suspends for a change of it', async () => {
    const { client } = renderWithModels(
      <Screen>
        <Title id="1" />
      </Screen>,
    );
    await settle();
    act(() => client.model('posts:1').emit('title.changed', 'New'));
    await settle();
    expect(title()).toBe('New');
    await act(() => client.model('posts:1').pause());
    expect(title()).toBe('New');
  });

  it('shares the sync call with a component that does not suspend', async () => {
    function Plain() {
      return <p>{useModel(post('1')).data?.title}</p>;
    }
    renderWithModels(
      <>
        <Plain />
        <Screen>
          <Title id="1" />
        </Screen>
      </>,
    );
    await settle();
    expect(title()).toBe('Post 1');
    expect(readPost).toHaveBeenCalledTimes(1);
  });

  it('lets go of what it asked for when React never commits it', async () => {
    const { client, unmount } = renderWithModels(
      <Screen>
        <Title id="1" />
      </Screen>,
    );
    unmount();
    await settle(60_000);
    expect(client.models.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('throws to the boundary when there is no data, and begins anew when that is reset', async () => {
    failOnce();
    renderWithModels(
      <Resettable>
        <Title id="1" />
      </Resettable>,
    );
    await settle();
    expect(screen.getByRole('alert').textContent).toBe('unable to sync; 503');
    expect(readPost).toHaveBeenCalledTimes(1);
    fireEvent.click(screen.getByRole('button'));
    expect(screen.getByRole('status').textContent).toBe('Loading');
    await settle();
    expect(title()).toBe('Post 1');
  });

  it('begins anew a while after the error in a boundary that knows nothing of it', async () => {
    failOnce();
    renderWithModels(
      <Screen>
        <Title id="1" />
      </Screen>,
    );
    await settle();
    fireEvent.click(screen.getByRole('button'));
    expect(screen.getByRole('alert').textContent).toBe('unable to sync; 503');
    await settle(1_000);
    fireEvent.click(screen.getByRole('button'));
    await settle();
    expect(title()).toBe('Post 1');
  });

  it('keeps the last data beside an error that comes later', async () => {
    const { client } = renderWithModels(
      <Screen>
        <Title id="1" />
      </Screen>,
    );
    await settle();
    failOnce();
    await act(() =>
      client
        .model('posts:1')
        .sync()
        .catch(() => undefined),
    );
    await settle();
    expect(title()).toBe('Post 1');
    expect(screen.getByRole('note').textContent).toBe('unable to sync; 503');
  });

  it('throws for a model that cannot be', () => {
    function Impossible() {
      useSuspenseModel({ ...post('1'), channelName: '' });
      return null;
    }
    renderWithModels(
      <Screen>
        <Impossible />
      </Screen>,
    );
    expect(screen.getByRole('alert').textContent).toContain('`channelName` must be a string and is empty');
  });

  it('suspends for another model in its place, and never shows the data of the one before', async () => {
    const seen: string[] = [];
    function Seen({ id }: { readonly id: string }) {
      const { data } = useSuspenseModel(post(id), { isEqual: () => true });
      seen.push(`${id}: ${data.title}`);
      return null;
    }
    function Switch() {
      const [id, setId] = useState('1');
      return (
        <>
          <button onClick={() => setId('2')}>Two</button>
          <Screen>
            <Seen id={id} />
          </Screen>
        </>
      );
    }
    renderWithModels(<Switch />);
    await settle();
    fireEvent.click(screen.getByRole('button'));
    expect(screen.getByRole('status').textContent).toBe('Loading');
    await settle();
    expect(new Set(seen)).toEqual(new Set(['1: Post 1', '2: Post 2']));
  });

  it('shows the last data when its model was let go meanwhile, and does not suspend', async () => {
    const seen: Post[] = [];
    function Seen() {
      const { data } = useSuspenseModel(post('1'));
      seen.push(data);
      return <h1>{data.title}</h1>;
    }
    const { client } = renderWithModels(
      <Screen>
        <Seen />
      </Screen>,
    );
    await settle();
    act(() => client.model('posts:1').show({ hasData: false, confirmed: undefined, state: 'syncing' }));
    expect(screen.queryByRole('status')).toBeNull();
    expect(title()).toBe('Post 1');
  });
});
