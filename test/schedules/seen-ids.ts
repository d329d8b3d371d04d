import type { ChannelSource, HistoryPage } from '../../src/channel/port.js';

/** Notes the ids of all messages that a client hears or reads. */
export function noteIds(source: ChannelSource, seen: Set<unknown>): ChannelSource {
  const notePage = (page: HistoryPage): HistoryPage => {
    for (const { id } of page.items) seen.add(id);
    return {
      items: page.items,
      hasNext: () => page.hasNext(),
      next: async () => notePage(await page.next()),
    };
  };
  return {
    connection: source.connection,
    release: (name) => source.release(name),
    open(name, listener) {
      const session = source.open(name, {
        message(message) {
          seen.add(message.id);
          listener.message(message);
        },
        attached: (gap) => listener.attached(gap),
        away: () => listener.away(),
        lost: (error) => listener.lost(error),
      });
      return {
        get attachPoints() {
          return session.attachPoints;
        },
        get isAttached() {
          return session.isAttached;
        },
        attach: () => session.attach(),
        history: async (options) => notePage(await session.history(options)),
        close: () => session.close(),
      };
    },
  };
}
