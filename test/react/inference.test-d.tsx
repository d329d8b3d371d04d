import { describe, expectTypeOf, it } from 'vitest';
import type { ModelsClient } from '../../src/client/models-client.js';
import type { ModelsError } from '../../src/errors.js';
import { defineModel, type ModelDefinition } from '../../src/model/define-model.js';
import type { ChangeEvent } from '../../src/model/event.js';
import type { Model } from '../../src/model/model.js';
import { ModelView } from '../../src/react/model-view.js';
import { useModel } from '../../src/react/use-model.js';
import { useModelsClient } from '../../src/react/use-models-client.js';
import { useModelStatus } from '../../src/react/use-model-status.js';
import { useOptimistic } from '../../src/react/use-optimistic.js';
import type { SdkModelsClient } from '../../src/sdk/sdk-client.js';

interface Comment {
  readonly text: string;
}
interface Post {
  readonly title: string;
  readonly comments: readonly Comment[];
}

declare function readPost(id: string, signal: AbortSignal): Promise<{ data: Post; sequenceId: string }>;

const post = defineModel({
  channelName: (id: string, _draft: boolean | undefined) => `posts:${id}`,
  name: (id) => id.toUpperCase(),
  sync: (id, draft, { signal }) => {
    expectTypeOf(draft).toEqualTypeOf<boolean | undefined>();
    return readPost(id, signal);
  },
  merge: {
    'comment.added': (state, event: ChangeEvent<'comment.added', Comment>) => ({
      ...state,
      comments: [...state.comments, event.data],
    }),
    'title.changed': (state, { data }: { data: string }) => ({ ...state, title: data }),
    'post.touched': (state) => state,
  },
});

/** The same, written where it is used. */
const inline = {
  channelName: 'counter',
  sync: () => Promise.resolve({ data: 0, sequenceId: '0' }),
  merge: { added: (count: number, { data }: { data: number }) => count + data },
};

describe('useModelsClient', () => {
  it('gives a client whose models can be used by hand', () => {
    const client = useModelsClient();
    expectTypeOf(client).toEqualTypeOf<ModelsClient>();
    expectTypeOf(client.models.get(post('1', true))).toEqualTypeOf<Model<Post, []>>();
  });

  it('gives the client of `@ably-labs/models` where that is asked for, and nothing that is no client', () => {
    expectTypeOf(useModelsClient<SdkModelsClient>()).toEqualTypeOf<SdkModelsClient>();
    // @ts-expect-error a string is no client
    useModelsClient<string>();
  });
});

