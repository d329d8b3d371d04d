import { describe, expect, it } from 'vitest';
import { createTestModels } from 'ably-models-react/testing';
import { comment, comments, hello, openPost, setTheStage, write } from './stage.js';

const invalid = (message: string): unknown =>
  expect.objectContaining({ code: 'invalid-options', message: expect.stringContaining(message) as unknown });
const thrownBy = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (thrown) {
    return thrown;
  }
};

describe('What a test hands to its models', () => {
  setTheStage();

  it('is a reason where it is the second argument of a rejection', async () => {
    const { channel } = await openPost();
    await write('spam');
    await expect(channel.reject('no spam')).rejects.toThrow(
      'unable to reject a mutation on channel "posts:1"; no mutation "no spam" was made. ' +
        'The reason is the second argument: reject(undefined, reason)',
    );
    await expect(channel.confirm('no spam')).rejects.toThrow(/no mutation "no spam" was made$/);
    await channel.reject(undefined, 'no spam');
    expect(comments()).toEqual([]);
  });

  it.each(['5s', NaN, -1, Infinity])('is no delay of %s', async (ms) => {
    const { channel } = await openPost();
    expect(thrownBy(() => channel.delay(ms as number))).toEqual(
      invalid(
        `unable to delay the messages of channel "posts:1"; the delay must be a number of ms, 0 or more, and is ${ms}`,
      ),
    );
    await channel.emit('comment.added', comment('at once'));
    expect(comments()).toEqual(['at once']);
  });

  it('is an error and a number of times where syncs are to fail', () => {
    const { failSync } = createTestModels({ 'posts:1': hello }).channel('posts:1');
    const doing = 'unable to fail the sync calls of channel "posts:1"; ';
    expect(thrownBy(() => failSync('HTTP 500' as never))).toEqual(
      invalid(`${doing}the error must be an Error and is HTTP 500`),
    );
    for (const times of [-1, 0.5, NaN, '2'])
      expect(thrownBy(() => failSync(undefined, { times: times as number }))).toEqual(
        invalid(`${doing}\`times\` must be a whole number, 0 or more, or Infinity, and is ${times}`),
      );
    expect(thrownBy(() => failSync(undefined, { time: 2 } as object))).toEqual(
      invalid(`${doing}\`time\` is not an option`),
    );
    failSync(Object.assign(Object.create(null) as Error, { message: 'of another realm' }), {
      times: Infinity,
    });
  });

  it('is an id and a mutation’s id where a change is emitted', async () => {
    const { channel } = await openPost();
    const emit = (options: object) => channel.emit('comment.added', comment('new'), options);
    const doing = 'unable to emit "comment.added" on channel "posts:1"; ';
    await expect(emit({ mutatonId: 'm1' })).rejects.toEqual(
      invalid(`${doing}\`mutatonId\` is not an option, known are \`id\`, \`mutationId\``),
    );
    for (const mutationId of ['', 7])
      await expect(emit({ mutationId })).rejects.toEqual(
        invalid(`${doing}\`mutationId\` must be a text and is`),
      );
    for (const id of ['', NaN, -1, 0.5, true])
      await expect(emit({ id })).rejects.toEqual(
        invalid(`${doing}\`id\` must be a whole number or a text and is ${id}`),
      );
    await emit({ id: undefined, mutationId: undefined });
    expect(comments()).toEqual(['new']);
  });

  it('are states by channel name, and options of their kind', () => {
    const create = createTestModels as (states?: unknown, options?: unknown) => unknown;
    const doing = 'unable to create test models; ';
    for (const states of [[], ['posts:1'], 'posts:1', null, new Map()])
      expect(thrownBy(() => create(states))).toEqual(
        invalid(`${doing}the states must be an object, by channel name`),
      );
    expect(thrownBy(() => create({}, { sync: 'real' }))).toEqual(
      invalid(`${doing}\`sync\` must be 'own' or left out and is real`),
    );
    for (const option of ['pauseAfter', 'gcTime'])
      expect(thrownBy(() => create({}, { [option]: -1 }))).toEqual(
        invalid(`${doing}\`${option}\` must be a number of ms, 0 or more, or Infinity, and is -1`),
      );
    expect(thrownBy(() => create({}, null))).toEqual(invalid(`${doing}the options must be an object`));
    expect(thrownBy(() => create({}, { optimisticEventOptions: { timeout: -1 } }))).toEqual(
      invalid('`optimis'),
    );
    create({}, { pauseAfter: 0, gcTime: Infinity, sync: undefined });
  });
});
