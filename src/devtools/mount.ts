import type { LiveClient } from '../model/live-model.js';
import { openRecorder, type OpenSource } from './open-recorder.js';
import { createShadow } from './shadow.js';

/** What is there while the devtools are mounted. */
export interface Mounted {
  readonly source: OpenSource;
  /** Where the application's styles do not reach. */
  readonly root: ShadowRoot;
}

/** Mounts with the first subscription, which React makes in an effect, and leaves nothing behind at its end. */
export function createMount(client: LiveClient) {
  let mounted: Mounted | undefined;
  return {
    getSnapshot: () => mounted,
    subscribe: (listener: () => void) => {
      const { root, remove } = createShadow();
      const source = openRecorder(client);
      mounted = { source, root };
      // React 17 reads the snapshot before it subscribes, and not after.
      listener();
      return () => {
        mounted = undefined;
        source.close();
        remove();
      };
    },
  };
}
