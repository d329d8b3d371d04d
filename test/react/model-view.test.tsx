import { act, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ModelsError } from '../../src/errors.js';
import { ModelView } from '../../src/react/model-view.js';
import { post, readPost } from './post.js';
import { renderWithModels } from './render.js';

describe('<ModelView>', () => {
  afterEach(() => readPost.mockClear());

  const view = (
    <ModelView
      of={post('1')}
      fallback={<p>loading</p>}
      errorFallback={(error, retry) => <button onClick={retry}>{error.code}</button>}
    >
      {({ data, error }) => <h1>{`${data.title} ${error?.code ?? ''}`}</h1>}
    </ModelView>
  );

  it('shows the fallback until there is data', async () => {
    renderWithModels(view);
    expect(screen.getByText('loading')).toBeDefined();
    expect((await screen.findByRole('heading')).textContent).toBe('Post 1 ');
  });

  it('shows the error fallback when the model fails before there is data, and tries again when asked', async () => {
    readPost.mockRejectedValueOnce(new Error('503'));
    renderWithModels(view);
    const retry = await screen.findByRole('button');
    expect(retry.textContent).toBe('sync-failed');
    act(() => retry.click());
    expect((await screen.findByRole('heading')).textContent).toBe('Post 1 ');
  });

  it('shows the error fallback while a first attempt that failed is being repeated', async () => {
    const { client } = renderWithModels(view);
    await screen.findByRole('heading');
    const error = new ModelsError('sync-failed', 'unable to sync; 503');
    act(() => client.model('posts:1').show({ state: 'syncing', hasData: false, error }));
    expect((await screen.findByRole('button')).textContent).toBe('sync-failed');
    act(() => client.model('posts:1').show({ state: 'ready', hasData: true, error: undefined }));
    expect((await screen.findByRole('heading')).textContent).toBe('Post 1 ');
  });

  it('shows a state that is `undefined`, also beside an error', async () => {
    const { client } = renderWithModels(
      <ModelView
        of={{
          channelName: 'c',
          sync: () => Promise.resolve({ data: undefined, sequenceId: '0' }),
          merge: () => undefined,
        }}
        errorFallback={() => <button />}
      >
        {({ data, error }) => <h1>{`${String(data)} ${error?.code ?? ''}`}</h1>}
      </ModelView>,
    );
    expect((await screen.findByRole('heading')).textContent).toBe('undefined ');
    const error = new ModelsError('merge-failed', 'unable to merge');
    act(() => client.model('c').show({ state: 'errored', error }));
    expect((await screen.findByText(/merge-failed/)).textContent).toBe('undefined merge-failed');
  });

  it('shows the fallback for an error where there is no error fallback', async () => {
    readPost.mockRejectedValueOnce(new Error('503'));
    const { client } = renderWithModels(
      <ModelView of={post('1')} fallback={<p>nothing yet</p>}>
        {() => <h1 />}
      </ModelView>,
    );
    await act(() => Promise.resolve());
    await screen.findByText('nothing yet');
    expect(client.model('posts:1').getSnapshot().state).toBe('errored');
  });

  it('keeps showing the last good state beside a later error', async () => {
    const { client } = renderWithModels(view);
    await screen.findByRole('heading');
    readPost.mockRejectedValueOnce(new Error('503'));
    await act(() =>
      client
        .model('posts:1')
        .sync()
        .catch(() => undefined),
    );
    expect((await screen.findByText(/sync-failed/)).textContent).toBe('Post 1 sync-failed');
  });
});
