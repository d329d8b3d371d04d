import { setImmediate } from 'node:timers/promises';
import type { Realtime } from 'ably';
import { ModelsClient, type Model } from 'ably-models-react';
import { describe, expect, it, vi } from 'vitest';
import { appendEvent, CHANNEL, openWorld, shows, synced, untilConnected, WAIT, type Log } from './world.js';

const namesOf = (ably: Realtime) => Object.keys(ably.channels.all);

const logOn = (
  client: ModelsClient,
  channelName = CHANNEL,
  name = channelName,
  sync: () => Promise<{ data: Log; sequenceId: string | number }> = () => Promise.resolve(synced([], '0')),
): Model<Log, []> => client.models.get({ channelName, name, sync, merge: appendEvent });

describe('a model that is disposed of', () => {
  it('leaves nothing of its channel in the Ably client', async () => {
    const { local, openModel } = await openWorld();
    const { model, ably } = openModel(() => synced([], '0'));
    await model.sync();

    await model.dispose();

    expect(namesOf(ably)).toEqual([]);
    expect(local.attachments(CHANNEL)).toBe(0);
  });

  it('leaves nothing behind of any of two hundred, one after the other', async () => {
    const { local, open } = await openWorld();
    const { ably, client } = open();
    for (let visited = 0; visited < 200; visited += 1) {
      const model = logOn(client, `posts:${visited}`);
      await model.sync();
      await model.dispose();
    }

    expect(namesOf(ably)).toEqual([]);
    expect(local.attachments('posts:199')).toBe(0);
  });

  it('leaves nothing behind while it is paused, or when its pause is not through yet', async () => {
    const { open } = await openWorld();
    const { ably, client } = open();
    const paused = logOn(client, 'paused');
    const pausing = logOn(client, 'pausing');
    await Promise.all([paused.sync(), pausing.sync()]);
    await paused.pause();
    expect(namesOf(ably)).toEqual(['paused', 'pausing']);

    void pausing.pause();
    await Promise.all([paused.dispose(), pausing.dispose()]);

    expect(namesOf(ably)).toEqual([]);
  });

  it('leaves nothing behind before it has attached, or while it does', async () => {
    const { local, open } = await openWorld();
    const { ably, client } = open();
    await untilConnected(ably);
    const model = logOn(client);
    void model.sync().catch(() => undefined);
    await model.dispose();
    expect(namesOf(ably)).toEqual([]);

    const attaching = logOn(client, CHANNEL, CHANNEL, () => new Promise(() => undefined));
    void attaching.sync().catch(() => undefined);
    await ably.channels.get(CHANNEL).once('attaching');
    await attaching.dispose();

    expect(namesOf(ably)).toEqual([]);
    expect(local.attachments(CHANNEL)).toBe(0);
  });

  it('leaves nothing behind when its channel had failed', async () => {
    const { local, openModel } = await openWorld();
    const { model, ably } = openModel(() => synced([], '0'));
    await model.sync();
    void model.pause();
    local.failChannel(CHANNEL);
    await ably.channels.get(CHANNEL).whenState('failed');

    await model.dispose();

    expect(namesOf(ably)).toEqual([]);
  });

  it('leaves nothing behind while the connection is closed', async () => {
    const { openModel } = await openWorld();
    const { model, ably } = openModel(() => synced([], '0'));
    await model.sync();
    ably.close();
    await ably.connection.whenState('closed');

    await model.dispose();

    expect(namesOf(ably)).toEqual([]);
  });

  it('leaves nothing behind on the server either when the connection is away, and comes back', async () => {
    const { local, openModel } = await openWorld();
    const { model, ably } = openModel(() => synced([], '0'));
    await model.sync();
    local.refuseConnections(true);
    local.dropConnections();
    await vi.waitFor(() => expect(ably.connection.state).not.toBe('connected'), WAIT);

    await model.dispose();
    expect(namesOf(ably)).toEqual([]);
    local.refuseConnections(false);
    await untilConnected(ably);
    await ably.connection.ping();

    expect(local.attachments(CHANNEL)).toBe(0);
  });

  it('leaves nothing behind when the connection is suspended while it lets go', async () => {
    const { local, open } = await openWorld({ connectionStateTtl: 30 });
    const { ably, client } = open();
    const model = logOn(client);
    await model.sync();
    local.refuseConnections(true);
    local.dropConnections();

    const disposing = model.dispose();
    expect(ably.channels.get(CHANNEL).state).toBe('detaching');
    await ably.connection.whenState('suspended');
    await disposing;
    expect(namesOf(ably)).toEqual([]);
    local.refuseConnections(false);
    await untilConnected(ably);
    await ably.connection.ping();

    expect(local.attachments(CHANNEL)).toBe(0);
  });
});

