import { describe, expectTypeOf, it } from 'vitest';
import { defineModel, type ChangeEvent } from 'ably-models-react';
import type { TestChannel, TestModels } from 'ably-models-react/testing';
import * as z from 'zod';
import { post } from './comments.js';

declare const models: TestModels;
declare function read(): Promise<{ data: number; sequenceId: string }>;

describe('The channel of a model', () => {
  const channel = models.channel(post('1'));

  it('knows the names of its events, and their data', () => {
    void channel.emit('comment.added', { id: 'c1', text: 'Welcome' });
    void channel.emit('title.changed', 'News', { id: 7, mutationId: 'm1' });
    // @ts-expect-error a misspelt name
    void channel.emit('comment.addde', { id: 'c1', text: 'Welcome' });
    // @ts-expect-error data of another event
    void channel.emit('title.changed', { id: 'c1', text: 'Welcome' });
    // @ts-expect-error its data is left out
    void channel.emit('title.changed');
    // @ts-expect-error a misspelt option
    void channel.emit('title.changed', 'News', { mutatonId: 'm1' });
  });

  it('lets data be left out where there may be none', () => {
    const counter = defineModel({
      channelName: 'counter',
      sync: read,
      merge: { passed: (count) => count + 1, added: (count, { data }: { data: number }) => count + data },
    });
    void models.channel(counter()).emit('passed');
  });

  it('takes what a schema takes', () => {
    const dated = defineModel({
      channelName: 'dated',
      sync: read,
      events: { set: z.object({ to: z.string().transform(Number) }) },
      merge: { set: (_count, { data }) => data.to },
    });
    void models.channel(dated()).emit('set', { to: '3' });
    // @ts-expect-error what the schema makes of it
    void models.channel(dated()).emit('set', { to: 3 });
  });

  it('knows the events of a merge function as that says them, and any where it does not', () => {
    const typed = { channelName: 'log', sync: read };
    const one = models.channel({ ...typed, merge: (count, _event: ChangeEvent<'set', string>) => count });
    void one.emit('set', '3');
    // @ts-expect-error a misspelt name
    void one.emit('sett', '3');
    void models.channel({ ...typed, merge: (count: number) => count }).emit('whatever', { a: 1 });
  });

  it('is a channel like any other', () => {
    expectTypeOf(models.channel('posts:1')).toEqualTypeOf<TestChannel>();
    expectTypeOf(channel).toExtend<TestChannel>();
    void models.channel('posts:1').emit('whatever', { a: 1 });
    void models.channel('posts:1').emit('whatever');
    // @ts-expect-error a factory: it is to be called
    models.channel(post);
  });
});
