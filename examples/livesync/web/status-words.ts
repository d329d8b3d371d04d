import type { ModelStatusResult } from 'ably-models-react';

export type Tone = 'good' | 'caution' | 'bad';

/** A sentence for the status line, and what to think of it. */
export interface Words {
  readonly tone: Tone;
  readonly text: string;
}

interface Circumstances {
  readonly isOffline: boolean;
  /** What is wrong with the server. */
  readonly trouble: string | undefined;
}

/** How it goes with the connection, in words. */
export function connectionInWords(connection: string, { isOffline, trouble }: Circumstances): Words {
  if (isOffline) return { tone: 'caution', text: 'Offline, by the switch' };
  if (connection === 'failed') return { tone: 'bad', text: 'Ably does not let you in' };
  if (trouble !== undefined) return { tone: 'bad', text: trouble };
  if (connection === 'connected') return { tone: 'good', text: 'Connected' };
  if (connection === 'disconnected' || connection === 'suspended')
    return { tone: 'caution', text: 'Not connected. Trying again' };
  return { tone: 'caution', text: 'Connecting' };
}

/** Whether the project on the screen is how it is, in words. */
export function modelInWords({
  state,
  isStale,
  error,
}: Pick<ModelStatusResult, 'state' | 'isStale' | 'error'>): Words {
  if (error?.code === 'capability-denied') return { tone: 'bad', text: 'You may not follow this project' };
  if (state === 'errored') return { tone: 'bad', text: 'It stands still' };
  if (state === 'paused') return { tone: 'caution', text: 'Paused while nobody looks' };
  if (isStale) return { tone: 'caution', text: 'May be behind' };
  return state === 'ready' ? { tone: 'good', text: 'Up to date' } : { tone: 'caution', text: 'Catching up' };
}

/** How much is still to be sent, in words. */
export function outboxInWords(waiting: number, unsaved: number): Words {
  if (waiting === 0) return { tone: 'good', text: 'All is sent' };
  const text = waiting === 1 ? '1 change waits to be sent' : `${waiting} changes wait to be sent`;
  return { tone: 'caution', text: unsaved === 0 ? text : `${text}, not all of them are kept yet` };
}
