import type { ChannelListener, ChannelSession, ChannelSource, HistoryPage } from '../../src/channel/port.js';
import type { Life } from './life.js';

export interface CountedChannels extends ChannelSource {
  /** Lets go of everything, as the browser does when the tab is gone. */
  cut(): void;
}

const never = new Promise<never>(() => undefined);

const deadSession: ChannelSession = {
  attachPoints: 0,
  isAttached: false,
  attach: () => never,
  history: () => never,
  close: () => never,
};

/** A tab's connection to Ably, each of whose calls and messages is a step of its life. */
export function countedChannels(ably: ChannelSource, life: Life): CountedChannels {
  const sessions = new Map<ChannelSession, string>();
  const observers = new Set<() => void>();

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
    // What was under way in a tab that is gone comes to nothing.
    if (life.isOver) return deadSession;
    const session = ably.open(name, listenFor(listener));
    sessions.set(session, name);
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
      observe: (listener) => {
        const stop = ably.connection.observe(() => life.step('connection.changed', listener));
        observers.add(stop);
        return () => {
          observers.delete(stop);
          stop();
        };
      },
    },
    open,
    release: (name) => ably.release(name),
    cut() {
      for (const stop of observers) stop();
      for (const [session, name] of sessions) void session.close().then(() => ably.release(name));
    },
  };
}
