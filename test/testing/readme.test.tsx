import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createTestModels } from 'ably-models-react/testing';
import { expect, it } from 'vitest';
import { Comments } from './comments';

it('takes back a comment that the backend refuses', async () => {
  const models = createTestModels({ 'posts:1': { title: 'Hello', comments: [] } });
  render(<Comments send={() => Promise.resolve()} />, { wrapper: models.wrapper });
  await models.channel('posts:1').emit('comment.added', { id: '1', text: 'Welcome' });
  await userEvent.type(await screen.findByLabelText('Comment'), 'spam{Enter}');
  expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual(['Welcome', 'spam']);
  await models.channel('posts:1').reject();
  expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual(['Welcome']);
});
