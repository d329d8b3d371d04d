import type { Realtime } from 'ably';
import type { ChangeEvent, Logger, Model, ModelDefinition, ModelsClient } from 'ably-models-react';
import { ModelsError } from 'ably-models-react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isTypeScript } from './blocks.js';
import { reaches, synced, untilConnected, WAIT } from '../model/world.js';
import { cleanup, click, guide, openBackend, openGuide, screen, show, type Answer } from './stage.js';

type ModelOf<T> = (id: string) => ModelDefinition<T>;
type Comment = Readonly<{ id: string; text: string }>;
type Post = Readonly<{ title: string; comments: readonly Comment[] }>;

/** The files of the guide that a test is about. */
const told = new Set<string>();

function story(
  files: readonly string[],
  title: string,
  body: (run: ReturnType<typeof openGuide>['run']) => unknown,
) {
  for (const file of files) told.add(file);
  it(title, async () => {
    const { run } = openGuide();
    for (const file of files) run(file);
    await body(run);
  });
}

const event = (name: string, data: unknown, sequenceId = '1'): ChangeEvent => ({
  name,
  data,
  sequenceId,
  confirmed: true,
  rejected: false,
  mutationId: undefined,
});

const hello: Post = { title: 'Hello', comments: [] };
const answerWith =
  (data: unknown): Answer =>
  () => ({ data, sequenceId: '0' });
const first: Comment = { id: 'c1', text: 'First' };

async function openPosts(more: Record<string, Answer> = {}) {
  const backend = await openBackend({ '/api/posts/1': answerWith(hello), ...more });
  return backend;
}

/** Waits until the state is that. */
const becomes = (model: Pick<Model<unknown>, 'data'>, state: unknown) =>
  vi.waitFor(() => expect(model.data.confirmed).toEqual(state), WAIT);

