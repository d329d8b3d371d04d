import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { EventSchemas, StandardSchema } from 'ably-models-react';
import { CHANNEL, openWorld, reaches, synced, WAIT } from './world.js';

/** The same for all three: a post whose date travels as a text. */
const posts = {
  zod: z.object({
    comments: z.array(z.object({ text: z.string() })),
    at: z.string().transform((text) => new Date(text)),
  }),
  valibot: v.object({
    comments: v.array(v.object({ text: v.string() })),
    at: v.pipe(
      v.string(),
      v.transform((text) => new Date(text)),
    ),
  }),
  arktype: type({ comments: type({ text: 'string' }).array(), at: 'string.date.parse' }),
};

const good = { comments: [{ text: 'hello' }], at: '2026-01-01T00:00:00.000Z' };
const bad = { ...good, comments: [{ text: 'a' }, { text: 'b' }, { text: 3 }] };

/** A client with one model with schemas, which syncs from `answers` in turn. */
async function openModel(
  { schema, events }: { readonly schema?: StandardSchema; readonly events?: EventSchemas },
  answers: readonly unknown[],
) {
  const { publish, open } = await openWorld();
  const merged: unknown[] = [];
  const waiting = [...answers];
  const model = open({ syncOptions: { timeout: 1_000, retryStrategy: -1 } }).client.models.get({
    channelName: CHANNEL,
    sync: () => Promise.resolve(waiting.shift() as { data: unknown; sequenceId: string }),
    merge: (state: unknown, event) => {
      merged.push(event.data);
      return { state, with: event.data };
    },
    ...(schema && { schema }),
    ...(events && { events }),
  });
  return { publish, model, merged };
}

describe('a schema for the data of a model', () => {
  it.each(Object.entries(posts))('of %s makes the state of what sync answers', async (_, schema) => {
    const { model } = await openModel({ schema }, [{ data: good, sequenceId: '1' }]);
    await model.sync();

    expect(model.data.confirmed).toEqual({ ...good, at: new Date(good.at) });
    await model.dispose();
  });

  it.each(Object.entries(posts))('of %s keeps away what does not fit, and says where', async (_, schema) => {
    const { model } = await openModel({ schema }, [
      { data: good, sequenceId: '1' },
      { data: bad, sequenceId: '2' },
    ]);
    await model.sync();
    const before = model.data.confirmed;

    await expect(model.sync()).rejects.toMatchObject({
      code: 'sync-result-invalid',
      message: expect.stringMatching(
        /^unable to sync model "posts:1"; the sync function answered data that does not fit the schema: at comments\[2\]\.text: .*[Ss]tring/,
      ) as string,
    });

    expect(model.state).toBe('errored');
    expect(model.data.confirmed).toBe(before);
    await model.dispose();
  });

  it('may take its time', async () => {
    const slow = z.object({ text: z.string() }).refine(async ({ text }) => Promise.resolve(text !== 'bad'));
    const { model } = await openModel({ schema: slow }, [
      { data: { text: 'good' }, sequenceId: '1' },
      { data: { text: 'bad' }, sequenceId: '1' },
    ]);
    await model.sync();
    expect(model.data.confirmed).toEqual({ text: 'good' });

    await expect(model.sync()).rejects.toMatchObject({ code: 'sync-result-invalid' });
    await model.dispose();
  });

  it('that never answers is a sync call that never answers', async () => {
    const schema = standard(() => new Promise(() => undefined));
    const { open } = await openWorld();
    const model = open({ syncOptions: { timeout: 5, retryStrategy: -1 } }).client.models.get({
      channelName: CHANNEL,
      sync: () => Promise.resolve(synced([1])),
      schema,
      merge: (state) => state,
    });

    await expect(model.sync()).rejects.toMatchObject({ code: 'sync-failed' });
    await model.dispose();
  });

  it('that throws, or rejects, is one that the data does not fit', async () => {
    for (const validate of [
      () => {
        throw new Error('not prepared for that');
      },
      () => Promise.reject(new Error('not prepared for that')),
    ]) {
      const { model } = await openModel({ schema: standard(validate) }, [synced([1])]);

      await expect(model.sync()).rejects.toMatchObject({
        code: 'sync-result-invalid',
        message: expect.stringMatching(/the schema threw: not prepared for that$/) as string,
      });
      await model.dispose();
    }
  });

  it.each([
    ['a text', 'state', /answered state instead/],
    ['no data', { sequenceId: '1' }, /no data/],
    ['no sequence id', { data: good }, /no sequenceId/],
  ])('leaves it to others to say what is wrong with %s', async (_, answer, message) => {
    const { model } = await openModel({ schema: posts.zod }, [answer]);

    await expect(model.sync()).rejects.toMatchObject({
      code: 'sync-result-invalid',
      message: expect.stringMatching(message) as string,
    });
    await model.dispose();
  });

  it('counts the issues that a message has no room for', async () => {
    const { model } = await openModel({ schema: z.array(z.string()) }, [
      { data: [1, 2, 3, 4, 5], sequenceId: '1' },
    ]);

    await expect(model.sync()).rejects.toThrow(/at \[0\]: .*; at \[1\]: .*; at \[2\]: .*; and 2 more$/);
    await model.dispose();
  });
});

