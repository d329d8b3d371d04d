import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import type { ModelsClient } from '../../src/client/models-client.js';
import { defineModel, type ModelDefinition } from '../../src/model/define-model.js';
import type { ChangeEvent } from '../../src/model/event.js';
import type { Model } from '../../src/model/model.js';
import { ModelView } from '../../src/react/model-view.js';
import { useModel } from '../../src/react/use-model.js';
import { useModelStatus } from '../../src/react/use-model-status.js';
import { useOptimistic } from '../../src/react/use-optimistic.js';

/** What the schemas make of what travels: there a date is a text. */
interface Comment {
  text: string;
  at: Date;
}
interface Post {
  title: string;
  comments: Comment[];
}

const comment = z.object({ text: z.string(), at: z.string().transform((text) => new Date(text)) });
const schema = z.object({ title: z.string(), comments: z.array(comment) });

declare function getJson(path: string, signal?: AbortSignal): Promise<{ data: unknown; sequenceId: string }>;
const send = () => undefined;

const post = defineModel({
  channelName: (id: string) => `posts:${id}`,
  sync: (id, { signal }) => getJson(id, signal),
  schema,
  events: {
    'comment.added': comment,
    'title.changed': v.object({ title: v.string() }),
    'post.liked': type({ likes: 'number' }),
  },
  merge: {
    'comment.added': (state, { data }) => {
      expectTypeOf(state).toEqualTypeOf<Post>();
      expectTypeOf(data).toEqualTypeOf<Comment>();
      return { ...state, comments: [...state.comments, data] };
    },
    'title.changed': (state, event) => {
      expectTypeOf(event).toEqualTypeOf<ChangeEvent<'title.changed', { title: string }>>();
      return { ...state, title: event.data.title };
    },
    'post.liked': (state, { data }) => ({ ...state, title: data.likes.toFixed() }),
  },
});

/** The same, written where it is used. */
const inline = {
  channelName: 'title',
  sync: () => getJson('title'),
  schema: z.string(),
  events: { changed: z.string().transform((text) => text.length) },
  merge: { changed: (title: string, { data }: { data: number }) => title.slice(data) },
};

describe('A schema', () => {
  it('says what the data is, whatever `sync` answers', () => {
    expectTypeOf(useModel(post('1')).data).toEqualTypeOf<Post | undefined>();
    const unknown = defineModel({
      channelName: 'c',
      sync: () => getJson('c'),
      schema,
      merge: (state) => state,
    });
    expectTypeOf(useModel(unknown(), { select: ({ title }) => title }).data).toEqualTypeOf<
      string | undefined
    >();
    const typed = defineModel({
      channelName: 'c',
      sync: () => Promise.resolve({ data: { title: 'travels otherwise' }, sequenceId: 1 }),
      schema,
      merge: (state) => state,
    });
    expectTypeOf(useModel(typed()).data).toEqualTypeOf<Post | undefined>();
  });

  it('refuses a merge that answers something else, and what is no schema', () => {
    const { channelName, sync } = inline;
    // @ts-expect-error a number is no text
    defineModel({ channelName, sync, schema: z.string(), merge: { changed: (title) => title.length } });
    // @ts-expect-error that is no schema
    defineModel({ channelName, sync, schema: String, merge: (title) => title });
    // @ts-expect-error that is no schema
    defineModel({ channelName, sync, events: { changed: String }, merge: (title) => title });
  });
});

