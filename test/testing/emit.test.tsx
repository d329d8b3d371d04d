import { describe, expect, it } from 'vitest';
import { defineModel } from 'ably-models-react';
import { createTestModels } from 'ably-models-react/testing';
import { post } from './comments.js';
import { comment, comments, hello, openPost, setTheStage, write } from './stage.js';

const readLog = (): Promise<{ data: string[]; sequenceId: string }> =>
  Promise.reject(new Error('the test reached the backend'));

describe('What a test emits', () => {
  setTheStage();

  it('goes to the channel of the model that is given', async () => {
    const { models, channel } = await openPost();
    expect(models.channel(post('1'))).toBe(channel);
    await models.channel(post('1')).emit('comment.added', comment('typed'));
    expect(comments()).toEqual(['typed']);
    expect(() => models.channel(post('2'))).toThrow('unable to find channel "posts:2"');
    expect(() => models.channel({} as never)).toThrow('its `channelName` must be a string');
  });

  it('has a handler, or is misspelt', async () => {
    const { channel } = await openPost();
    await expect(channel.emit('comment.addde', comment('lost'))).rejects.toThrow(
      'unable to emit "comment.addde" on channel "posts:1"; no model of it has a handler of that name: ' +
        'it has "comment.added", "title.changed"',
    );
    await channel.emit('comment.added', comment('found'));
    expect(comments()).toEqual(['found']);
  });

  it('needs no handler where somebody else listens', async () => {
    const { models, channel } = await openPost();
    const typing: string[] = [];
    const { channels } = models.client.ably;
    await channels.get('posts:1').subscribe(({ name }) => typing.push(String(name)));
    await channel.emit('typing');
    expect(typing).toEqual(['typing']);
    channels.get('posts:1').unsubscribe();
    await models.dispose();
  });

  it('needs no handler where it answers a mutation', async () => {
    const { channel } = await openPost();
    await write('noted');
    await channel.emit('noted', undefined, { mutationId: String(channel.pending[0]?.mutationId) });
    expect(comments()).toEqual([]);
    await expect(channel.emit('noted', undefined, { mutationId: 'of nobody' })).rejects.toThrow('no model');
  });

  it('may have any name where no model is in use, or one whose merge is a function', async () => {
    const models = createTestModels({ 'posts:1': hello, log: [] });
    await models.channel('posts:1').emit('comment.addde');
    const log = defineModel({
      channelName: 'log',
      sync: readLog,
      merge: (names, { name }) => [...names, name],
    });
    const model = models.client.models.get(log());
    await model.sync();
    await models.channel('log').emit('whatever');
    expect(model.data.confirmed).toEqual(['whatever']);

    const other = models.client.models.get(post('1'));
    await other.dispose();
    await models.channel('posts:1').emit('comment.addde');
    await models.expectNoLeaks();
  });

  it('has a name, and data that Ably takes', async () => {
    const { channel } = await openPost();
    const emit = channel.emit as (name: unknown, data?: unknown) => Promise<void>;
    const doing = 'unable to emit "comment.added" on channel "posts:1"; ';
    for (const name of ['', undefined])
      await expect(emit(name)).rejects.toThrow(
        `unable to emit on channel "posts:1"; its name must be a string and is ${name ?? 'undefined'}`,
      );
    for (const data of [3, true, 3n, () => 3])
      await expect(emit('comment.added', data)).rejects.toThrow(
        `${doing}Ably takes an object, an array, a text or no data, and this is a ${typeof data}`,
      );
    const circle: { self?: unknown } = {};
    circle.self = circle;
    await expect(emit('comment.added', circle)).rejects.toThrow(`${doing}its data is no JSON: `);
    await expect(emit('comment.added', { id: 3n })).rejects.toThrow(`${doing}its data is no JSON: `);
    await expect(channel.reject('nobody', 3n)).rejects.toThrow('no mutation');
    await write('mine');
    await expect(channel.reject(undefined, 3n)).rejects.toThrow(
      'unable to reject a mutation on channel "posts:1"; Ably takes',
    );
    await channel.confirm();
    expect(comments()).toEqual(['mine']);
  });
});
