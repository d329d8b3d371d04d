import { describe, expectTypeOf, it } from 'vitest';
import type { ModelsClient } from '../../src/client/models-client.js';
import {
  applyJsonPatch,
  applyMongoChange,
  batchOf,
  inField,
  keyedList,
  keyedRecord,
  mergeChanges,
  mongoCollection,
  replaceState,
  withDraft,
  type Draft,
  type JsonPatchOperation,
  type MongoChange,
} from '../../src/merge/index.js';
import { defineModel } from '../../src/model/define-model.js';
import type { ChangeEvent } from '../../src/model/event.js';
import type { Model } from '../../src/model/model.js';
import type { StandardSchema } from '../../src/model/schema.js';
import { useOptimistic } from '../../src/react/use-optimistic.js';

interface Comment {
  readonly id: string;
  readonly text: string;
}
interface Post {
  readonly title: string;
  readonly comments: readonly Comment[];
  readonly users: Readonly<Record<string, Comment>>;
}
interface Todo {
  readonly _id: string;
  readonly text: string;
}

declare const client: ModelsClient;
declare const postSchema: StandardSchema<unknown, Post>;
declare function read<T>(data: T): () => Promise<{ data: T; sequenceId: string }>;
declare const post: Post;

const send = () => Promise.resolve();
const comments = keyedList((comment: Comment) => comment.id, { version: ({ text }) => text });
const users = keyedRecord((comment: Comment) => comment.id);

const changes = {
  saved: replaceState<Post>,
  changed: mergeChanges<Post>,
  patched: applyJsonPatch,
  added: inField('comments', comments.put),
  edited: inField('comments', comments.update),
  removed: inField('comments', comments.remove),
  joined: inField('users', users.put),
  renamed: withDraft((draft: Draft<Post>, { data }: ChangeEvent<'renamed', string>) => {
    draft.title = data;
  }),
};

describe('ready merge functions as handlers', () => {
  const definition = defineModel({
    channelName: (id: string) => `posts:${id}`,
    sync: (_id) => read(post)(),
    merge: {
      ...changes,
      batch: batchOf(changes),
      'by.hand': (state, { data }: { data: number }) => ({ ...state, title: String(data) }),
    },
  });

  it('leave the type of the state as `sync` has it', () => {
    expectTypeOf(client.models.get(definition('1'))).toEqualTypeOf<Model<Post, []>>();
  });

  it('tell the data of each event wherever it is made', () => {
    const { mutate } = useOptimistic(definition('1'), { send });
    mutate({ name: 'saved', data: post });
    mutate({ name: 'changed', data: { title: 'b' } });
    mutate({ name: 'patched', data: [{ op: 'replace', path: '/title', value: 'b' }] });
    mutate({ name: 'added', data: { id: '1', text: 't' } });
    mutate({ name: 'edited', data: { id: '1' } });
    mutate({ name: 'removed', data: '1' });
    mutate({ name: 'removed', data: { id: '1' } });
    mutate({ name: 'renamed', data: 'b' });
    mutate({ name: 'by.hand', data: 1 });
    mutate({
      name: 'batch',
      data: {
        events: [
          { name: 'added', data: { id: '1', text: 't' } },
          { name: 'renamed', data: 'b' },
        ],
      },
    });
    // @ts-expect-error a post is more than that
    mutate({ name: 'saved', data: { title: 'b' } });
    // @ts-expect-error of another type
    mutate({ name: 'changed', data: { title: 1 } });
    // @ts-expect-error not one of RFC 6902
    mutate({ name: 'patched', data: [{ op: 'increment', path: '/title' }] });
    // @ts-expect-error a comment is more than that
    mutate({ name: 'added', data: { id: '1' } });
    // @ts-expect-error keys of comments are texts
    mutate({ name: 'removed', data: 1 });
    // @ts-expect-error of another type
    mutate({ name: 'renamed', data: 1 });
    // @ts-expect-error of another change
    mutate({ name: 'batch', data: { events: [{ name: 'renamed', data: { id: '1' } }] } });
    // @ts-expect-error no such change
    mutate({ name: 'batch', data: { events: [{ name: 'archived', data: 'b' }] } });
  });

  it('fit only where they can merge', () => {
    // @ts-expect-error `title` is no list
    defineModel({ channelName: 'x', sync: read(post), merge: { added: inField('title', comments.put) } });
    // @ts-expect-error a post has no such field
    defineModel({ channelName: 'x', sync: read(post), merge: { added: inField('tags', comments.put) } });
    // @ts-expect-error a post is no list
    defineModel({ channelName: 'x', sync: read(post), merge: { added: comments.put } });
    // @ts-expect-error a comment is no post
    defineModel({ channelName: 'x', sync: read(post), merge: { saved: replaceState<Comment> } });
  });

  it('need no annotation where a schema tells the data', () => {
    const model = defineModel({
      channelName: 'x',
      sync: read(post),
      events: { saved: postSchema },
      merge: { saved: replaceState },
    });
    expectTypeOf(client.models.get(model())).toEqualTypeOf<Model<Post, []>>();
  });
});

describe('one of them for all events', () => {
  it('fits `merge` of a model, and of what `models.get` takes', () => {
    const one = defineModel({ channelName: 'x', sync: read(post), merge: replaceState<Post> });
    const { mutate } = useOptimistic(one(), { send });
    mutate({ name: 'anything', data: post });
    // @ts-expect-error a post is more than that
    mutate({ name: 'anything', data: {} });
    expectTypeOf(
      client.models.get({ channelName: 'x', sync: read(post), merge: batchOf(changes) }),
    ).toEqualTypeOf<Model<Post, []>>();
  });

  it('knows the document of a change event of MongoDB, or all documents of a collection', () => {
    const sync = read<Todo | null>(null);
    expectTypeOf(client.models.get({ channelName: 'x', sync, merge: applyMongoChange<Todo> })).toEqualTypeOf<
      Model<Todo | null, []>
    >();
    const todos = defineModel({ channelName: 'x', sync: read<Todo[]>([]), merge: mongoCollection<Todo>() });
    expectTypeOf(client.models.get(todos())).toEqualTypeOf<Model<Todo[], []>>();
    useOptimistic(todos(), {
      event: (text: string) => ({
        name: 'todos',
        data: { operationType: 'insert', documentKey: { _id: '1' }, fullDocument: { _id: '1', text } },
      }),
      send,
    });
    expectTypeOf<MongoChange<Todo>['fullDocument']>().toEqualTypeOf<Todo | null | undefined>();
  });

  it('does not lose a document that may be deleted: its state has to have a place for none', () => {
    const sync = read<Todo>({ _id: '1', text: 't' });
    // @ts-expect-error it may become `null`
    defineModel({ channelName: 'x', sync, merge: applyMongoChange<Todo> });
  });
});

describe('called by hand', () => {
  it('they answer the very type of state that they are given', () => {
    const list: Comment[] = [];
    const event = {} as ChangeEvent<'added', Comment>;
    expectTypeOf(comments.put(list, event)).toEqualTypeOf<Comment[]>();
    expectTypeOf(inField('comments', comments.put)(post, event)).toEqualTypeOf<Post>();
    expectTypeOf(changes.renamed(post, {} as ChangeEvent<'renamed', string>)).toEqualTypeOf<Post>();
    const patch = {} as ChangeEvent<'patched', readonly JsonPatchOperation[]>;
    expectTypeOf(applyJsonPatch(post, patch)).toEqualTypeOf<Post>();
  });
});