describe('a schema for the data of an event', () => {
  const events = { 'comment.added': z.object({ at: z.string().transform((text) => new Date(text)) }) };
  const at = new Date('2026-01-01T00:00:00.000Z');

  it('makes what the merge function is given, and leaves events without one as they are', async () => {
    const { publish, model, merged } = await openModel({ events }, [synced([1])]);
    await model.sync();
    publish(2, { name: 'comment.added', data: { at: at.toISOString() } });
    publish(3, { name: 'toString', data: { at: at.toISOString() } });
    await vi.waitFor(() => expect(merged).toHaveLength(2), WAIT);

    expect(merged).toEqual([{ at }, { at: at.toISOString() }]);
    await model.dispose();
  });

  it('stops the model at a confirmed event that does not fit, says where, and merges nothing of it', async () => {
    const { publish, model, merged } = await openModel({ events }, [synced([1]), synced([1, 2])]);
    await model.sync();
    const before = model.data.confirmed;
    publish(2, { name: 'comment.added', data: { at: 7 } });
    publish(3, { name: 'comment.added', data: { at: at.toISOString() } });
    await reaches(model, 'errored');

    expect(model.getSnapshot().error).toMatchObject({
      code: 'event-invalid',
      message: expect.stringMatching(
        /^unable to merge event "comment.added" \(sequence id "2"\) into model "posts:1"; its data does not fit the schema: at at: /,
      ) as string,
    });
    expect(model.data.confirmed).toBe(before);
    expect(merged).toEqual([]);

    await model.sync();
    expect(model.state).toBe('ready');
    expect(merged).toEqual([{ at }]);
    await model.dispose();
  });

  it('refuses a mutation that does not fit, at once and before the first sync too', async () => {
    const { model } = await openModel({ events }, [synced([1])]);
    const refused = {
      code: 'event-invalid',
      message: expect.stringMatching(/^unable to merge mutation "m" \(comment.added\).* at at: /) as string,
    };
    const event = { name: 'comment.added', data: { at: 7 }, mutationId: 'm' };

    await expect(model.optimistic(event)).rejects.toMatchObject(refused);
    await model.sync();
    await expect(model.optimistic(event)).rejects.toMatchObject(refused);

    expect(model.getSnapshot()).toMatchObject({ state: 'ready', pendingCount: 0, error: undefined });
    expect(model.data.optimistic).toBe(model.data.confirmed);
    await model.dispose();
  });

  it('sees a mutation once, however often it is merged: it may not take what it made', async () => {
    const { publish, model, merged } = await openModel({ events }, [synced([1])]);
    await model.sync();
    const [confirmation] = await model.optimistic({
      name: 'comment.added',
      mutationId: 'm',
      data: { at: at.toISOString() },
    });
    publish(2);
    await vi.waitFor(() => expect(model.getSnapshot().sequenceId).toBe('2'), WAIT);
    expect(model.data.optimistic).not.toBe(model.data.confirmed);
    publish(3, { name: 'comment.added', mutationId: 'm', data: { at: at.toISOString() } });
    await confirmation;

    expect(merged).toEqual([{ at }, undefined, { at }, { at }]);
    await model.dispose();
  });

  it('has no say in a rejection: that is not merged', async () => {
    const { publish, model } = await openModel({ events }, [synced([1])]);
    await model.sync();
    const [confirmation] = await model.optimistic({
      name: 'comment.added',
      mutationId: 'm',
      data: { at: at.toISOString() },
    });
    publish(2, { name: 'comment.added', mutationId: 'm', rejected: true });

    await expect(confirmation).rejects.toMatchObject({ code: 'mutation-rejected' });
    expect(model.state).toBe('ready');
    await model.dispose();
  });

  it('must answer at once: an asynchronous one is refused with what to do', async () => {
    const slow = { changed: standard(() => Promise.reject(new Error('nobody waits for it'))) };
    const { publish, model } = await openModel({ events: slow }, [synced([1])]);
    await model.sync();
    const refused = { code: 'invalid-options', message: expect.stringMatching(/synchronous/) as string };

    await expect(model.optimistic({ name: 'changed' })).rejects.toMatchObject(refused);
    publish(2);
    await reaches(model, 'errored');
    expect(model.getSnapshot().error).toMatchObject(refused);
    await model.dispose();
  });
});

describe('what is no schema', () => {
  it.each([
    [{ schema: String }, /`schema` must be a Standard Schema/],
    [{ schema: null }, /`schema` must be a Standard Schema/],
    [{ events: z.string() }, /`events\["[^"]+"\]` must be a Standard Schema/],
    [{ events: 'all' }, /`events` must be schemas by event name/],
    [{ events: { changed: {} } }, /`events\["changed"\]` must be a Standard Schema/],
  ])('is refused: %o', async (options, message) => {
    const { client } = (await openWorld()).open();
    const sync = () => Promise.resolve(synced([1]));

    expect(() =>
      client.models.get({ channelName: CHANNEL, sync, merge: (log) => log, ...(options as object) }),
    ).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: expect.stringMatching(message) as string,
      }) as Error,
    );
  });
});

/** A schema that validates in its own way. */
function standard(validate: StandardSchema['~standard']['validate']): StandardSchema {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}
