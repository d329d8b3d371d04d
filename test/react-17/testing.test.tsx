import { defineModel, useModel, useOptimistic } from 'ably-models-react';
import { createTestModels } from 'ably-models-react/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { act, render } from './render.js';

const post = defineModel({
  channelName: 'posts:1',
  sync: (): Promise<{ data: string; sequenceId: string }> => Promise.reject(new Error('not called')),
  merge: { 'title.changed': (_title, { data }: { data: string }) => data },
});

const send = vi.fn<(mutation: { readonly mutationId: string }) => Promise<void>>(() => Promise.resolve());

function Title() {
  const { data, isOptimistic } = useModel(post());
  const { mutate, pending } = useOptimistic(post(), {
    event: (title: string) => ({ name: 'title.changed', data: title }),
    send,
  });
  return (
    <button onClick={() => mutate('Mine')}>
      {`${data ?? 'nothing'} ${isOptimistic ? 'pending' : 'confirmed'} ${pending.length}`}
    </button>
  );
}

describe('Test models on React 17', () => {
  beforeEach(() => {
    // By this React 17 knows a test that wants to be told of what no `act` was around.
    vi.stubGlobal('jest', {});
    vi.spyOn(console, 'error').mockReturnValue();
  });
  afterEach(() => {
    const said = vi.mocked(console.error).mock.calls;
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    expect(said).toEqual([]);
  });

  it('show each change by the time that it is done, without a warning', async () => {
    const models = createTestModels({ 'posts:1': 'Hello' });
    const { text, button } = render(<models.wrapper children={<Title />} />);
    await models.settle();
    expect(text()).toBe('Hello confirmed 0');
    const channel = models.channel('posts:1');
    await channel.emit('title.changed', 'News');
    expect(text()).toBe('News confirmed 0');
    act(() => button()?.click());
    await models.settle();
    expect(text()).toBe('Mine pending 1');
    await channel.reject();
    expect(text()).toBe('News confirmed 0');
    await models.expectNoLeaks();
  });

  it('may overlap with the test’s own `act`, as a mutation does that confirms itself', async () => {
    const models = createTestModels({ 'posts:1': 'Hello' });
    const channel = models.channel('posts:1');
    const { text, button } = render(<models.wrapper children={<Title />} />);
    await models.settle();
    send.mockImplementationOnce((mutation) => channel.confirm(mutation));
    await act(async () => {
      button()?.click();
      await Promise.resolve();
    });
    await models.settle();
    expect(text()).toBe('Mine confirmed 0');
    await Promise.all([channel.emit('title.changed', 'News'), act(() => Promise.resolve())]);
    expect(text()).toBe('News confirmed 0');
    await Promise.all([
      channel.emit('title.changed', 'Late'),
      act(() => new Promise((resolve) => setTimeout(resolve, 5))),
    ]);
    expect(text()).toBe('Late confirmed 0');
    await models.expectNoLeaks();
  });
});
