import type { ChannelListener, ChannelSession, ChannelSource, HistoryPage } from '../../src/channel/port.js';
import type { SimulatedAbly } from '../schedules/simulated-ably.js';
import type { Life } from './life.js';

/** A tab's connection to Ably, each of whose calls and messages is a step of its life. */
export function countedChannels(ably: SimulatedAbly, life: Life): ChannelSource {
  const call = <Value>(name: string, act: () => Promise<Value>): Promise<Value> => {
    let answer = new Promise<Value>(() => undefined);
    life.step(name, () => {
      answer = life.relay(act());
    });
    return answer;
  };
  const readPage = async (read: () => Promise<HistoryPage>): Promise<HistoryPage> => {
    const page = await call('channel.history', read);
    return { items: page.items, hasNext: () => page.hasNext(), next: () => readPage(() => page.next()) };
  };

  const listenFor = (listener: ChannelListener): ChannelListener => ({
    message: (message) => life.step('channel.message', () => listener.message(message)),
    attached: (gap) => life.step('channel.attached', () => listener.attached(gap)),
    away: () => life.step('channel.away', () => listener.away()),
    lost: (error) => life.step('channel.lost', () => listener.lost(error)),
  });

  const open = (name: string, listener: ChannelListener): ChannelSession => {
    const session = ably.open(name, listenFor(listener));
    return {
      get attachPoints() {
        return session.attachPoints;
      },
      get isAttached() {
        return session.isAttached;
      },
      attach: () => call('channel.attach', () => session.attach()),
      history: (options) => readPage(() => session.history(options)),
      close: () => call('channel.detach', () => session.close()),
    };
  };

  return {
    connection: {
      getState: () => ably.connection.getState(),
      observe: (listener) => ably.connection.observe(() => life.step('connection.changed', listener)),
    },
    open,
    release: () => ably.release(),
  };
}
