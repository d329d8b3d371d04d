import { useOutbox } from 'ably-models-react/persist';
import { useMemo } from 'react';
import { channelOf, type Change } from '../shared/tracker.js';
import { isOffline } from './offline.js';
import { useValue } from './value.js';
import { idsOf } from './words.js';

export type Pending = 'waiting' | 'sending';

/** What of a project the server does not have yet, by the ids of issues and comments; from all tabs. */
export function usePending(projectId: string): ReadonlyMap<string, Pending> {
  const { queue } = useOutbox();
  const offline = useValue(isOffline);
  return useMemo(() => {
    const pending = new Map<string, Pending>();
    for (const { model, event, status } of queue) {
      if (model !== channelOf(projectId)) continue;
      // One that was tried before the connection went is being sent, to the outbox; to the eye it waits.
      const how = status === 'waiting' || offline ? 'waiting' : 'sending';
      for (const id of idsOf(event as Change)) if (pending.get(id) !== 'waiting') pending.set(id, how);
    }
    return pending;
  }, [queue, offline, projectId]);
}