describe('Schemas for events', () => {
  it('tell each handler its data, and `mutate` what travels', () => {
    expectTypeOf(post('1')).toEqualTypeOf<
      ModelDefinition<
        Post,
        {
          readonly 'comment.added': { text: string; at: string };
          readonly 'title.changed': { title: string };
          readonly 'post.liked': { likes: number };
        }
      >
    >();
    const { mutate } = useOptimistic(post('1'), { send });
    mutate({ name: 'comment.added', data: { text: 'hello', at: '2026-01-01' } });
    mutate({ name: 'post.liked', data: { likes: 7 } });
    // @ts-expect-error a date travels as a text
    mutate({ name: 'comment.added', data: { text: 'hello', at: new Date() } });
    // @ts-expect-error the model knows no such event
    mutate({ name: 'comment.removed' });
  });

  it('leave events without one to the annotation of their handlers, in any order of the options', () => {
    const mixed = defineModel({
      merge: {
        'comment.added': (state: Post, { data }: { data: Comment }) => ({ ...state, comments: [data] }),
        'title.changed': (state: Post, { data }: { data: string }) => ({ ...state, title: data }),
      },
      events: { 'comment.added': comment },
      schema,
      sync: () => getJson('post'),
      channelName: 'post',
    });
    expectTypeOf(mixed()).toEqualTypeOf<
      ModelDefinition<
        Post,
        { readonly 'comment.added': { text: string; at: string }; readonly 'title.changed': string }
      >
    >();
    defineModel({
      merge: {
        'comment.added': (state, { data }) => ({ ...state, comments: [...state.comments, data] }),
        'post.touched': (state, { data }) => {
          expectTypeOf(data).toEqualTypeOf<unknown>();
          return state;
        },
      },
      events: { 'comment.added': comment },
      schema,
      sync: () => getJson('post'),
      channelName: 'post',
    });
  });

  it('tell a merge function its events', () => {
    const all = defineModel({
      channelName: 'post',
      sync: () => getJson('post'),
      schema,
      events: { 'comment.added': comment, 'title.changed': z.string() },
      merge: (state, event) =>
        event.name === 'title.changed'
          ? { ...state, title: event.data }
          : { ...state, comments: [...state.comments, event.data] },
    });
    const { mutate } = useOptimistic(all(), { send });
    mutate({ name: 'title.changed', data: 'New' });
    // @ts-expect-error this event has another data type
    mutate({ name: 'title.changed', data: 1 });
  });

  it('do without a schema for the data', () => {
    const counter = defineModel({
      channelName: 'counter',
      sync: () => Promise.resolve({ data: 0, sequenceId: '0' }),
      events: { added: z.number() },
      merge: { added: (count, { data }) => count + data },
    });
    expectTypeOf(counter()).toEqualTypeOf<ModelDefinition<number, { readonly added: number }>>();
  });

  it('refuse a handler that takes something else', () => {
    defineModel({
      channelName: 'counter',
      sync: () => Promise.resolve({ data: 0, sequenceId: '0' }),
      events: { added: z.number() },
      // @ts-expect-error the data is a number
      merge: { added: (count, { data }: { data: string }) => count + data.length },
    });
  });
});

describe('A model with schemas that is written inline', () => {
  it('is known to all hooks and to `models.get`', () => {
    expectTypeOf(useModel(inline).data).toEqualTypeOf<string | undefined>();
    const result = useModel({
      channelName: 'post',
      sync: () => getJson('post'),
      schema,
      events: { 'title.changed': z.string() },
      merge: { 'title.changed': (state, { data }) => ({ ...state, title: data }) },
    });
    expectTypeOf(result.data).toEqualTypeOf<Post | undefined>();
    expectTypeOf(useModelStatus(inline).isStale).toEqualTypeOf<boolean>();
    expectTypeOf(<ModelView of={inline}>{({ data }) => data.toUpperCase()}</ModelView>).not.toBeNever();
    const { mutate } = useOptimistic(inline, { send });
    mutate({ name: 'changed', data: 'New' });
    // @ts-expect-error a text travels, and not what the schema makes of it
    mutate({ name: 'changed', data: 3 });
    const get = (client: ModelsClient) =>
      client.models.get({
        channelName: 'post',
        sync: (id: string) => getJson(id),
        schema,
        events: { 'comment.added': comment },
        merge: { 'comment.added': (state, { data }) => ({ ...state, comments: [data] }) },
      });
    expectTypeOf(get).returns.toEqualTypeOf<Model<Post, [id: string]>>();
  });
});