describe('a channel that is not for the model to release', () => {
  it('is the one that the application made, attached or not', async () => {
    const { local, open } = await openWorld();
    const { ably, client } = open();
    const channel = ably.channels.get(CHANNEL);
    const model = logOn(client);
    await model.sync();

    await model.dispose();

    expect(ably.channels.all[CHANNEL]).toBe(channel);
    expect(channel.state).toBe('detached');
    expect(local.attachments(CHANNEL)).toBe(0);
  });

  it.each([
    ['for every state', (channel, listener) => channel.on(listener)],
    ['for one state', (channel, listener) => channel.on('attached', listener)],
    ['for once', (channel, listener) => channel.once('attached', listener)],
  ] satisfies [string, (channel: ReturnType<Realtime['channels']['get']>, listener: () => void) => void][])(
    'is one whose state the application listens to, %s',
    async (_, listen) => {
      const { open } = await openWorld();
      const { ably, client } = open();
      const model = logOn(client);
      await model.sync();
      const channel = ably.channels.get(CHANNEL);
      const heard = vi.fn();
      listen(channel, heard);

      await model.dispose();
      expect(ably.channels.all[CHANNEL]).toBe(channel);
      await channel.attach();

      expect(heard).toHaveBeenCalled();
    },
  );

  it('is one that the application has attached meanwhile', async () => {
    const { publish, open } = await openWorld();
    const { ably, client } = open();
    const model = logOn(client);
    await model.sync();
    const channel = ably.channels.get(CHANNEL);
    const heard: unknown[] = [];

    const disposing = model.dispose();
    // Fails, since Ably has the answer to the detach end an attach that overtakes it.
    await channel.subscribe(({ id }) => heard.push(id)).catch(() => undefined);
    await disposing;
    expect(ably.channels.all[CHANNEL]).toBe(channel);
    await channel.attach();
    publish(1);

    await vi.waitFor(() => expect(heard).toEqual(['1']), WAIT);
  });

  it('is one that another model uses, until that one is disposed of as well', async () => {
    const { local, publish, open } = await openWorld();
    const { ably, client } = open();
    const [model, other] = [logOn(client), logOn(client, CHANNEL, 'other')];
    await Promise.all([model.sync(), other.sync()]);

    await model.dispose();
    publish(1);
    await shows(other, [1]);
    expect(namesOf(ably)).toEqual([CHANNEL]);

    await other.dispose();
    expect(namesOf(ably)).toEqual([]);
    expect(local.attachments(CHANNEL)).toBe(0);
  });

  it('is one that a model of another client on the same connection uses', async () => {
    const { publish, open } = await openWorld();
    const { ably, client } = open();
    const [model, other] = [logOn(client), logOn(new ModelsClient({ ably }))];
    await Promise.all([model.sync(), other.sync()]);

    await model.dispose();
    publish(1);

    await shows(other, [1]);
    await other.dispose();
    expect(namesOf(ably)).toEqual([]);
  });
});

describe('a model whose channel was released by another', () => {
  it('resumes on a new one, hears it, and leaves nothing behind', async () => {
    const { local, publish, open } = await openWorld();
    const { ably, client } = open();
    const [paused, other] = [logOn(client), logOn(client, CHANNEL, 'other')];
    await Promise.all([paused.sync(), other.sync()]);
    publish(1);
    await shows(paused, [1]);
    await paused.pause();
    await other.dispose();
    expect(namesOf(ably)).toEqual([]);
    publish(2);

    await paused.resume();
    publish(3);

    await shows(paused, [1, 2, 3]);
    await paused.dispose();
    expect(namesOf(ably)).toEqual([]);
    expect(local.attachments(CHANNEL)).toBe(0);
  });

  it('does not take for its own what the application has made there meanwhile', async () => {
    const { open } = await openWorld();
    const { ably, client } = open();
    const [paused, other] = [logOn(client), logOn(client, CHANNEL, 'other')];
    await Promise.all([paused.sync(), other.sync()]);
    await paused.pause();
    await other.dispose();
    const channel = ably.channels.get(CHANNEL);

    await paused.resume();
    await paused.dispose();

    expect(ably.channels.all[CHANNEL]).toBe(channel);
  });
});

describe('a model that is asked for again while the one before it lets go', () => {
  it('never loses an event', async () => {
    const { local, publish, open } = await openWorld();
    const { ably, client } = open();
    let model = logOn(client);
    await model.sync();

    for (let round = 1; round <= 100; round += 1) {
      const disposing = model.dispose();
      // At each stage of the disposal, from the same tick on to when it is through.
      for (let turn = round % 10; turn > 0; turn -= 1) await (turn > 5 ? setImmediate() : undefined);
      model = logOn(client);
      const syncing = model.sync();
      publish(round);
      await Promise.all([disposing, syncing]);
      publish(`${round}.5`);
      await vi.waitFor(
        () => expect(model.data.confirmed?.slice(-2)).toEqual([`${round}`, `${round}.5`]),
        WAIT,
      );
      expect(ably.channels.all[CHANNEL]?.state).toBe('attached');
    }

    await model.dispose();
    expect(namesOf(ably)).toEqual([]);
    expect(local.attachments(CHANNEL)).toBe(0);
  });
});
