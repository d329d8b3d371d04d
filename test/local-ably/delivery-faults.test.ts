import type { DeliveryFilter, LocalAbly } from 'ably-models-react/local-ably';
import { describe, expect, it, vi } from 'vitest';
import { dataOf, listen, range, startServer } from './local-server.js';
import { WAIT } from '../wait.js';

/** A server with two clients on one channel. */
async function startListening() {
  const started = await startServer();
  const { connect, local } = started;
  const [ada, bob] = [connect({ clientId: 'ada' }), connect({ clientId: 'bob' })];
  const [heardByAda, heardByBob] = [await listen(ada, 'posts'), await listen(bob, 'posts')];
  const publish = (from: number, to: number) => {
    for (const number of range(from, to)) local.publish('posts', { data: String(number) });
  };
  const hears = (messages: typeof heardByAda, data: string) =>
    vi.waitFor(() => expect(dataOf(messages).join(' ')).toBe(data), WAIT);
  return { ...started, ada, bob, heardByAda, heardByBob, publish, hears };
}

describe('delivery', () => {
  it.each<[string, string, (local: LocalAbly, which: DeliveryFilter) => void]>([
    ['loses the next message', '2 3 4 5', (local, which) => local.loseMessages('posts', which)],
    [
      'loses the next messages',
      '3 4 5',
      (local, which) => local.loseMessages('posts', { ...which, times: 2 }),
    ],
    ['repeats the next message', '1 1 2 3 4 5', (local, which) => local.duplicateMessages('posts', which)],
    [
      'repeats the next messages',
      '1 1 2 2 3 3 4 5',
      (local, which) => local.duplicateMessages('posts', { ...which, times: 3 }),
    ],
    [
      'reorders the next messages',
      '3 1 2 4 5',
      (local, which) => local.reorderMessages('posts', [2, 0, 1], which),
    ],
    [
      'holds a message back behind the three after it',
      '2 3 4 1 5',
      (local, which) => local.reorderMessages('posts', [1, 2, 3, 0], which),
    ],
    [
      'repeats one behind another and loses a third',
      '1 3 1 4 5',
      (local, which) => local.reorderMessages('posts', [0, 2, 0], which),
    ],
    [
      'does one after the other when several are ordered',
      '2 2 4 3 5',
      (local, which) => {
        local.loseMessages('posts', which);
        local.duplicateMessages('posts', which);
        local.reorderMessages('posts', [1, 0], which);
      },
    ],
  ])('%s, for one client of several, and history keeps the truth', async (_what, expected, order) => {
    const { ada, local, heardByAda, heardByBob, publish, hears } = await startListening();
    order(local, { clientId: 'ada' });
    publish(1, 5);
    await hears(heardByAda, expected);
    await hears(heardByBob, '1 2 3 4 5');
    const history = await ada.channels.get('posts').history({ direction: 'forwards' });
    expect(dataOf(history.items)).toEqual(['1', '2', '3', '4', '5']);
    const ids = new Map(history.items.map(({ data, id }) => [data as string, id]));
    for (const { data, id } of heardByAda) expect(id).toBe(ids.get(data as string));
  });

  it('is disturbed for those messages only that are meant', async () => {
    const { local, heardByAda, publish, hears } = await startListening();
    local.loseMessages('posts', { where: ({ data }) => data === '3' });
    local.reorderMessages('posts', [1, 0], { clientId: 'ada', where: ({ data }) => Number(data) % 2 === 0 });
    publish(1, 6);
    await hears(heardByAda, '1 4 2 5 6');
  });

  it('is disturbed for different clients side by side', async () => {
    const { local, heardByAda, heardByBob, publish, hears } = await startListening();
    local.loseMessages('posts', { clientId: 'ada' });
    local.duplicateMessages('posts', { clientId: 'bob' });
    publish(1, 2);
    await hears(heardByAda, '2');
    await hears(heardByBob, '1 1 2');
  });

  it('counts messages that were published together as one', async () => {
    const { local, heardByAda, hears } = await startListening();
    local.loseMessages('posts');
    local.publish('posts', [{ data: '1' }, { data: '2' }]);
    local.publish('posts', { data: '3' });
    await hears(heardByAda, '3');
  });

  it('counts whether anybody is attached or not', async () => {
    const { connect, local } = await startServer();
    local.loseMessages('posts');
    local.publish('posts', { data: '1' });
    const heard = await listen(connect(), 'posts');
    local.publish('posts', { data: '2' });
    await vi.waitFor(() => expect(dataOf(heard)).toEqual(['2']), WAIT);
  });

  it('gives who resumes the true order, each message once, though one is held back', async () => {
    const { ada, local, heardByAda, publish, hears } = await startListening();
    publish(1, 1);
    await hears(heardByAda, '1');
    local.reorderMessages('posts', [1, 0]);
    publish(2, 2);
    const resumed = ada.channels.get('posts').once('attached');
    local.dropConnections({ clientId: 'ada' });
    await expect(resumed).resolves.toMatchObject({ resumed: true });
    await hears(heardByAda, '1 2');
    publish(3, 3);
    await hears(heardByAda, '1 2 3');
  });

  it('does not repeat live, when it comes at last, what was history at the attach', async () => {
    const { connect, local, publish } = await startListening();
    local.reorderMessages('posts', [1, 0]);
    publish(1, 1);
    const eve = connect();
    const heard = await listen(eve, 'posts');
    publish(2, 3);
    await vi.waitFor(() => expect(dataOf(heard)).toEqual(['2', '3']), WAIT);
    const before = await eve.channels.get('posts').history({ untilAttach: true });
    expect(dataOf(before.items)).toEqual(['1']);
  });

  it('keeps what is held back for a client that only changes its options', async () => {
    const { ada, local, heardByAda, publish, hears } = await startListening();
    local.reorderMessages('posts', [1, 0]);
    publish(1, 1);
    await ada.channels.get('posts').setOptions({ modes: ['SUBSCRIBE', 'PUBLISH'] });
    publish(2, 2);
    await hears(heardByAda, '2 1');
  });

  it('is well again when the faults are ended, and what was held back comes', async () => {
    const { local, heardByAda, heardByBob, publish, hears } = await startListening();
    local.loseMessages('posts', { clientId: 'bob', times: Infinity });
    local.reorderMessages('posts', [2, 1, 0, 0], { clientId: 'ada' });
    publish(1, 2);
    local.endFaults();
    publish(3, 3);
    await hears(heardByAda, '2 1 1 3');
    await hears(heardByBob, '3');
  });

  it.each<[string, (local: LocalAbly) => void]>([
    ['times', (local) => local.loseMessages('posts', { times: 0 })],
    ['times', (local) => local.duplicateMessages('posts', { times: 1.5 })],
    ['order', (local) => local.reorderMessages('posts', [0, -1])],
    ['order', (local) => local.reorderMessages('posts', [0, Infinity])],
  ])('refuses %s that are none', async (name, order) => {
    const { local } = await startServer();
    expect(() => order(local)).toThrow(RangeError);
    expect(() => order(local)).toThrow(`unable to set ${name}; `);
  });
});
