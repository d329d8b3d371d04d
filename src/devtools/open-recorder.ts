import type { LiveClient } from '../model/live-model.js';
import { Recorder } from './recorder.js';
import type { Command, DevtoolsSnapshot, DevtoolsSource } from './snapshot.js';

interface Shared {
  readonly recorder: Recorder;
  users: number;
}

const sharedByClient = new WeakMap<LiveClient, Shared>();

/** A source that ends. */
export interface OpenSource extends DevtoolsSource {
  /** May be called twice. */
  readonly close: () => void;
}

/** Begins to look into the models of a client; two who look share what was recorded. */
export function openRecorder(client: LiveClient): OpenSource {
  const shared = sharedByClient.get(client) ?? { recorder: new Recorder(client), users: 0 };
  const { recorder } = shared;
  sharedByClient.set(client, shared);
  if (shared.users === 0) recorder.start();
  shared.users += 1;
  let isOpen = true;
  let watched: string | undefined;
  let read:
    | { readonly version: number; readonly of: string | undefined; readonly snapshot: DevtoolsSnapshot }
    | undefined;
  return {
    subscribe: (listener) => recorder.subscribe(listener),
    getSnapshot: () => {
      if (read?.version !== recorder.version || read.of !== watched)
        read = { version: recorder.version, of: watched, snapshot: recorder.read(watched) };
      return read.snapshot;
    },
    send: (command: Command) => {
      if (!isOpen) return;
      if (command.type === 'watch') watched = command.model;
      recorder.execute(command);
    },
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      shared.users -= 1;
      if (shared.users > 0) return;
      sharedByClient.delete(client);
      recorder.stop();
    },
  };
}
