import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { createTestModels } from 'ably-models-react/testing';
import {
  comment,
  comments,
  fakeTimers,
  note,
  openPost,
  pass,
  setTheStage,
  status,
  title,
  write,
} from './stage.js';

/** What a sync call answers from now on: when it shows, there was one. */
const synced = { title: 'Synced', comments: [comment('from the backend')] };

describe('A fault of test models', () => {
  setTheStage();

  it('disconnects: the state is stale, and shows what was missed when the connection is back', async () => {
    const { channel, models } = await openPost();
    channel.serve(synced);
    await models.disconnect();
    expect(note()).toBe('ready disconnected stale');
    await channel.emit('comment.added', comment('missed'));
    expect(comments()).toEqual([]);

    await models.reconnect();
    expect(note()).toBe('ready connected');
    expect(comments()).toEqual(['missed']);
    expect(title()).toBe('Hello');
  });

  it('disconnects before the first sync: the model is ready once the connection is there', async () => {
    const { models, channel } = await openPost({}, ({ disconnect }) => disconnect());
    expect(note()).toContain('syncing disconnected');
    expect(channel.attachments).toBe(0);
    await models.reconnect();
    expect(note()).toBe('ready connected');
    expect(channel.attachments).toBe(1);
  });

  it('loses continuity while away: what was missed is replayed from the history', async () => {
    const { channel, models } = await openPost();
    channel.serve(synced);
    await models.disconnect();
    await channel.loseContinuity();
    await channel.emit('comment.added', comment('missed'));
    await models.reconnect();
    expect(comments()).toEqual(['missed']);
    expect(title()).toBe('Hello');
  });

  it('loses what is on its way with the continuity: the history has it', async () => {
    const { channel } = await openPost();
    channel.delay(60_000);
    await channel.emit('comment.added', comment('lost'));
    await channel.loseContinuity();
    expect(comments()).toEqual(['lost']);
    expect(note()).toBe('ready connected');
  });

  it('expires the history: what was missed takes a new sync', async () => {
    const { channel, models } = await openPost();
    await channel.emit('title.changed', 'News');
    await models.disconnect();
    channel.serve(synced);
    await channel.emit('comment.added', comment('missed'));
    channel.expireHistory();
    await models.reconnect();
    expect(title()).toBe('Synced');
    expect(comments()).toEqual(['from the backend', 'missed']);
  });

  const hide = async ({ models, channel }: Awaited<ReturnType<typeof openPost>>) => {
    await models.hide();
    await pass(1);
    expect(channel.attachments).toBe(0);
  };

  it.each(['connection', 'page'])(
    'expires it also for a model that had merged nothing, while the %s is away',
    async (what) => {
      vi.useFakeTimers(fakeTimers);
      const post = await openPost({ pauseAfter: 0 });
      const { channel, models } = post;
      await (what === 'page' ? hide(post) : models.disconnect());
      channel.serve(synced);
      await channel.emit('comment.added', comment('missed'));
      channel.expireHistory();
      await (what === 'page' ? models.show() : models.reconnect());
      expect(title()).toBe('Synced');
      expect(comments()).toEqual(['from the backend', 'missed']);
    },
  );

  it('asks for no sync where the history expires under a model that is live', async () => {
    vi.useFakeTimers(fakeTimers);
    const post = await openPost({ pauseAfter: 0 });
    post.channel.expireHistory();
    post.channel.serve(synced);
    await hide(post);
    await post.channel.emit('comment.added', comment('after it'));
    await post.models.show();
    expect(title()).toBe('Hello');
    expect(comments()).toEqual(['after it']);
  });

  it('has the history expire by itself, with the time of the test', async () => {
    vi.useFakeTimers(fakeTimers);
    const { channel, models } = await openPost();
    await channel.emit('title.changed', 'News');
    await models.disconnect();
    channel.serve(synced);
    await channel.emit('comment.added', comment('missed'));
    await pass(120_001);
    await models.reconnect();
    expect(title()).toBe('Synced');
    expect(comments()).toEqual(['from the backend', 'missed']);
  });

  it('is away for longer than two minutes: nothing is delivered of what was missed', async () => {
    vi.useFakeTimers(fakeTimers);
    const models = createTestModels({ chat: [] }, { syncOptions: { messageRetentionPeriod: '24h' } });
    const heard: unknown[] = [];
    await models.client.ably.channels.get('chat').subscribe(({ data }) => heard.push(data));
    for (const [ms, text] of [
      [119_000, 'short'],
      [121_000, 'long'],
    ] as const) {
      await models.disconnect();
      await models.channel('chat').emit('said', text);
      await pass(ms);
      await models.reconnect();
    }
    await models.channel('chat').emit('said', 'now');
    expect(heard).toEqual(['short', 'now']);
  });

  it('fails a sync: the error is there at once, the state stays, and the next sync works', async () => {
    const { channel, models } = await openPost();
    const refresh = () => userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    channel.failSync();
    await refresh();
    await models.settle();
    expect(note()).toBe('errored connected stale');
    expect(title()).toBe('Hello');

    channel.serve(synced);
    await refresh();
    await models.settle();
    expect(note()).toBe('ready connected');
    expect(title()).toBe('Synced');
  });

  it('fails the first sync as often as it is told to, tried again as the application has it', async () => {
    vi.useFakeTimers(fakeTimers);
    const { models } = await openPost({ syncOptions: { retryStrategy: 1_000 } }, ({ channel }) =>
      channel('posts:1').failSync(new Error('HTTP 500'), { times: 2 }),
    );
    await models.settle();
    expect(title()).toContain('HTTP 500');
    await pass(1_000);
    expect(title()).toContain('HTTP 500');
    await pass(1_000);
    expect(title()).toBe('Hello');
  });

  it('hides the page: the model lets go of its channel after the grace, and catches up when it is shown', async () => {
    vi.useFakeTimers(fakeTimers);
    const { channel, models } = await openPost({ pauseAfter: 1_000 });
    await models.hide();
    await pass(999);
    expect(channel.attachments).toBe(1);
    await pass(1);
    expect(note()).toBe('paused connected page-hidden stale');
    expect(channel.attachments).toBe(0);

    channel.serve(synced);
    await channel.emit('comment.added', comment('missed'));
    await models.show();
    expect(note()).toBe('ready connected');
    expect(comments()).toEqual(['missed']);
    expect(channel.attachments).toBe(1);
    expect(title()).toBe('Hello');
  });

  it('leaves a mutation without an answer: it times out, and may be confirmed late', async () => {
    vi.useFakeTimers({ ...fakeTimers, shouldAdvanceTime: true });
    const { channel } = await openPost({ optimisticEventOptions: { timeout: 60_000 } });
    await write('slow');
    expect(comments()).toEqual(['slow']);
    await pass(60_000);
    expect(comments()).toEqual([]);
    expect(status()).toBe('mutation-timed-out');
    expect(channel.pending).toEqual([]);

    await channel.confirm(channel.sent[0]);
    expect(comments()).toEqual(['slow']);
    expect(screen.getByRole('status').textContent).toBe('Saved');
  });
});
