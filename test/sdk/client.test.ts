import { ModelsClient } from 'ably-models-react';
import { adaptSdkClient } from 'ably-models-react/sdk';
import { describe, expect, it, vi } from 'vitest';
import { liveClient } from '../../src/client/live-client.js';
import { toLiveClient } from '../../src/react/to-live-client.js';
import { CHANNEL, WAIT } from '../model/world.js';
import { definition, openWorld } from './world.js';

describe('the clients that can provide models', () => {
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
    ['a client of @ably-labs/models as it was made', sdkShaped()],
  ])('are not %s', (_, client) => {
    expect(() => toLiveClient(client as never)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message:
          'unable to provide models; `client` must be a ModelsClient of ably-models-react. For one of @ably-labs/models, ' +
          "`import { adaptSdkClient } from 'ably-models-react/sdk'` and provide `adaptSdkClient(client)`",
      }) as Error,
    );
  });
});

describe('adaptSdkClient', () => {
  it('gives the very same client back, which a provider takes from then on', async () => {
    const { openRaw } = await openWorld();
    const { raw, ably } = await openRaw();
    expect(() => toLiveClient(raw as never)).toThrow('`adaptSdkClient(client)`');

    const adapted = adaptSdkClient(raw);

    expect(adapted).toBe(raw);
    expect(toLiveClient(adapted).connection.getState()).toBe(ably.connection.state);
  });

  it('gives nothing to a copy of the client, which is another client', async () => {
    const { open } = await openWorld();
    const { sdk } = await open();

    expect(() => toLiveClient(Object.assign({}, sdk))).toThrow('`adaptSdkClient(client)`');
  });

  it('changes nothing the second time: the models of a client stay its models', async () => {
    const { open } = await openWorld();
    const { sdk, client } = await open();
    const model = client.get(definition);

    expect(adaptSdkClient(sdk)).toBe(sdk);
    expect(toLiveClient(sdk)).toBe(client);
    expect(toLiveClient(sdk).peek(CHANNEL)).toBe(model);
  });

  it('leaves a client of this package as it is', async () => {
    const { connect } = await openWorld();
    const own = new ModelsClient({ ably: connect() });
    const port = own[liveClient];

    expect(adaptSdkClient(own as never)).toBe(own);
    expect(own[liveClient]).toBe(port);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'client'],
    ['an ably client', { connection: {}, channels: {} }],
    ['a client without a connection', { ...sdkShaped(), ably: null }],
    ['a client without models', { ...sdkShaped(), models: {} }],
  ])('refuses %s', (_, client) => {
    expect(() => adaptSdkClient(client as never)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: 'unable to adapt the client; it must be a ModelsClient of @ably-labs/models',
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

/** Without a connection that would have to be closed. */
function sdkShaped() {
  return { ably: {}, models: { get: () => undefined } };
}
