import { useEffect, useState } from 'react';
import type { ClientKind } from './models-client.js';

/**
 * What a story plays with, for as long as it is on screen.
 *
 * @param open must stay the same from one render to the next
 */
export function useWorld<World extends { close(): unknown }>(
  open: (kind: ClientKind) => World | Promise<World>,
  kind: ClientKind,
): World | undefined {
  const [world, setWorld] = useState<World>();
  useEffect(() => {
    let left = false;
    let opening: Promise<World> | undefined;
    // Not at once: StrictMode mounts twice, and would open two connections, or start two databases.
    const timer = setTimeout(() => {
      opening = Promise.resolve(open(kind));
      void opening.then((opened) => {
        if (!left) setWorld(opened);
      });
    });
    return () => {
      left = true;
      clearTimeout(timer);
      setWorld(undefined);
      void opening?.then((opened) => opened.close());
    };
  }, [open, kind]);
  return world;
}
