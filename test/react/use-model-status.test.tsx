import { act, screen } from '@testing-library/react';
import { useEffect } from 'react';
import { describe, expect, it } from 'vitest';
import { useModelStatus } from '../../src/react/use-model-status.js';
import { post } from './post.js';
import { renderWithModels } from './render.js';

describe('useModelStatus', () => {
  let renders = 0;
  function Status() {
    const { state, connection, sequenceId, isStale, error, syncedAt, lastEventAt } = useModelStatus(
      post('1'),
    );
    renders += 1;
    return (
      <p>
        {[state, connection, sequenceId, isStale, error, typeof syncedAt, typeof lastEventAt]
          .map(String)
          .join(' ')}
      </p>
    );
  }
  const status = () => screen.getByRole('paragraph').textContent;

  it('shows where the model and its connection stand', async () => {
    const { client } = renderWithModels(<Status />);
    await screen.findByText('ready connected 0 false undefined number undefined');
    act(() => {
      client.connectionState = 'disconnected';
      client.model('posts:1').show({ isStale: true });
    });
    await screen.findByText('ready disconnected 0 true undefined number undefined');
    act(() => client.model('posts:1').emit('title.changed', 'New'));
    await screen.findByText('ready disconnected 1 true undefined number number');
  });

  it('shows why the model is paused', async () => {
    function Reason() {
      const { state, pausedReason } = useModelStatus(post('1'));
      return <p>{`${state} ${String(pausedReason)}`}</p>;
    }
    const { client } = renderWithModels(<Reason />);
    await screen.findByText('ready undefined');
    await act(() => client.model('posts:1').pause());
    expect(status()).toBe('paused user');
  });

  it('has each of its fields from the first render on', () => {
    const results: object[] = [];
    function Fields() {
      const result = useModelStatus(post('1'));
      useEffect(() => void results.push(result));
      return null;
    }
    renderWithModels(<Fields />);
    expect(results[0]).toEqual({
      state: 'initialized',
      connection: 'connected',
      pausedReason: undefined,
      error: undefined,
      sequenceId: undefined,
      syncedAt: undefined,
      lastEventAt: undefined,
      isStale: false,
    });
  });

  it('renders for a change of the status only', async () => {
    const { client } = renderWithModels(<Status />);
    await screen.findByText(/^ready/);
    renders = 0;
    act(() => void client.model('posts:1').mutate({ name: 'title.changed', data: 'New' }));
    expect(renders).toBe(0);
    expect(status()).toMatch(/^ready/);
  });
});
