import { act, render } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { defineModel, ModelsClient, ModelsProvider, useModel } from 'ably-models-react';
import { createTestModels, type TestModels } from 'ably-models-react/testing';
import * as z from 'zod';
import { Comments, post, type Post } from './comments.js';
import { comment, comments, fakeTimers, hello, note, openPost, setTheStage, title, write } from './stage.js';

const send = () => Promise.resolve();

describe('Test models', () => {
  setTheStage();

  it('have a real client, which a provider of the test may take, with the visibility of the test', async () => {
    vi.useFakeTimers(fakeTimers);
    const models = createTestModels({ 'posts:1': hello });
    const { unmount } = render(
      <ModelsProvider client={models.client} visibilitySource={models.visibilitySource} pauseAfter={0}>
        <Comments send={send} />
      </ModelsProvider>,
    );
    await models.settle();
    expect(models.client).toBeInstanceOf(ModelsClient);
    expect(title()).toBe('Hello');
    await models.hide();
    await act(() => vi.advanceTimersByTimeAsync(0));
    expect(note()).toContain('page-hidden');
    unmount();
    await models.expectNoLeaks();
  });

  it('say which channel has no state, on screen and in the test', async () => {
    const models = createTestModels({ 'posts:2': hello });
    render(<Comments send={send} />, { wrapper: models.wrapper });
    await models.settle();
    expect(title()).toBe(
      'unable to sync model "posts:1"; the test models have no state for its channel. Give them one ' +
        "(createTestModels({ 'posts:1': state })), or have the sync function called (sync: 'own')",
    );
    expect(() => models.channel('posts:1')).toThrow(
      'unable to find channel "posts:1"; the test models have states for "posts:2"',
    );
  });

  it('call the own sync function where they are told to, and emit what comes after its answer', async () => {
    const read = vi.fn(() => Promise.resolve({ data: hello, sequenceId: '41' }));
    const own = defineModel({
      channelName: 'posts:1',
      sync: () => read(),
      merge: { 'title.changed': (state, { data }: { data: string }) => ({ ...state, title: data }) },
    });
    const Title = () => <h1>{useModel(own()).data?.title}</h1>;
    const models = createTestModels({}, { sync: 'own' });
    render(<Title />, { wrapper: models.wrapper });
    await models.settle();
    expect(title()).toBe('Hello');
    expect(read).toHaveBeenCalledOnce();
    await models.channel('posts:1').emit('title.changed', 'News');
    expect(title()).toBe('News');
    expect(models.client.cursors()).toEqual({ 'posts:1': '42' });
  });

  it('have what is emitted before the own sync function has answered come after its answer', async () => {
    let respond!: (result: { data: Post; sequenceId: string }) => void;
    const answer = new Promise<{ data: Post; sequenceId: string }>((resolve) => (respond = resolve));
    const models = createTestModels({}, { sync: 'own' });
    const channel = models.channel('posts:1');
    const own = { ...post('1'), sync: () => answer };
    const Title = () => <h1>{useModel(own).data?.title}</h1>;
    render(<Title />, { wrapper: models.wrapper });
    const emitted = [channel.emit('title.changed', 'News'), channel.emit('title.changed', 'More')];
    await models.settle();
    respond({ data: hello, sequenceId: '41' });
    await Promise.all(emitted);
    expect(title()).toBe('More');
    expect(models.client.cursors()).toEqual({ 'posts:1': '43' });
    await models.expectNoLeaks();
  });

  it('wait no longer for a sync function that fails, or that nobody waits for any more', async () => {
    const models = createTestModels({}, { sync: 'own' });
    const channel = models.channel('posts:1');
    const model = models.client.models.get({ ...post('1'), sync: () => new Promise<never>(() => undefined) });
    const synced = model.sync();
    const emitted = channel.emit('title.changed', 'News');
    await model.dispose();
    await Promise.all([synced.catch(() => undefined), emitted]);
    const failing = models.client.models.get({
      ...post('1'),
      sync: () => Promise.reject(new Error('HTTP 500')),
    });
    const failed = failing.sync();
    await Promise.all([expect(failed).rejects.toThrow('HTTP 500'), channel.emit('title.changed', 'More')]);
    await models.expectNoLeaks();
  });

  it('put the state through the schema, as the answer of any sync', async () => {
    const models = createTestModels({ days: '1970-01-02' });
    const days = models.client.models.get({
      channelName: 'days',
      sync: (): Promise<{ data: string; sequenceId: string }> => Promise.reject(new Error('not called')),
      schema: z.string().transform((text) => Date.parse(text) / 86_400_000),
      merge: { passed: (count: number) => count + 1 },
    });
    await models.channel('days').emit('passed');
    await days.sync();
    expect(days.data.confirmed).toBe(2);
    models.channel('days').serve(7);
    await expect(days.sync()).rejects.toMatchObject({ code: 'sync-result-invalid' });
  });

  it('refuse a state that is none, as the client refuses an answer without data', () => {
    expect(() => createTestModels({ 'posts:1': undefined })).toThrow(
      'unable to serve a state on channel "posts:1"; it must be data that a sync call can answer and is undefined',
    );
    const channel = createTestModels({ 'posts:1': hello }).channel('posts:1');
    expect(() => channel.serve(undefined)).toThrow(
      'unable to serve a state on channel "posts:1"; it must be data',
    );
  });

  it('sync to a state without the change that a model could not merge, as from a backend with its own truth', async () => {
    const models = createTestModels({ list: ['first'] });
    const channel = models.channel('list');
    const list = models.client.models.get({
      channelName: 'list',
      sync: (): Promise<{ data: string[]; sequenceId: string }> => Promise.reject(new Error('not called')),
      merge: { added: (texts, { data }: { data: string }) => [...texts, data.trim()] },
    });
    await list.sync();
    await channel.emit('added');
    expect(list.state).toBe('errored');
    await channel.emit('added', ' second ');
    await list.sync();
    expect(list.state).toBe('ready');
    expect(list.data.confirmed).toEqual(['first', 'second']);
  });

  it('name a change that no sync can merge, the first time', async () => {
    const models = createTestModels({ list: ['first'] });
    await models.channel('list').emit('added');
    const list = models.client.models.get({
      channelName: 'list',
      sync: (): Promise<{ data: string[]; sequenceId: string }> => Promise.reject(new Error('not called')),
      merge: { added: (texts, { data }: { data: string }) => [...texts, data.trim()] },
    });
    await expect(list.sync()).rejects.toThrow(/unable to merge .*added.* into model "list"; Cannot read/);
    await list.sync();
    expect(list.data.confirmed).toEqual(['first']);
  });

  it('name a merge function that changes the state', async () => {
    const models = createTestModels({ list: ['first'] });
    const list = models.client.models.get({
      channelName: 'list',
      sync: (): Promise<{ data: string[]; sequenceId: string }> => Promise.reject(new Error('not called')),
      merge: (texts, event) => {
        texts.push(event.name);
        return texts;
      },
    });
    await list.sync();
    await models.channel('list').emit('changed');
    expect(list.state).toBe('errored');
    const [saved] = Object.values(models.client.snapshot());
    expect(saved?.data).toEqual(['first']);
  });

  it('refuse an option that does not exist', () => {
    expect(() => createTestModels({}, { pauseafter: 1 } as object)).toThrow('`pauseafter` is not an option');
  });
});