describe('defineModel', () => {
  it('takes its arguments from `channelName`, and its data from what `sync` answers', () => {
    expectTypeOf(post).parameters.toEqualTypeOf<[id: string, _draft: boolean | undefined]>();
    expectTypeOf(post('1', true)).toEqualTypeOf<
      ModelDefinition<
        Post,
        {
          readonly 'comment.added': Comment;
          readonly 'title.changed': string;
          readonly 'post.touched': unknown;
        }
      >
    >();
    // @ts-expect-error an id is a string
    post(1, true);
    // @ts-expect-error there is no model without an id
    post();
  });

  it('takes no arguments where the channel name is a text', () => {
    const counter = defineModel({
      channelName: 'counter',
      sync: ({ signal }) => Promise.resolve({ data: signal.aborted ? 0 : 1, sequenceId: 0 }),
      merge: (count, event) => {
        expectTypeOf(event).toEqualTypeOf<ChangeEvent>();
        return count + 1;
      },
    });
    expectTypeOf(counter).toEqualTypeOf<() => ModelDefinition<number>>();
  });

  it('gives a handler its event without annotation too, and keeps the names', () => {
    const touched = defineModel({
      channelName: (id: string) => id,
      sync: (id, { signal }) => readPost(id, signal),
      merge: {
        'post.touched': (state, event) => {
          expectTypeOf(event).toEqualTypeOf<ChangeEvent<'post.touched'>>();
          return { ...state, title: event.name };
        },
        'title.changed': (state, { data }: { data: string }) => ({ ...state, title: data }),
      },
    });
    expectTypeOf(touched('1')).toEqualTypeOf<
      ModelDefinition<Post, { readonly 'post.touched': unknown; readonly 'title.changed': unknown }>
    >();
  });

  it('takes handlers and functions that are written elsewhere', () => {
    const touch = (state: Post) => state;
    const sync = (id: string, { signal }: { signal: AbortSignal }) => readPost(id, signal);
    const channelName = (id: string) => id;
    expectTypeOf(defineModel({ channelName, sync, merge: { touch } })('1')).toEqualTypeOf<
      ModelDefinition<Post, { readonly touch: unknown }>
    >();
    const written = defineModel({
      channelName,
      sync: (id, { signal }) => readPost(id, signal),
      merge: { touch },
    });
    expectTypeOf(written('1')).toEqualTypeOf<ModelDefinition<Post, { readonly touch: unknown }>>();
  });

  it('refuses arguments that may be left out, after which the context would land in their place', () => {
    const { merge } = inline;
    const sync = () => inline.sync();
    const optional = defineModel({ channelName: (id: string, _draft?: boolean) => id, sync, merge });
    // @ts-expect-error the draft may be left out
    optional('1', true);
    const any = defineModel({ channelName: (...ids: string[]) => ids.join(), sync, merge });
    // @ts-expect-error any number of ids
    any('1');
  });

  it('refuses a handler for another event than its name says', () => {
    defineModel({
      ...inline,
      // @ts-expect-error its event is another one
      merge: { added: (count, _event: ChangeEvent<'removed', number>) => count },
    });
  });

  it('refuses a merge that answers no state', () => {
    // @ts-expect-error a text is no count
    defineModel({ ...inline, merge: { added: (count) => String(count) } });
    // @ts-expect-error a text is no count
    defineModel({ ...inline, merge: { added: (_count, event) => event.name } });
    // @ts-expect-error a text is no count
    defineModel({ ...inline, merge: (count) => String(count) });
  });

  it('refuses a sync without a sequence id, and an option that is none', () => {
    // @ts-expect-error the position in the stream is missing
    defineModel({ ...inline, sync: () => Promise.resolve({ data: 0 }) });
    // @ts-expect-error no such option
    defineModel({ channelName: 'c', sync: inline.sync, merge: (n) => n, synch: 1 });
  });
});

describe('useModel', () => {
  it('knows the data, and the part that is selected', () => {
    expectTypeOf(useModel(post('1', true)).data).toEqualTypeOf<Post | undefined>();
    const titles = useModel(post('1', true), {
      select: ({ title }) => title.length,
      isEqual: (a, b) => a.toFixed() === b.toFixed(),
    });
    expectTypeOf(titles.data).toEqualTypeOf<number | undefined>();
    expectTypeOf(titles.confirmed).toEqualTypeOf<number | undefined>();
    expectTypeOf(titles.model?.getSnapshot().confirmed).toEqualTypeOf<Post | undefined>();
  });

  it('knows that there is data once it is neither pending nor failed', () => {
    const { data, isPending, error } = useModel(post('1', true));
    if (isPending) expectTypeOf(data).toEqualTypeOf<undefined>();
    else if (error === undefined) expectTypeOf(data).toEqualTypeOf<Post>();
    else expectTypeOf(error).toEqualTypeOf<ModelsError>();
  });

  it('takes a model that is written inline', () => {
    expectTypeOf(useModel(inline).data).toEqualTypeOf<number | undefined>();
    const result = useModel({
      channelName: 'texts',
      sync: () => Promise.resolve({ data: ['a'], sequenceId: 1 }),
      merge: (texts, { name }) => [...texts, name],
    });
    expectTypeOf(result.data).toEqualTypeOf<string[] | undefined>();
  });

  it('refuses an inline `sync` that waits for arguments, and an option that is none', () => {
    // @ts-expect-error nobody would pass the id
    useModel({ ...inline, sync: (id: string) => readPost(id, new AbortController().signal) });
    // @ts-expect-error no such option
    useModel(post('1', true), { selct: ({ title }: Post) => title });
    // @ts-expect-error a definition, not what makes one
    useModel(post);
  });
});

