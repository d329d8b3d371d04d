import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createTestModels } from 'ably-models-react/testing';
import { afterEach, expect, it } from 'vitest';
import { Comments } from './comments';

afterEach(cleanup);
it('takes a comment back that the backend refuses', async () => {
  const models = createTestModels({ 'posts:1': { title: 'Hello', comments: [] } });
  render(<Comments send={() => Promise.resolve()} />, { wrapper: models.wrapper });
  await models.channel('posts:1').emit('comment.added', { id: 'c1', text: 'Welcome' });
  await userEvent.type(screen.getByLabelText('Comment'), 'Buy now{Enter}');
  expect(screen.getByRole('list').textContent).toBe('WelcomeBuy now');
  await models.channel('posts:1').reject();
  expect(screen.getByRole('list').textContent).toBe('Welcome');
});
