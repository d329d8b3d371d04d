import type { MutationEnd } from './entry.js';

/** What the tabs of one user tell each other. */
export type TabMessage =
  /** The queue is another one. */
  | { readonly type: 'changed' }
  /** A mutation has ended, and is no longer in the queue. */
  | { readonly type: 'ended'; readonly mutationId: string; readonly end: MutationEnd; readonly why?: string }
  /** `isAnswer`: to who is new, and to nobody who has heard what came after. */
  | { readonly type: 'paused'; readonly isPaused: boolean; readonly isAnswer?: true }
  /** There is a new tab, which does not know yet whether the outbox is paused. */
  | { readonly type: 'hello' }
  /** Everything was forgotten. */
  | { readonly type: 'cleared' };

/** Reaches the other tabs of the same user. */
export interface Bus {
  post(message: TabMessage): void;
  listen(listener: (message: TabMessage) => void): void;
  close(): void;
}

/** Chooses one tab. */
export interface Leadership {
  /** Calls back once this tab is the one. The returned function gives that up, or ends the wait. */
  campaign(elected: () => void): () => void;
}

/**
 * On a server there is no storage that others could have written to, and yet a channel and locks, between all of its
 * threads: the channel would keep the process from ending.
 */
const isAnythingShared = () => typeof indexedDB !== 'undefined';

export function createBus(name: string): Bus {
  if (typeof BroadcastChannel === 'undefined' || !isAnythingShared())
    return { post: () => undefined, listen: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(name);
  let isClosed = false;
  return {
    post: (message) => {
      // What was on its way to the storage is told of when it is there, which may be after the end; a closed channel throws.
      if (!isClosed) channel.postMessage(message);
    },
    listen: (listener) => {
      channel.onmessage = ({ data }: MessageEvent<TabMessage>) => listener(data);
    },
    close: () => {
      isClosed = true;
      channel.close();
    },
  };
}

/** By the Web Locks API: the browser gives the lock of a tab that is gone to the next. */
export function createLeadership(name: string): Leadership {
  return {
    campaign(elected) {
      if (!isAnythingShared()) return () => undefined;
      const locks = typeof navigator === 'undefined' ? undefined : (navigator as Partial<Navigator>).locks;
      if (locks === undefined) {
        // Each tab sends then, and the mutation id makes the second send harmless.
        elected();
        return () => undefined;
      }
      const end = new AbortController();
      let giveUp = () => undefined as void;
      const term = new Promise<void>((resolve) => (giveUp = resolve));
      const { signal } = end;
      locks
        .request(name, { signal }, () => {
          if (signal.aborted) return undefined;
          elected();
          return term;
        })
        .catch(() => {
          // Not chosen before it gave up. A document that may not have locks sends by itself.
          if (!signal.aborted) elected();
        });
      return () => {
        end.abort();
        giveUp();
      };
    },
  };
}
