import { act, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { createTestModels } from 'ably-models-react/testing';
import { post, type Post } from './comments.js';
import {
  comment,
  comments,
  fakeTimers,
  hello,
  note,
  openPost,
  pass,
  setTheStage,
  status,
  title,
  write,
} from './stage.js';

describe('A channel of test models', () => {
  setTheStage();

  it('answers the sync call of its models with the state, and leaves their own sync function alone', async () => {
    const { channel } = await openPost();
    expect(title()).toBe('Hello');
    expect(note()).toBe('ready connected');
    expect(channel.attachments).toBe(1);
  });

  it('emits a change, which is on screen when that resolves', async () => {
    const { channel } = await openPost();
    await channel.emit('comment.added', comment('first'));
    expect(comments()).toEqual(['first']);
    await channel.emit('comment.added', comment('second'));
    expect(comments()).toEqual(['first', 'second']);
  });

  it('has what was emitted before the first component mounts in the state that is synced', async () => {
    const models = createTestModels({ 'posts:1': hello });
    await models.channel('posts:1').emit('comment.added', comment('early'));
    models.channel('posts:1').expireHistory();
    const model = models.client.models.get(post('1'));
    await model.sync();
    expect(model.data.confirmed?.comments).toEqual([comment('early')]);
    await models.expectNoLeaks();
  });

  it('brings data as JSON has them, as the wire does', async () => {
    const { channel, models } = await openPost();
    await channel.emit('comment.added', { ...comment('dated'), when: new Date(0), by: undefined });
    const [saved] = Object.values(models.client.snapshot());
    const [first] = (saved?.data as Post).comments;
    expect(first).toStrictEqual({ ...comment('dated'), when: '1970-01-01T00:00:00.000Z' });
  });

  it('drops what is emitted twice under one id', async () => {
    const { channel, models } = await openPost();
    await channel.emit('comment.added', comment('once'), { id: 7 });
    await channel.emit('comment.added', comment('once'), { id: '7' });
    expect(comments()).toEqual(['once']);
    await channel.emit('comment.added', comment('next'));
    expect(models.client.cursors()).toEqual({ 'posts:1': '8' });
    channel.expireHistory();
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    await models.settle();
    expect(comments()).toEqual(['once', 'next']);
  });

  it('lists a mutation until it is confirmed, and remembers it', async () => {
    const { channel, send } = await openPost();
    await write('mine');
    expect(comments()).toEqual(['mine']);
    expect(status()).toBe('Saving…');
    expect(channel.pending).toMatchObject([{ name: 'comment.added', data: comment('mine') }]);

    await channel.confirm();
    expect(comments()).toEqual(['mine']);
    expect(status()).toBe('Saved');
    expect(channel.pending).toEqual([]);
    expect(channel.sent).toMatchObject([{ name: 'comment.added', data: comment('mine') }]);
    expect(send).toHaveBeenCalledOnce();
  });

  it('rejects the oldest mutation: it is off the screen, and the others stay', async () => {
    const { channel, models } = await openPost();
    await write('spam');
    await write('mine');
    await channel.reject();
    expect(comments()).toEqual(['mine']);
    expect(status()).toBe('mutation-rejected');
    // A sync has no more of it.
    await channel.confirm();
    channel.expireHistory();
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    await models.settle();
    expect(comments()).toEqual(['mine']);
  });

  it('confirms the mutation that is meant, whichever that is', async () => {
    const { channel } = await openPost();
    await write('first');
    await write('second');
    const [, second] = channel.pending;
    await channel.confirm(second);
    expect(comments()).toEqual(['second', 'first']);
    expect(channel.pending).toMatchObject([{ data: comment('first') }]);
    await channel.reject(channel.pending[0]?.mutationId);
    expect(comments()).toEqual(['second']);
  });

  it('tells the application the reason of a rejection', async () => {
    const { channel, models } = await openPost();
    const { models: byHand } = models.client;
    const model = byHand.get(post('1'));
    const [confirmation] = await act(() =>
      model.optimistic({ name: 'comment.added', mutationId: 'm', data: comment('spam') }),
    );
    await Promise.all([
      expect(confirmation).rejects.toMatchObject({ code: 'mutation-rejected', cause: { data: 'no spam' } }),
      channel.reject('m', 'no spam'),
    ]);
  });

  it('lets the backend make something else of a mutation', async () => {
    const { channel } = await openPost();
    await write('m1ne');
    const [{ mutationId } = { mutationId: 'none' }] = channel.pending;
    await channel.emit('comment.added', comment('mine'), { mutationId });
    expect(comments()).toEqual(['mine']);
    expect(status()).toBe('Saved');
  });

  it('may confirm in the very call that sends', async () => {
    const { channel, send } = await openPost();
    send.mockImplementation(() => channel.confirm());
    await write('typed');
    fireEvent.change(screen.getByLabelText('Comment'), { target: { value: 'fired' } });
    fireEvent.submit(screen.getByLabelText('Comment'));
    await Promise.all([
      channel.emit('title.changed', 'News'),
      channel.emit('comment.added', comment('other')),
    ]);
    expect(title()).toBe('News');
    expect(comments()).toEqual(['typed', 'fired', 'other']);
    expect(channel.pending).toEqual([]);
    expect(status()).toBe('Saved');
  });

  it('says so where there is nothing to answer', async () => {
    const { channel } = await openPost();
    await expect(channel.confirm()).rejects.toThrow(
      'unable to confirm a mutation on channel "posts:1"; no mutation is pending',
    );
    await expect(channel.reject('nobody')).rejects.toThrow('no mutation "nobody" was made');
  });

  it('takes its time when it is told to, by the timers of the test', async () => {
    vi.useFakeTimers(fakeTimers);
    const { channel } = await openPost();
    channel.delay(1_000);
    await channel.emit('comment.added', comment('slow'));
    channel.delay(0);
    await channel.emit('comment.added', comment('behind it'));
    await pass(999);
    expect(comments()).toEqual([]);
    await pass(1);
    expect(comments()).toEqual(['slow', 'behind it']);
  });

  it('takes its time by real timers, too', async () => {
    const { channel } = await openPost();
    channel.delay(5);
    await channel.emit('comment.added', comment('slow'));
    expect(comments()).toEqual([]);
    expect((await screen.findByRole('listitem')).textContent).toBe('slow');
  });

  it('has a message overtaken: what came last is merged last, unless an event buffer puts them in order', async () => {
    const { channel, unmount } = await openPost();
    channel.reorder();
    await channel.emit('comment.added', comment('one'));
    expect(comments()).toEqual([]);
    await channel.emit('comment.added', comment('two'));
    expect(comments()).toEqual(['two', 'one']);
    unmount();

    vi.useFakeTimers(fakeTimers);
    const { channel: buffered } = await openPost({ eventBufferOptions: { bufferMs: 50 } });
    buffered.reorder();
    await buffered.emit('comment.added', comment('one'));
    await buffered.emit('comment.added', comment('two'));
    await pass(50);
    expect(comments()).toEqual(['one', 'two']);
  });

  it('lets two tests be, each with its own channel of one name', async () => {
    const [one, other] = [createTestModels({ 'posts:1': hello }), createTestModels({ 'posts:1': hello })];
    const models = [one, other].map(({ client }) => client.models.get(post('1')));
    await Promise.all(models.map((model) => model.sync()));
    await one.channel('posts:1').emit('comment.added', comment('here'));
    expect(models.map(({ data }) => data.confirmed?.comments.length)).toEqual([1, 0]);
    await Promise.all([one.dispose(), other.dispose()]);
  });
});
