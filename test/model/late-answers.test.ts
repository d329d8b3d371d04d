import { ModelsError, type Model, type ModelsClientOptions } from 'ably-models-react';
import { describe, expect, it } from 'vitest';
import { openWorld, shows, synced, type Log } from './world.js';

/** A mutation that ended without an answer. */
async function timedOut(model: Model<Log>, mutationId = 'a') {
  const mutation = model.mutate({ mutationId, name: 'changed' }, { timeout: 1 });
  await expect(mutation.settled).rejects.toMatchObject({ code: 'mutation-timed-out' });
  return mutation;
}

/** What a promise has come to, once all that was to happen at once has happened. */
async function stateOf(promise: Promise<unknown>) {
  const settled = promise.then(
    () => 'confirmed',
    (thrown: unknown) => (thrown as ModelsError).code,
  );
  await new Promise((resolve) => setTimeout(resolve));
  return Promise.race([settled, Promise.resolve('nothing')]);
}

async function openReady(options: Partial<ModelsClientOptions> = {}) {
  const world = await openWorld();
  const opened = world.openModel(() => synced([1]), options);
  await opened.model.sync();
  return { ...world, ...opened };
}

describe('An answer that comes after the mutation has ended', () => {
  it('tells that it is confirmed after all, and is an event as any other', async () => {
    const { publish, model } = await openReady();
    const { answeredLate } = await timedOut(model);

    publish(2, { mutationId: 'a' });

    await answeredLate;
    await shows(model, [1, 2]);
  });

  it('tells that it is rejected after all', async () => {
    const { publish, model } = await openReady();
    const { answeredLate } = await timedOut(model);

    publish(2, { mutationId: 'a', rejected: true });

    await expect(answeredLate).rejects.toMatchObject({ code: 'mutation-rejected' });
  });

  it('is heard by one whose sending failed, and found where it came while the model was paused', async () => {
    const { publish, model } = await openReady();
    const { cancel, answeredLate } = model.mutate({ mutationId: 'a', name: 'changed' });
    cancel(new ModelsError('send-failed', 'the response was lost'));
    await model.pause();

    publish(2, { mutationId: 'a' });
    await model.resume();

    await answeredLate;
  });

  it.each<[string, ModelsError | undefined]>([
    ['was cancelled', undefined],
    ['was rejected', new ModelsError('mutation-rejected', 'refused')],
  ])('is not told of one that %s', async (_, reason) => {
    const { publish, model } = await openReady();
    const { cancel, answeredLate } = model.mutate({ mutationId: 'a', name: 'changed' });
    cancel(reason);

    publish(2, { mutationId: 'a' });

    await shows(model, [1, 2]);
    expect(await stateOf(answeredLate)).toBe('nothing');
  });

  it('is told to the attempt that is running, where there is one', async () => {
    const { publish, model } = await openReady();
    const first = await timedOut(model);
    const second = model.mutate({ mutationId: 'a', name: 'changed' });

    publish(2, { mutationId: 'a' });

    await second.settled;
    expect(await stateOf(first.answeredLate)).toBe('nothing');
  });

  it('is found where it came unheard, and the sync result has it already', async () => {
    const { publish, model, sync } = await openReady({ syncOptions: { historyPageSize: 1 } });
    const { answeredLate } = await timedOut(model);
    await model.pause();
    publish(2, { mutationId: 'a' });
    for (const id of [3, 4, 5]) publish(id);
    sync.mockResolvedValue(synced([1, 2, 3, 4, 5]));

    await model.sync();

    await answeredLate;
    expect(model.data.confirmed).toEqual(['1', '2', '3', '4', '5']);
  });

  it('is waited for by the latest hundred', async () => {
    const { publish, model } = await openReady();
    const mutations = [];
    for (let count = 0; count <= 100; count += 1) mutations.push(await timedOut(model, `m${count}`));

    publish(2, { mutationId: 'm0' });
    publish(3, { mutationId: 'm1' });

    await mutations[1]?.answeredLate;
    expect(await stateOf(mutations[0]?.answeredLate as Promise<void>)).toBe('nothing');
  });
});

describe('An attempt that has ended', () => {
  it('does not take back the next one when it is cancelled', async () => {
    const { model } = await openReady();
    const first = await timedOut(model);
    const second = model.mutate({ mutationId: 'a', name: 'changed' });

    first.cancel();

    expect(model.data.optimistic).toEqual(['1', '(a)']);
    second.cancel();
    expect(model.data.optimistic).toEqual(['1']);
  });
});
