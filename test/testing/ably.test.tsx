import { format } from 'node:util';
import { act } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createTestModels } from 'ably-models-react/testing';
import type { Realtime } from 'ably';
import { hello, note, openPost, setTheStage } from './stage.js';

const local = '. All of Ably has a local one (ably-models-react/local-ably)';
const open = (): Realtime => createTestModels({ 'posts:1': hello }).client.ably;

describe('The Ably client of test models', () => {
  setTheStage();

  it('says what it does not have, where that is used', () => {
    const ably = open();
    const { connection, channels } = ably;
    const channel = channels.get('posts:1');
    const has = 'it has channels and a connection only';
    expect(() => ably.auth.clientId).toThrow(
      `unable to use \`auth\` of the test models' Ably client; ${has}${local}`,
    );
    for (const use of [() => ably.clientId, () => ably.time(), () => ably.push.admin])
      expect(use).toThrow(`of the test models' Ably client; ${has}`);
    expect(() => channels.getDerived('posts:1', { filter: '' })).toThrow('unable to use `getDerived`');
    expect(() => connection.ping()).toThrow(
      `unable to use \`ping\` of the test models' Ably connection; it has its state only${local}`,
    );
    for (const use of [
      () => channel.presence.enter(),
      () => channel.publish('said', 'hello'),
      () => channel.setOptions({}),
    ])
      expect(use).toThrow(
        `of the test models' Ably channel; it is attached, subscribed to and has a history only${local}`,
      );
  });

  it('is not in the way of who only looks: printers, comparisons, promises', async () => {
    const models = createTestModels({ 'posts:1': hello });
    const { ably } = models.client;
    const channel = ably.channels.get('posts:1');
    expect('presence' in channel && 'auth' in ably).toBe(true);
    for (const part of [ably, channel, ably.connection]) {
      expect(await Promise.resolve(part)).toBe(part);
      expect(part).toEqual(part);
      expect(() => expect(part).toEqual({ other: 1 })).toThrow('to deeply equal');
      expect(format('%o %j', part, null)).not.toContain('unable to');
      const enumerated: string[] = [];
      for (const name in part) enumerated.push(typeof part[name as keyof typeof part]);
      expect(enumerated).not.toEqual([]);
    }
    expect(channel.errorReason).toBeNull();
    expect(ably.connection.errorReason).toBeNull();
    await models.dispose();
  });

  it('lets a test put its own in the place of what is not there', () => {
    const ably = open();
    Object.assign(ably, { auth: { clientId: 'ada' } });
    expect(ably.auth.clientId).toBe('ada');
    expect(() => open().auth).toThrow('unable to use `auth`');
  });

  it('closes, and connects again', async () => {
    const { models, channel } = await openPost();
    const { ably } = models.client;
    act(() => {
      ably.close();
    });
    await models.settle();
    expect(note()).toContain('closed');
    expect(channel.attachments).toBe(0);
    act(() => {
      ably.connect();
    });
    await models.settle();
    expect(note()).toBe('ready connected');
    expect(channel.attachments).toBe(1);
    await models.expectNoLeaks();
  });
});