describe('In the guide', () => {
  story(['api.ts'], 'a backend that refuses is an error, and its answer is what there is', async (run) => {
    const { getSynced } = run('api.ts') as {
      getSynced: (url: string, signal: AbortSignal) => Promise<unknown>;
    };
    await openPosts({ '/api/none': () => 404 });
    const { signal } = new AbortController();
    expect(await getSynced('/api/posts/1', signal)).toEqual({ data: hello, sequenceId: '0' });
    await expect(getSynced('/api/none', signal)).rejects.toThrow('the backend answered 404');
  });

  story(
    ['models.ts', 'activity.ts'],
    'two models share a channel, and each has a sync of its own',
    async (run) => {
      const { post } = run('models.ts') as { post: ModelOf<Post> };
      const { activity } = run('activity.ts') as { activity: ModelOf<readonly unknown[]> };
      const { local, open, publish, requests } = await openPosts({ '/api/posts/1/activity': answerWith([]) });
      const { models } = open().client;
      const ofPost = models.get(post('1'));
      const ofActivity = models.get(activity('1'));
      await Promise.all([ofPost.sync(), ofActivity.sync()]);
      expect(requests.sort()).toEqual(['/api/posts/1', '/api/posts/1/activity']);
      expect(local.attachments('posts:1')).toBe(1);

      const [confirmation] = await ofPost.optimistic({
        mutationId: 'm1',
        name: 'comment.added',
        data: first,
      });
      expect(ofPost.data.optimistic?.comments).toEqual([first]);
      expect(ofActivity.data.optimistic).toEqual([]);

      publish(7, { name: 'comment.added', data: first, mutationId: 'm1' });
      await confirmation;
      expect(ofPost.data.confirmed).toEqual({ ...hello, comments: [first] });
      await becomes(ofActivity, [{ id: '7', what: 'comment.added' }]);
    },
  );

  story(['models.ts'], 'an event of an unknown name changes nothing', async (run) => {
    const { post } = run('models.ts') as { post: ModelOf<Post> };
    const { open, publish } = await openPosts();
    const model = open().client.models.get(post('1'));
    await model.sync();
    const before = model.data.confirmed;
    publish(1, { name: 'post.pinned', data: {} });
    await vi.waitFor(() => expect(model.getSnapshot().sequenceId).toBe('1'), WAIT);
    expect(model.data.confirmed).toBe(before);
    publish(2, { name: 'post.renamed', data: { title: 'Hi' } });
    await becomes(model, { title: 'Hi', comments: [] });
    expect(model.state).toBe('ready');
  });

  story(
    ['composer.tsx'],
    'a comment is sent with its mutation id, and is the same one when it is confirmed',
    async (run) => {
      const { post } = run('models.ts') as { post: ModelOf<Post> };
      const sent: unknown[] = [];
      const backend = await openPosts({
        '/api/posts/1/events': ({ mutationId, event: { name, data } }) => {
          sent.push(data);
          backend.publish(1, { name, data, mutationId });
          return {};
        },
      });
      const { client } = backend.open();
      show(client, run('composer.tsx')['Composer']);
      const model = client.models.get(post('1'));
      await reaches(model, 'ready');
      click('Say hello');
      await screen.findByText('Saving');
      await screen.findByText('Say hello');
      expect(sent).toEqual([{ id: expect.any(String) as string, text: 'Hello' }]);
      expect(model.data.confirmed?.comments).toEqual(sent);
      expect(model.data.optimistic).toBe(model.data.confirmed);
    },
  );

  story(['feed.ts'], 'messages of one publish are merged, but are no place to go on from', async (run) => {
    const { feed } = run('feed.ts') as { feed: () => ModelDefinition<unknown> };
    const { connect, open } = await openBackend({ '/api/feed': () => ({ data: {}, sequenceId: '5' }) });
    const model = open().client.models.get(feed());
    await model.sync();
    const messages = ['a', 'b'].map((id, index) => ({
      id: `42:${index}`,
      name: 'headline.saved',
      data: { id, title: id },
    }));
    await connect().channels.get('feed').publish(messages);
    await becomes(model, { a: { id: 'a', title: 'a' }, b: { id: 'b', title: 'b' } });
    expect(model.getSnapshot().sequenceId).toBe('5');
  });

  story(['feed.ts'], 'a batch arrives at once, and a record goes by its key', async (run) => {
    const { feed } = run('feed.ts') as { feed: () => ModelDefinition<unknown> };
    const { local, open } = await openBackend({ '/api/feed': answerWith({}) });
    const model = open().client.models.get(feed());
    await model.sync();
    const seen: unknown[] = [];
    model.subscribe((_, state) => seen.push(state));
    const [a, b] = [
      { id: 'a', title: 'A' },
      { id: 'b', title: 'B' },
    ];
    local.publish('feed', { id: '1', name: 'headlines.saved', data: [a, b] });
    await becomes(model, { a, b });
    local.publish('feed', { id: '2', name: 'headline.removed', data: { id: 'a' } });
    await becomes(model, { b });
    local.publish('feed', { id: '3', name: 'headline.saved', data: a });
    await becomes(model, { a, b });
    local.publish('feed', { id: '4', name: 'feed.replaced', data: { b } });
    await becomes(model, { b });
    expect(seen).toEqual([{}, { a, b }, { b }, { a, b }, { b }]);
  });

  describe('reactions', () => {
    const before = { likedBy: ['bob'], summary: { text: 'Old', version: 2 } };

    story(['reactions.ts'], 'are the same, to the very object, when an event is merged twice', (run) => {
      const { reactions } = run('reactions.ts') as { reactions: ModelOf<unknown> };
      const { merge } = reactions('1');
      for (const change of [
        event('like.added', { userId: 'ada' }),
        event('like.removed', { userId: 'bob' }),
        event('summary.written', { text: 'New', version: 3 }),
      ]) {
        const once = merge(before, change);
        expect(once, change.name).not.toEqual(before);
        expect(merge(once, change), change.name).toBe(once);
      }
      expect(merge(before, event('summary.written', { text: 'Older', version: 1 }))).toBe(before);
    });

    story(['reactions.ts'], 'count a like once that is published again under another id', async (run) => {
      const { reactions } = run('reactions.ts') as { reactions: ModelOf<unknown> };
      const { local, open } = await openBackend({ '/api/posts/1/reactions': answerWith(before) });
      const model = open().client.models.get(reactions('1'));
      await model.sync();
      const like = { name: 'like.added', data: { userId: 'ada' } };
      for (const id of ['1', '2']) local.publish('reactions:1', { id, ...like });
      await vi.waitFor(() => expect(model.getSnapshot().sequenceId).toBe('2'), WAIT);
      expect(model.data.confirmed).toEqual({ ...before, likedBy: ['bob', 'ada'] });
    });
  });

  describe('an event buffer', () => {
    /** What a client that the guide makes shows of comments that come in this order. */
    async function merged(make: unknown, comments: readonly { at: number; text: string }[]) {
      const { connect, publish, local } = await openPosts();
      const client = (make as (ably: Realtime) => ModelsClient)(connect());
      const { post } = openGuide().run('models.ts') as { post: ModelOf<Post> };
      const model = client.models.get(post('1'));
      await model.sync();
      for (const { at, text } of comments)
        publish(at, { name: 'comment.added', data: { id: text, text, committedAt: -at } });
      await vi.waitFor(() => expect(model.data.confirmed?.comments).toHaveLength(comments.length), WAIT);
      expect(local.attachments('posts:1')).toBe(1);
      return model.data.confirmed?.comments.map(({ text }) => text);
    }
    const late = [
      { at: 2, text: 'second' },
      { at: 1, text: 'first' },
      { at: 3, text: 'third' },
    ];

    story(['ordered.ts'], 'merges by sequence id what came out of order', async (run) => {
      expect(await merged(run('ordered.ts')['createOrderedClient'], late)).toEqual([
        'first',
        'second',
        'third',
      ]);
    });

    story(['ordered.ts'], 'merges by a time in the data', async (run) => {
      const make = run('ordered.ts')['createClientByCommitTime'];
      expect(await merged(make, late)).toEqual(['third', 'second', 'first']);
    });
  });

  story(['words-for.ts'], 'there are words for each error', (run) => {
    const { wordsFor } = run('words-for.ts') as { wordsFor: (error: unknown) => string };
    expect(wordsFor(new ModelsError('mutation-rejected', 'unable to …; …'))).toBe('Not accepted.');
    expect(wordsFor(new ModelsError('merge-failed', 'unable to …; …'))).toBe('Something went wrong.');
    expect(wordsFor('thrown by somebody')).toBe('Something went wrong.');
  });

  describe('a page', () => {
    const cannotBeRead = /^The server cannot be reached. Try again$/;

    story(['post-page.tsx'], 'shows the boundary when the first read fails, and begins anew', async (run) => {
      const silenced = vi.spyOn(console, 'error').mockReturnValue();
      onTestFinished(() => silenced.mockRestore());
      const { answers, open } = await openPosts({ '/api/posts/1': () => 503 });
      const { ably, client } = open({ syncOptions: { retryStrategy: -1 } });
      // Or it would read once more when that comes.
      await untilConnected(ably);
      show(client, run('post-page.tsx')['PostPage']);
      await screen.findByText(cannotBeRead);
      answers['/api/posts/1'] = answerWith({ ...hello, comments: [first] });
      click(cannotBeRead);
      await screen.findByText('First');
    });

    story(
      ['post-page.tsx'],
      'keeps what it shows when a later read fails, until one succeeds',
      async (run) => {
        const { post } = run('models.ts') as { post: ModelOf<Post> };
        const { answers, open } = await openPosts();
        const { client } = open({ syncOptions: { retryStrategy: -1 } });
        show(client, run('post-page.tsx')['PostPage']);
        await screen.findByText('Hello');
        const model = client.models.get(post('1'));
        await reaches(model, 'ready');
        answers['/api/posts/1'] = () => 503;
        await expect(model.sync()).rejects.toMatchObject({ code: 'sync-failed' });
        const old = await screen.findByText(/This may be old/);
        expect(screen.getByText('Hello')).toBeDefined();
        answers['/api/posts/1'] = answerWith({ ...hello, title: 'Hi' });
        click(old.textContent);
        await screen.findByText('Hi');
        await vi.waitFor(() => expect(screen.queryByText(/This may be old/)).toBeNull(), WAIT);
      },
    );
  });

  describe('what is unsaved', () => {
    /** A composer beside the list; the backend answers as it is told. */
    async function openList(run: ReturnType<typeof openGuide>['run'], answer: Answer) {
      const backend = await openPosts({ '/api/posts/1/events': answer });
      const { client } = backend.open();
      show(client, run('unsaved.tsx')['Unsaved']);
      const composer = show(client, run('composer.tsx')['Composer']);
      click('Say hello');
      return { ...backend, composer };
    }
    const nothing = () => expect(screen.queryByText(/comment.added/)).toBeNull();

    story(['unsaved.tsx'], 'is tried again under its id, also when its component is gone', async (run) => {
      const ids: string[] = [];
      const { answers, composer, publish } = await openList(run, ({ mutationId }) => {
        ids.push(mutationId);
        return 503;
      });
      await screen.findByText(/comment.added: Not sent./);
      composer.unmount();
      answers['/api/posts/1/events'] = ({ mutationId, event: { name, data } }) => {
        ids.push(mutationId);
        publish(1, { name, data, mutationId });
        return {};
      };
      click('Try again');
      await vi.waitFor(nothing, WAIT);
      expect(ids).toEqual([ids[0], ids[0]]);
    });

    story(['unsaved.tsx'], 'is cancelled on its way, and dismissed when it has failed', async (run) => {
      const { answers } = await openList(run, () => new Promise(() => undefined));
      await screen.findByText(/comment.added: Saving/);
      click('Discard');
      await vi.waitFor(nothing, WAIT);
      answers['/api/posts/1/events'] = () => 503;
      click('Say hello');
      await screen.findByText(/comment.added: Not sent./);
      click('Discard');
      await vi.waitFor(nothing, WAIT);
    });
  });

  story(['freshness.tsx'], 'a line says that the state is old while the connection is away', async (run) => {
    const { local, open } = await openPosts();
    const { ably, client } = open();
    show(client, run('freshness.tsx')['Freshness']);
    expect(screen.getByText(/^(initialized|syncing)$/)).toBeDefined();
    await screen.findByText('ready');
    local.refuseConnections(true);
    local.dropConnections({});
    await screen.findByText(/^As of .*\d.*, offline$/);
    local.refuseConnections(false);
    await untilConnected(ably);
    await screen.findByText('ready');
  });

  story(['monitored.ts'], 'a logger hears of what a model survives, and of what stops it', async (run) => {
    const { createMonitoredClient } = run('monitored.ts') as {
      createMonitoredClient: (ably: Realtime, logger: Logger) => ModelsClient;
    };
    const { connect, publish } = await openPosts();
    const reports: string[] = [];
    const report = (level: string) => (details: object, message: string) => {
      const { model, error } = details as { model: string; error: ModelsError };
      reports.push(`${level} ${model} ${error.code} ${String(message === error.message)}`);
    };
    const client = createMonitoredClient(connect(), {
      debug: report('debug'),
      warn: report('warn'),
      error: report('error'),
    });
    const merge = (): string[] => {
      throw new Error('no');
    };
    const model = client.models.get({ channelName: 'posts:1', sync: async () => synced([], '0'), merge });
    await model.sync();
    publish(1, { name: undefined });
    publish(2);
    await reaches(model, 'errored');
    expect(reports).toEqual(['warn posts:1 event-invalid true', 'error posts:1 merge-failed true']);
  });

  story(['post-page.test.tsx'], 'a test of a component is green, and again', async () => {
    const { run, tests, hooks } = openGuide();
    run('post-page.test.tsx');
    expect(tests).toHaveLength(2);
    onTestFinished(cleanup);
    for (const step of [...tests, ...hooks, ...tests]) await step();
  });

  story(['post.test.ts'], 'a test of a client is green', async () => {
    const { run, tests } = openGuide();
    run('post.test.ts');
    expect(tests).toHaveLength(1);
    onTestFinished(() => void vi.restoreAllMocks());
    for (const test of tests) await test();
  });

  it('each block is a file, and each file has its story', () => {
    const names = guide.filter(isTypeScript).map(({ name, line }) => name ?? `line ${line}`);
    expect([...told].sort()).toEqual([...names].sort());
    expect(guide.filter((block) => !isTypeScript(block))).toEqual([]);
  });
});
