import type { ChangeEvent } from 'ably-models-react';
import { describe, expect, it, vi } from 'vitest';
import { CHANNEL, openWorld, reaches, shows, synced, WAIT, type Log } from './world.js';

interface Comment {
  readonly id: string;
  readonly texts: readonly string[];
}

/** As one writes it by mistake: the types say no, and nothing else does. */
const push = (log: Log, event: ChangeEvent): Log => {
  (log as string[]).push(event.name);
  return log;
};

describe('in development, a merge that changes the state that it is given', () => {
  it('stops the model at a confirmed event, is named, and leaves the last good state as it was', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([1]), {}, push);
    await model.sync();
    publish(2, { name: 'comment.added' });
    await reaches(model, 'errored');

    const { error, confirmed } = model.getSnapshot();
    expect(error?.code).toBe('merge-mutated-state');
    expect(error?.message).toBe(
      `unable to merge event "comment.added" (sequence id "2") into model "${CHANNEL}"; the merge function ` +
        'changes what it is given (Cannot add property 1, object is not extensible). ' +
        'Answer a new state instead: { ...state, list: [...state.list, item] }',
    );
    expect(error?.cause).toBeInstanceOf(TypeError);
    expect(confirmed).toEqual(['1']);
  });

  it('is found in handlers too, and in what earlier events brought', async () => {
    const { publish, open } = await openWorld();
    const model = open().client.models.get({
      channelName: CHANNEL,
      sync: () => Promise.resolve({ data: [] as readonly Comment[], sequenceId: '0' }),
      merge: {
        'comment.added': (comments, { data }: { data: Comment }) => [...comments, data],
        'comment.edited': (comments, { data }: { data: string }) => {
          (comments[0]?.texts as string[]).push(data);
          return [...comments];
        },
      },
    });
    await model.sync();
    publish(1, { name: 'comment.added', data: { id: 'a', texts: ['hello'] } });
    publish(2, { name: 'comment.edited', data: 'goodbye' });
    await vi.waitFor(() => expect(model.state).toBe('errored'), WAIT);

    expect(model.getSnapshot().error).toMatchObject({
      code: 'merge-mutated-state',
      message: expect.stringMatching(/event "comment.edited" \(sequence id "2"\)/) as string,
    });
    expect(model.data.confirmed).toEqual([{ id: 'a', texts: ['hello'] }]);
    await model.dispose();
  });

  it('is found in what it answered itself', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(
      () => synced([]),
      {},
      (log, event) => (log.length === 0 ? [event.name] : push(log, event)),
    );
    await model.sync();
    publish(1);
    publish(2);
    await reaches(model, 'errored');

    expect(model.getSnapshot().error?.code).toBe('merge-mutated-state');
    expect(model.data.confirmed).toEqual(['changed']);
  });

  it('takes back only the mutation at which it does so', async () => {
    const { openModel } = await openWorld();
    const { model } = openModel(
      () => synced([1]),
      {},
      (log, event) => (event.name === 'pushed' ? push(log, event) : [...log, event.name]),
    );
    await model.sync();
    void model.optimistic({ name: 'changed' });
    const [confirmation] = await model.optimistic({ name: 'pushed', mutationId: 'm' });

    await expect(confirmation).rejects.toMatchObject({
      code: 'merge-mutated-state',
      message: expect.stringMatching(/^unable to merge mutation "m" \(pushed\) into model/) as string,
    });
    expect(model.state).toBe('ready');
    expect(model.data.optimistic).toEqual(['1', 'changed']);
  });

  it('is told from one that changes the data of the event, which is named as well', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(
      () => synced([1]),
      {},
      (log, event) => {
        (event.data as { seen: boolean }).seen = true;
        return [...log, event.name];
      },
    );
    await model.sync();
    publish(2, { data: { seen: false } });
    await reaches(model, 'errored');

    expect(model.getSnapshot().error?.code).toBe('merge-mutated-state');
  });

  it('is not blamed for what fails on any data', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(
      () => synced([1]),
      {},
      (_log, event) => (event.data as { list: Log }).list,
    );
    await model.sync();
    publish(2);
    await reaches(model, 'errored');

    const { error } = model.getSnapshot();
    expect(error?.code).toBe('merge-failed');
    expect(error?.cause).toBeInstanceOf(TypeError);
  });
});

describe('what others hold', () => {
  it('is not frozen: the messages that other listeners hear, what `sync` answered, what a mutation is made of', async () => {
    const { publish, openModel } = await openWorld();
    const answer = { data: ['1'], sequenceId: '1' };
    const { ably, model } = openModel(() => answer);
    await model.sync();
    const heard: { list: string[] }[] = [];
    await ably.channels.get(CHANNEL).subscribe(({ data }) => void heard.push(data as { list: string[] }));
    const data = { list: ['of the application'] };
    void model.optimistic({ name: 'changed', data });
    publish(2, { data: { list: [] } });
    await shows(model, [1, 2]);

    data.list.push('more');
    answer.data.push('more');
    heard[0]?.list.push('more');
    expect(heard).toEqual([{ list: ['more'] }]);
    expect(model.data.confirmed).toEqual(['1', '2']);
    expect(Object.isFrozen(model.data.confirmed)).toBe(true);
  });
});