describe('useOptimistic', () => {
  const send = () => undefined;

  it('takes one of the events of the model where none is made', () => {
    const { mutate } = useOptimistic(post('1', true), { send });
    mutate({ name: 'comment.added', data: { text: 'hello' } });
    mutate({ name: 'title.changed', data: 'New', mutationId: 'm1' });
    mutate({ name: 'post.touched' });
    // @ts-expect-error this event has another data type
    mutate({ name: 'comment.added', data: 'hello' });
    // @ts-expect-error this event needs its data
    mutate({ name: 'title.changed' });
    // @ts-expect-error the model knows no such event
    mutate({ name: 'comment.removed' });
    // @ts-expect-error an event has a name
    mutate({});
  });

  it('takes the arguments of `event`, and hands its event to `send`', () => {
    const { mutate, mutateAsync, pending } = useOptimistic(post('1', true), {
      send: ({ mutationId, event, signal }) => {
        expectTypeOf(mutationId).toEqualTypeOf<string>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        expectTypeOf(event.name).toEqualTypeOf<'comment.added'>();
        expectTypeOf(event.data).toEqualTypeOf<{ text: string }>();
      },
      event: (text: string, _times?: number) => ({ name: 'comment.added', data: { text } }),
    });
    expectTypeOf(mutate).parameters.toEqualTypeOf<[text: string, _times?: number | undefined]>();
    expectTypeOf(mutateAsync)
      .returns.resolves.toHaveProperty('event')
      .toEqualTypeOf<{ name: 'comment.added'; data: { text: string } }>();
    expectTypeOf(pending[0]?.event.data.text).toEqualTypeOf<string | undefined>();
    // @ts-expect-error the text is missing
    mutate();
  });

  it('refuses an `event` that makes no event of the model', () => {
    // @ts-expect-error the model knows no such event
    useOptimistic(post('1', true), { event: () => ({ name: 'comment.removed' }), send });
    const event = (text: string) => ({ name: 'comment.added' as const, data: text });
    // @ts-expect-error this event has another data type
    useOptimistic(post('1', true), { event, send });
    // @ts-expect-error a change that is never sent is never confirmed
    useOptimistic(post('1', true), {});
  });

  it('reads the events off the handlers of an inline model', () => {
    const { mutate } = useOptimistic(inline, { send });
    mutate({ name: 'added', data: 1 });
    // @ts-expect-error this event has another data type
    mutate({ name: 'added', data: 'one' });
  });

  it('reads the events off the annotated event of a merge function', () => {
    const counter = defineModel({
      channelName: 'counter',
      sync: inline.sync,
      merge: (count, event: ChangeEvent<'added', number> | ChangeEvent<'renamed', string>) =>
        event.name === 'added' ? count + event.data : event.data.length,
    });
    const { mutate } = useOptimistic(counter(), { send });
    mutate({ name: 'added', data: 1 });
    // @ts-expect-error this event has another data type
    mutate({ name: 'renamed', data: 1 });
    // @ts-expect-error the model knows no such event
    mutate({ name: 'removed' });
  });

  it('takes any event where the merge function takes any', () => {
    const counter = defineModel({ channelName: 'counter', sync: inline.sync, merge: (count) => count + 1 });
    useOptimistic(counter(), { send }).mutate({ name: 'anything', data: { at: 'all' } });
  });
});

describe('the others', () => {
  it('take whatever useModel takes', () => {
    expectTypeOf(useModelStatus(post('1', true)).sequenceId).toEqualTypeOf<string | undefined>();
    expectTypeOf(useModelStatus(inline).isStale).toEqualTypeOf<boolean>();
    expectTypeOf(
      <ModelView
        of={post('1', true)}
        errorFallback={(error, retry) => <button onClick={retry}>{error.code}</button>}
      >
        {({ data }) => <h1>{data.title}</h1>}
      </ModelView>,
    ).not.toBeNever();
    const text = (
      // @ts-expect-error a post has no text
      <ModelView of={post('1', true)}>{({ data }) => <h1>{data.text}</h1>}</ModelView>
    );
    expectTypeOf(text).not.toBeNever();
  });
});
