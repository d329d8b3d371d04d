import { defineModel, useModel } from 'ably-models-react';
import { ModelsDevtools } from 'ably-models-react/devtools';
import { createTestModels } from 'ably-models-react/testing';
import { expect, it, vi } from 'vitest';
import { WAIT } from '../wait.js';
import { act, render } from './render.js';

const post = defineModel({
  channelName: 'posts:1',
  sync: (): Promise<{ data: string; sequenceId: string }> => Promise.reject(new Error('not called')),
  merge: { 'title.changed': (_title, { data }: { data: string }) => data },
});

const Title = () => <b>{useModel(post()).data}</b>;

const host = () => document.querySelector('[data-ably-models-devtools]');
const panel = () => host()?.shadowRoot?.querySelector('.panel');

it('React 17 shows the devtools, and leaves nothing of them behind', async () => {
  const models = createTestModels({ 'posts:1': 'Hello' });
  const { unmount } = render(
    <models.wrapper>
      <Title />
      <ModelsDevtools />
    </models.wrapper>,
  );
  await models.settle();
  act(() => host()?.shadowRoot?.querySelector('button')?.click());
  await vi.waitFor(() => expect(panel()?.textContent).toContain('posts:1'), WAIT);
  const rows = panel()?.querySelectorAll<HTMLElement>('button.row');
  act(() => rows?.[1]?.click());
  await vi.waitFor(() => expect(panel()?.textContent).toContain('state"Hello""Hello"'), WAIT);
  unmount();
  expect(host()).toBeNull();
  await models.expectNoLeaks();
});
