import type { ChannelListener, ChannelMessage, ChannelSource, HistoryPage } from '../../src/channel/port.js';

/** A channel that delivers whatever it is given: its history in pages, newest message first, and live messages. */
export function junkChannel(pages: readonly (readonly unknown[])[] = []) {
  const listeners = new Set<ChannelListener>();
  let requests = 0;
  const page = (index: number): Promise<HistoryPage> => {
    requests += 1;
    return Promise.resolve({
      items: (pages[index] ?? []) as readonly ChannelMessage[],
      hasNext: () => index + 1 < pages.length,
      next: () => page(index + 1),
    });
  };
  const source: ChannelSource = {
    connection: { getState: () => 'connected', observe: () => () => undefined },
    release: () => Promise.resolve(),
    open(_name, listener) {
      let isAttached = false;
      let isClosed = false;
      return {
        get attachPoints() {
          return isAttached ? 1 : 0;
        },
        get isAttached() {
          return isAttached;
        },
        async attach() {
          if (isAttached) return;
          await Promise.resolve();
          if (isClosed) return;
          isAttached = true;
          listeners.add(listener);
          listener.attached(false);
        },
        history: () => page(0),
        close() {
          isClosed = true;
          isAttached = false;
          listeners.delete(listener);
          return Promise.resolve();
        },
      };
    },
  };
  return {
    source,
    deliver: (message: unknown): void => {
      for (const listener of listeners) listener.message(message as ChannelMessage);
    },
    get requests() {
      return requests;
    },
    get listeners() {
      return listeners.size;
    },
  };
}
