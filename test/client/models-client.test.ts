import { ModelsClient, type ModelsClientOptions } from 'ably-models-react';
import { describe, expect, it, vi } from 'vitest';
import { liveClient } from '../../src/client/live-client.js';
import { openWorld, synced } from '../model/world.js';

const merge = (log: string[]) => log;
const sync = () => Promise.resolve(synced([1]));

describe('models.get', () => {
  it('gives the same model for the same name, and another for another', async () => {
    const { client } = (await openWorld()).open();
    const model = client.models.get({ channelName: 'posts:1', sync, merge });

    expect(client.models.get({ channelName: 'posts:1', sync, merge })).toBe(model);
    expect(client.models.get({ channelName: 'posts:1', name: 'likes', sync, merge })).not.toBe(model);
    expect(client.models.get({ channelName: 'posts:2', sync, merge })).not.toBe(model);
  });

  it('starts nothing', async () => {
    const { local, open } = await openWorld();
    const { client } = open();
    const spy = vi.fn(sync);
    const model = client.models.get({ channelName: 'posts:1', sync: spy, merge });

    expect(model.state).toBe('initialized');
    expect(spy).not.toHaveBeenCalled();
    expect(local.attachments('posts:1')).toBe(0);
  });

  it('lets go of the very model that it is told to, and not of a fresh one under its name', async () => {
    const { client } = (await openWorld()).open();
    const spec = { channelName: 'posts:1', sync, merge };
    const before = client.models.get(spec);
    await before.dispose();
    const fresh = client.models.get(spec);

    await client[liveClient].release(before);

    expect(fresh.state).toBe('initialized');
    expect(client.models.get(spec)).toBe(fresh);
  });

  it('hands the parameters of sync() to the sync function', async () => {
    const { client } = (await openWorld()).open();
    const spy = vi.fn((id: string, limit: number) => Promise.resolve(synced([`${id}${limit}`], 1)));
    const model = client.models.get({ channelName: 'posts:1', sync: spy, merge });

    await model.sync('a', 7);

    expect(spy).toHaveBeenCalledWith('a', 7);
    await model.dispose();
  });

  it('refuses a name that is taken by a model on another channel', async () => {
    const { client } = (await openWorld()).open();
    client.models.get({ channelName: 'posts:1', name: 'post', sync, merge });

    expect(() => client.models.get({ channelName: 'posts:2', name: 'post', sync, merge })).toThrow(
      'unable to get model "post" on channel "posts:2"; a model of that name is on channel "posts:1"',
    );
  });

  it.each([
    ['a channel name that is no string', { channelName: 7, sync, merge }, /`channelName` must be a string/],
    [
      'an empty channel name',
      { channelName: '', sync, merge },
      /`channelName` must be a string and is empty/,
    ],
    ['no sync', { channelName: 'posts:1', merge }, /`sync` must be a function/],
    ['no merge', { channelName: 'posts:1', sync }, /`merge` must be/],
    [
      'an option that is no option',
      { channelName: 'posts:1', sync, merge, merg: 1 },
      /`merg` is not an option/,
    ],
  ])('refuses %s', async (_, spec, message) => {
    const { client } = (await openWorld()).open();

    expect(() =>
      client.models.get(spec as unknown as { channelName: string; sync: typeof sync; merge: typeof merge }),
    ).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: expect.stringMatching(message) as string,
      }) as Error,
    );
  });
});

describe('the options', () => {
  const ably = { connection: {}, channels: {} };

  it.each([
    [null, /options must be an object/],
    [{}, /`ably` must be a Realtime client/],
    [{ ably, sync: 1 }, /`sync` is not an option, known are `ably`/],
    [{ ably, syncOptions: { pageSize: 1 } }, /with `syncOptions`; `pageSize` is not an option/],
    [
      { ably, syncOptions: { historyPageSize: 1001 } },
      /`syncOptions.historyPageSize` must be an integer from 1 to 1000, not 1001/,
    ],
    [{ ably, syncOptions: { messageRetentionPeriod: '3h' } }, /'2m', '24h' or '72h', not 3h/],
    [{ ably, syncOptions: { retryStrategy: 'often' } }, /`syncOptions.retryStrategy` must be/],
    [{ ably, syncOptions: { timeout: 0 } }, /`syncOptions.timeout` must be a positive number/],
    [{ ably, eventBufferOptions: { bufferMs: -1 } }, /`eventBufferOptions.bufferMs` must be/],
    [
      { ably, eventBufferOptions: { eventOrderer: 1 } },
      /`eventBufferOptions.eventOrderer` must be a function/,
    ],
    [{ ably, optimisticEventOptions: { timeout: Number.NaN } }, /`optimisticEventOptions.timeout` must be/],
  ])('%j are refused by name', (options, message) => {
    expect(() => new ModelsClient(options as unknown as ModelsClientOptions)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: expect.stringMatching(message) as string,
      }) as Error,
    );
  });

  it('let a logger hear what a log level lets through', async () => {
    const { open } = await openWorld();
    const logger = { debug: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const { client } = open({ logger, logLevel: 'error', syncOptions: { retryStrategy: -1 } });
    const model = client.models.get({
      channelName: 'posts:1',
      sync: () => Promise.reject(new Error('no')),
      merge,
    });

    await expect(model.sync()).rejects.toThrow('no');

    expect(logger.debug).not.toHaveBeenCalled();
    expect(logger.error).toHaveBeenCalledOnce();
    await model.dispose();
  });

  it('are silent by default', async () => {
    const { open } = await openWorld();
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { client } = open({ syncOptions: { retryStrategy: -1 } });
    const model = client.models.get({
      channelName: 'posts:1',
      sync: () => Promise.reject(new Error('no')),
      merge,
    });

    await expect(model.sync()).rejects.toThrow('no');

    expect(error).not.toHaveBeenCalled();
    await model.dispose();
  });
});
