import * as modelsReact from 'ably-models-react';
import {
  ModelsClient,
  type ChangeEvent,
  type Model,
  type ModelDefinition,
  type SyncResult,
} from 'ably-models-react';
import * as modelsReactMerge from 'ably-models-react/merge';
import { createTestModels } from 'ably-models-react/testing';
import { describe, expect, onTestFinished, vi } from 'vitest';
import { startServer } from '../local-ably/local-server.js';
import { event } from '../merge/event.js';
import { WAIT } from '../wait.js';
import { storiesOf } from './run-blocks.js';

const { story, all } = storiesOf('docs/merge.md', {
  'ably-models-react': modelsReact,
  'ably-models-react/merge': modelsReactMerge,
});

type Merge<T> = (state: T, event: ChangeEvent) => T;
type Handlers<T> = Readonly<Record<string, Merge<T>>>;

interface Todo {
  readonly id: string;
  readonly updatedAt: string;
  readonly position: number;
}

describe('In the document on merge functions', () => {
  story(['getJson'], 'a model has changes of its fields, of its list, and batches of both', async (run) => {
    const asked: string[] = [];
    const getJson = async (url: string) => {
      asked.push(url);
      return { data: { title: 'Hello', comments: [] }, sequenceId: '0' };
    };
    const { post } = (await run({ getJson })) as { post: (id: string) => ModelDefinition<unknown> };
    const { client, channel, dispose } = createTestModels({}, { sync: 'own' });
    onTestFinished(dispose);
    const model = client.models.get(post('1')) as Model<unknown>;
    await model.sync();
    expect(asked).toEqual(['/api/posts/1']);
    const { emit } = channel('posts:1');

    const old = { id: 'c1', text: 'Old', updatedAt: '2026-01-01' };
    const recent = { id: 'c1', text: 'Recent', updatedAt: '2026-01-02' };
    await emit('comment.saved', recent);
    await emit('comment.saved', old);
    expect(model.data.confirmed).toEqual({ title: 'Hello', comments: [recent] });
    await emit('post.changed', { title: 'Hi' });
    expect(model.data.confirmed).toEqual({ title: 'Hi', comments: [recent] });
    const events = [
      { name: 'post.changed', data: { title: 'Bye' } },
      { name: 'comment.removed', data: 'c1' },
    ];
    await emit('post.batch', { events });
    expect(model.data.confirmed).toEqual({ title: 'Bye', comments: [] });
  });

  story(
    ['todos.put'],
    'a list is in the order of its items, and the last writer wins of each',
    async (run) => {
      const { merge } = (await run()) as { merge: Handlers<readonly Todo[]> };
      const fold = (...changes: [name: string, data: unknown][]) =>
        changes.reduce<readonly Todo[]>(
          (state, [name, data]) => merge[name]?.(state, event(name, data)) ?? state,
          [],
        );
      const a: Todo = { id: 'a', updatedAt: '1', position: 1 };
      const b: Todo = { id: 'b', updatedAt: '1', position: 2 };
      expect(fold(['todo.saved', b], ['todo.saved', a])).toEqual([a, b]);
      const moved = { id: 'a', updatedAt: '2', position: 3 };
      expect(fold(['todo.saved', a], ['todo.saved', b], ['todo.changed', moved])).toEqual([b, moved]);
      expect(fold(['todo.saved', moved], ['todo.changed', a], ['todo.removed', a])).toEqual([moved]);
      expect(fold(['todo.saved', moved], ['todo.removed', 'a'])).toEqual([]);
      expect(fold(['todo.changed', a])).toEqual([]);
    },
  );

  story(['withDraft'], 'a recipe changes its draft, and not the state', async (run) => {
    const { merge } = (await run()) as { merge: Handlers<readonly { id: string }[]> };
    const before = Object.freeze([Object.freeze({ id: 'a' })]);
    const after = merge['todo.added']?.(before, event('todo.added', { id: 'b' }));
    expect(after).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(after?.[0]).toBe(before[0]);
    expect(before).toHaveLength(1);
  });

  story(
    ['todosInMongo'],
    'what is committed while a sync function reads is in its state, comes again, and counts once',
    async (run) => {
      const { local, rest, connect } = await startServer();
      const documents: { _id: string; done: boolean }[] = [];
      const commit = (_id: string) => {
        const fullDocument = { _id, done: false };
        documents.push(fullDocument);
        const data = { operationType: 'insert', documentKey: { _id }, fullDocument };
        local.publish('todos', { id: `token-${_id}`, name: 'todos.changed', data });
      };
      const beforeReading = ['b', 'c'];
      const concerns: unknown[] = [];
      const todosInMongo = {
        find: (_filter: object, { readConcern }: { readConcern: unknown }) => {
          concerns.push(readConcern);
          beforeReading.splice(0).forEach(commit);
          return { toArray: async () => [...documents] };
        },
      };
      const EJSON = { serialize: (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown };
      const { readTodos } = (await run({ ably: rest(), todosInMongo, EJSON })) as {
        readTodos: () => Promise<SyncResult<readonly object[]>>;
      };

      commit('a');
      const read = await readTodos();
      expect(read).toEqual({ data: documents, sequenceId: 'token-a' });
      expect(concerns).toEqual([{ level: 'majority' }]);

      const merge = modelsReactMerge.mongoCollection<(typeof documents)[number]>();
      const definition = { channelName: 'todos', sync: async () => read as never, merge };
      const model = new ModelsClient({ ably: connect() }).models.get(definition);
      onTestFinished(() => model.dispose());
      await model.sync();
      commit('d');
      await vi.waitFor(() => expect(model.getSnapshot().sequenceId).toBe('token-d'), WAIT);
      expect(model.data.confirmed).toEqual(documents);
    },
  );

  story(['todosInMongo'], 'a channel without a message is replayed from its beginning', async (run) => {
    const { rest } = await startServer();
    const todosInMongo = { find: () => ({ toArray: async () => [] }) };
    const { readTodos } = (await run({ ably: rest(), todosInMongo, EJSON: { serialize: () => [] } })) as {
      readTodos: () => Promise<unknown>;
    };
    expect(await readTodos()).toEqual({ data: [], sequenceId: '0' });
  });

  all();
});
