import type SdkModelsClient from '@ably-labs/models';
import { ModelsClient } from 'ably-models-react';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { liveClient } from '../../src/client/live-client.js';
import { toLiveClient, type ProvidedClient } from '../../src/react/to-live-client.js';
import { CHANNEL, WAIT } from '../model/world.js';
import { definition, openWorld } from './world.js';

describe('the clients that can provide models', () => {
  it('are those of both packages, by type', () => {
    expectTypeOf<ModelsClient>().toExtend<ProvidedClient>();
    expectTypeOf<SdkModelsClient>().toExtend<ProvidedClient>();
  });

  it('give the same port each time', async () => {
    const { open, connect } = await openWorld();
    const { sdk } = await open();
    const own = new ModelsClient({ ably: connect() });

    expect(toLiveClient(sdk)).toBe(toLiveClient(sdk));
    expect(toLiveClient(own)).toBe(own[liveClient]);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an ably client', { connection: {}, channels: {} }],
    ['an SDK client without a connection', { ably: null, models: { get: () => undefined } }],
    ['an SDK client without models', { ably: {}, models: {} }],
  ])('are not %s', (_, client) => {
    expect(() => toLiveClient(client as never)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message:
          'unable to provide models; `client` must be a ModelsClient, of ably-models-react or of @ably-labs/models',
      }) as Error,
    );
  });
});

describe('a client of @ably-labs/models', () => {
  it('knows its models by name, and makes none when it is only asked', async () => {
    const { open } = await openWorld();
    const { client } = await open();

    expect(client.peek(CHANNEL)).toBeUndefined();
    const model = client.get(definition);

    expect(client.peek(CHANNEL)).toBe(model);
    expect(client.get(definition)).toBe(model);
  });

  it('refuses one name for two channels', async () => {
    const { open } = await openWorld();
    const { client } = await open();
    client.get(definition);

    expect(() => client.get({ ...definition, channelName: 'posts:2' })).toThrow(
      `unable to get model "${CHANNEL}" on channel "posts:2"; a model of that name is on channel "${CHANNEL}". ` +
        'Give one of them another `name`',
    );
  });

  it('refuses two names on one channel, which the SDK cannot have', async () => {
    const { open } = await openWorld();
    const { client } = await open();
    client.get(definition);

    expect(() => client.get({ ...definition, name: 'comments' })).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message:
          `unable to get model "comments" on channel "${CHANNEL}"; a ModelsClient of @ably-labs/models has one model ` +
          `a channel, and there it is "${CHANNEL}". The ModelsClient of ably-models-react takes any number`,
      }) as Error,
    );
  });

  it('shows the state of its connection', async () => {
    const { open } = await openWorld();
    const { client, ably } = await open();
    await ably.connection.whenState('connected');
    const changed = vi.fn();
    const stop = client.connection.observe(changed);

    ably.close();
    await ably.connection.whenState('closed');

    expect(client.connection.getState()).toBe('closed');
    await vi.waitFor(() => expect(changed).toHaveBeenCalled(), WAIT);
    stop();
    stop();
  });
});