/** Ends the test, and tells what it complained of. */
const complaint = async ({ expectNoLeaks }: TestModels): Promise<string> => {
  const thrown: unknown = await expectNoLeaks().then(
    () => new Error('nothing'),
    (error: unknown) => error,
  );
  return (thrown as Error).message;
};

describe('The end of test models', () => {
  setTheStage();

  it('leaves nothing: no channel, no listener, no timer, nothing on screen', async () => {
    vi.useFakeTimers({ ...fakeTimers, shouldAdvanceTime: true });
    const before = vi.getTimerCount();
    const { models, channel, container } = await openPost();
    await write('mine');
    await channel.confirm();
    await models.expectNoLeaks();
    expect(container.textContent).toBe('');
    expect(channel.attachments).toBe(0);
    expect(models.client.ably.channels.all).toEqual({});
    expect(vi.getTimerCount()).toBe(before);
  });

  it('leaves nothing where it comes with a mutation, a delay and a pause under way, if it is not asked', async () => {
    vi.useFakeTimers({ ...fakeTimers, shouldAdvanceTime: true });
    const before = vi.getTimerCount();
    const { models, channel } = await openPost();
    await write('mine');
    channel.delay(1_000);
    await channel.emit('comment.added', comment('slow'));
    await models.hide();
    await models.dispose();
    expect(vi.getTimerCount()).toBe(before);
    await expect(channel.emit('comment.added')).rejects.toThrow('the test models are disposed of');
    await expect(models.disconnect()).rejects.toThrow('the test models are disposed of');
  });

  it('is said by all that is done after it', async () => {
    const { models, channel } = await openPost();
    await models.dispose();
    const over = 'the test models are disposed of. Create new ones';
    vi.mocked(console.error).mockReturnValue();
    expect(() => render(<Comments send={send} />, { wrapper: models.wrapper })).toThrow(
      `unable to render in the \`wrapper\`; ${over}`,
    );
    // React tells of what a component throws.
    vi.mocked(console.error).mockClear();
    vi.mocked(console.warn).mockClear();
    for (const step of [
      models.settle,
      models.hide,
      models.show,
      models.disconnect,
      models.reconnect,
      () => channel.emit('comment.added'),
      () => channel.confirm(),
      () => channel.reject(),
      channel.loseContinuity,
    ]) {
      await expect(step()).rejects.toThrow(over);
    }
    for (const step of [
      () => models.channel('posts:1'),
      () => channel.serve(hello),
      () => channel.delay(1),
      channel.reorder,
      () => channel.failSync(),
      channel.expireHistory,
    ]) {
      expect(step).toThrow(over);
    }
    await models.dispose();
    await models.expectNoLeaks();
  });

  it('names a mutation that nobody answered', async () => {
    const { models, channel } = await openPost();
    await write('mine');
    const [{ mutationId } = { mutationId: '' }] = channel.pending;
    expect(await complaint(models)).toBe(
      'unable to end the test without leaving anything behind; ' +
        `mutation "${mutationId}" (comment.added) is pending on "posts:1"`,
    );
  });

  it('names a component that is still mounted', async () => {
    const models = createTestModels({ 'posts:1': hello });
    render(
      <ModelsProvider client={models.client} visibilitySource={models.visibilitySource}>
        <Comments send={send} />
      </ModelsProvider>,
    );
    await models.settle();
    expect(await complaint(models)).toContain('a component outside of the `wrapper` is still mounted');
  });

  it('names a component that is still mounted under a provider of its own, and the model that it has', async () => {
    const models = createTestModels({ 'posts:1': hello });
    const { unmount } = render(
      <ModelsProvider client={models.client}>
        <Comments send={send} />
      </ModelsProvider>,
    );
    await models.settle();
    expect(await complaint(models)).toContain(
      'a component outside of the `wrapper` is still mounted, with model "posts:1"',
    );
    unmount();
  });

  it('names no component for a mutation that is under way', async () => {
    const { models } = await openPost();
    await write('mine');
    expect(await complaint(models)).not.toContain('a component');
  });

  it('names a message that is on its way to a model', async () => {
    vi.useFakeTimers(fakeTimers);
    const { models, channel } = await openPost();
    channel.delay(1_000);
    await channel.emit('comment.added', comment('slow'));
    expect(await complaint(models)).toBe(
      'unable to end the test without leaving anything behind; channel "posts:1" has 1 message to deliver',
    );
    const { models: others, channel: other } = await openPost();
    other.reorder();
    await other.emit('comment.added', comment('held back'));
    expect(await complaint(others)).toContain('channel "posts:1" has 1 message to deliver');
  });

  it('names a subscription of its own on the channel of a model, though the model was first', async () => {
    const { models } = await openPost();
    await models.client.ably.channels.get('posts:1').subscribe(() => undefined);
    expect(await complaint(models)).toContain('channel "posts:1" has 1 subscription');
  });

  it('names a fault that never struck', async () => {
    const { models, channel } = await openPost();
    channel.failSync();
    channel.reorder();
    expect(await complaint(models)).toBe(
      'unable to end the test without leaving anything behind; failSync() on "posts:1" failed no sync call; ' +
        'reorder() on "posts:1" held no message back',
    );
  });

  it('lets a fault be that struck once', async () => {
    const { models } = await openPost({}, ({ channel }) =>
      channel('posts:1').failSync(undefined, { times: Infinity }),
    );
    expect(title()).toContain('was asked to fail');
    await models.expectNoLeaks();
  });

  it('names what the application holds by itself: a channel, its listeners, those of the connection', async () => {
    const models = createTestModels({ 'posts:1': hello });
    const { channels, connection } = models.client.ably;
    const channel = channels.get('chat');
    channel.on(() => undefined);
    connection.on(() => undefined);
    await channel.subscribe(() => undefined);
    expect(await complaint(models)).toBe(
      'unable to end the test without leaving anything behind; channel "chat" is attached; ' +
        'channel "chat" has 1 subscription; channel "chat" has 1 state listener; the connection has 1 listener',
    );
  });

  it('names a message that is still on its way to the application’s own listener', async () => {
    vi.useFakeTimers(fakeTimers);
    const before = vi.getTimerCount();
    const models = createTestModels({ chat: [] });
    const channel = models.client.ably.channels.get('chat');
    const heard: unknown[] = [];
    await channel.subscribe(({ data }) => heard.push(data));
    await models.channel('chat').emit('said', 'hello');
    models.channel('chat').delay(1_000);
    await models.channel('chat').emit('said', 'again');
    expect(heard).toEqual(['hello']);
    expect(await complaint(models)).toContain('channel "chat" has 1 message to deliver');
    expect(vi.getTimerCount()).toBe(before);
  });

  it('names nothing after a story of everything', async () => {
    const { models, channel } = await openPost({ pauseAfter: 0 });
    await models.disconnect();
    await channel.loseContinuity();
    await models.reconnect();
    channel.expireHistory();
    await models.hide();
    await models.show();
    expect(comments()).toEqual([]);
    expect(title()).toBe('Hello');
    await models.expectNoLeaks();
  });
});
