import { describe, expect, it } from 'vitest';
import { defineModel } from 'ably-models-react';
import {
  applyJsonPatch,
  batchOf,
  keyedList,
  mongoCollection,
  withDraft,
  type Draft,
} from 'ably-models-react/merge';
import { openWorld, reaches, CHANNEL } from '../model/world.js';

interface Todo {
  readonly _id: string;
  readonly text: string;
}

const todos = keyedList((todo: Todo) => todo._id);
const changes = { 'todo.saved': todos.put, 'todos.patched': applyJsonPatch };

const board = defineModel({
  channelName: CHANNEL,
  sync: async () => ({ data: [{ _id: 'a', text: 'A' }] as readonly Todo[], sequenceId: '1' }),
  merge: {
    ...changes,
    'todos.changed': batchOf(changes),
    'mongo.changed': mongoCollection<Todo>(),
    'todo.shouted': withDraft(
      (list: Draft<readonly Todo[]>, event: { data: Todo } & Parameters<typeof todos.put>[1]) => {
        list.push(event.data);
        Object.assign(event.data, { text: event.data.text.toUpperCase() });
      },
    ),
  },
});

async function openBoard() {
  const { open, publish } = await openWorld();
  const model = open().client.models.get(board());
  await model.sync();
  return { model, publish };
}

describe('a model with ready merge functions', () => {
  it('merges each kind of event under its name', async () => {
    const { model, publish } = await openBoard();

    publish(2, { name: 'todo.saved', data: { _id: 'b', text: 'B' } });
    publish(3, {
      name: 'todos.changed',
      data: { events: [{ name: 'todo.saved', data: { _id: 'c', text: 'C' } }] },
    });
    publish(4, { name: 'todos.patched', data: [{ op: 'remove', path: '/0' }] });
    publish(5, { name: 'mongo.changed', data: { operationType: 'delete', documentKey: { _id: 'b' } } });

    await expect.poll(() => model.data.confirmed).toEqual([{ _id: 'c', text: 'C' }]);
    await model.dispose();
  });

  it.each([
    ['todo.saved', {}, 'its data have no key: that is a text that is not empty, or a number'],
    [
      'todos.patched',
      [{ op: 'test', path: '/0/text', value: 'B' }],
      'operation 0 of its JSON Patch, test "/0/text", does not apply: Test operation failed',
    ],
    [
      'todos.changed',
      { events: [{ name: 'todo.saved', data: {} }] },
      'change 0 of its batch ("todo.saved"): its data have no key: that is a text that is not empty, or a number',
    ],
    [
      'mongo.changed',
      { operationType: 'insert' },
      'it does not say which document it is about: `documentKey` is missing',
    ],
  ])('stops at "%s" that cannot be merged, and says at which event and why', async (name, data, why) => {
    const { model, publish } = await openBoard();

    publish(2, { name, data });
    await reaches(model, 'errored');

    expect(model.getSnapshot().error).toMatchObject({
      code: 'merge-failed',
      message: `unable to merge event "${name}" (sequence id "2") into model "${CHANNEL}"; ${why}`,
    });
    expect(model.data.confirmed).toEqual([{ _id: 'a', text: 'A' }]);
    await model.dispose();
  });

  it('names a recipe that changes the event as what it is', async () => {
    const { model, publish } = await openBoard();

    publish(2, { name: 'todo.shouted', data: { _id: 'b', text: 'b' } });
    await reaches(model, 'errored');

    expect(model.getSnapshot().error).toMatchObject({ code: 'merge-mutated-state' });
    await model.dispose();
  });

  it('takes a change back that cannot be merged, alone', async () => {
    const { model } = await openBoard();
    const patch = [{ op: 'remove', path: '/7' }] as const;

    const failing = model.mutate({ name: 'todos.patched', data: patch });
    model.mutate({ name: 'todo.saved', data: { _id: 'b', text: 'B' } }).settled.catch(() => undefined);

    expect(model.data.optimistic).toEqual([
      { _id: 'a', text: 'A' },
      { _id: 'b', text: 'B' },
    ]);
    await expect(failing.settled).rejects.toMatchObject({ code: 'merge-failed' });
    await model.dispose();
  });
});
