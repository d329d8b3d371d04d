import { defineModel, ModelsError } from 'ably-models-react';
import { describe, expect, it } from 'vitest';
import { resolveModel } from '../../src/model/resolve-model.js';
import { openWorld } from './world.js';

const rest = {
  sync: (_id: unknown) => Promise.resolve({ data: 'a', sequenceId: '0' }),
  merge: (state: string) => state,
};
const noTenant = new Error('no tenant');
const failing = (_id: unknown): string => {
  throw noTenant;
};

const thrownBy = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (thrown) {
    return thrown;
  }
};

describe('a definition whose names cannot be made', () => {
  it.each([
    ['channelName', { channelName: failing }],
    ['name', { channelName: (id: unknown) => `posts:${String(id)}`, name: failing }],
  ])(
    'is told of with what `%s` threw, where the model is asked for, and not where it is named',
    async (option, names) => {
      const post = defineModel({ ...rest, ...names });

      const definition = post('1');

      const { client } = (await openWorld()).open();
      const error = thrownBy(() => client.models.get(definition));
      expect(error).toBeInstanceOf(ModelsError);
      expect(error).toMatchObject({
        code: 'invalid-options',
        message: `unable to use a model for ("1"); its \`${option}\` threw: no tenant`,
        cause: noTenant,
      });
      await expect(definition.sync()).rejects.toBe(error);
    },
  );

  it.each([
    ['undefined', undefined],
    ['empty', ''],
    ['object', Promise.resolve('posts:1')],
  ])('is told of when `channelName` answers what is %s', (what, answer) => {
    const post = defineModel({ ...rest, channelName: (_id: unknown) => answer as string });

    expect(() => resolveModel(post('1'))).toThrow(
      `unable to use a model for ("1"); its \`channelName\` must be a string and is ${what}`,
    );
  });

  it('says of which arguments it is, whatever they are', () => {
    const post = defineModel({
      ...rest,
      sync: (_a: unknown, _b: unknown, _c: unknown, _d: unknown) => rest.sync(1),
      channelName: (..._args: [a: unknown, b: unknown, c: unknown, d: unknown]) => '',
    });

    expect(() => resolveModel(post(undefined, 1n, Symbol('s'), Object.create(null)))).toThrow(
      'unable to use a model for (undefined, 1, symbol, object); its `channelName`',
    );
  });

  it('has the same name in every render, and another one than any other that fails', () => {
    const post = defineModel({ ...rest, channelName: failing });
    const comment = defineModel({ ...rest, channelName: (_id: unknown) => '' });

    expect(post('1').name).toBe(post('1').name);
    const names = [post('1'), post('2'), comment('1'), comment('2')].flatMap(({ name, channelName }) => [
      name,
      channelName,
    ]);
    expect(new Set(names).size).toBe(4);
  });
});

describe('a definition that is asked for again', () => {
  const sync = () => Promise.resolve({ data: 0, sequenceId: '0' });
  const merge = (state: number) => state;

  it('is the same one for the same arguments, as all the cells of a table ask for it', () => {
    const post = defineModel({ channelName: (id: string) => `posts:${id}`, sync, merge });

    expect(post('1')).toBe(post('1'));
    expect(post('2')).not.toBe(post('1'));
  });

  it('is another one where its name has become another, whatever that depends on', () => {
    let tenant = 'a';
    const post = defineModel({ channelName: (id: string) => `${tenant}:posts:${id}`, sync, merge });
    const first = post('1');
    tenant = 'b';

    expect(post('1').channelName).toBe('b:posts:1');
    expect(first.channelName).toBe('a:posts:1');
  });

  it('is another one for an object, of which nobody can tell whether it has changed', () => {
    const search = defineModel({ channelName: (_query: { text: string }) => 'search', sync, merge });
    const query = { text: 'a' };

    expect(search(query)).not.toBe(search(query));
  });
});
