import { useCallback, useEffect, useState } from 'react';
import { Badge } from '../ui/badge.js';
import { clientNames, type ClientKind } from '../ui/models-client.js';
import { Backstage } from './backstage.js';
import './live-sync.css';
import { MutationTimeline } from './mutation-timeline.js';
import { PersonWindow } from './person-window.js';
import type { PostMutation } from './use-post.js';
import { openWorld, type World } from './world.js';

export interface LiveSyncProps {
  /** Which models client the windows run on. */
  readonly client: ClientKind;
  /** How long a request or message takes each way, in ms. */
  readonly latencyMs: number;
}

/** Two people, one post, and everything between them, in this page. */
export function LiveSync({ client, latencyMs }: LiveSyncProps) {
  const world = useWorld(client);
  return (
    <main className="live-sync">
      <header className="live-sync__head">
        <div className="live-sync__title">
          <h1>LiveSync</h1>
          <Badge>{clientNames[client]}</Badge>
        </div>
        <p>
          Two browsers edit one post. A change shows at once where it is made; Postgres decides, its outbox
          tells Ably, and Ably tells both.
        </p>
      </header>
      {world === undefined ? (
        <p className="live-sync__starting" role="status">
          Starting Postgres in this page…
        </p>
      ) : (
        <Stage world={world} latencyMs={latencyMs} />
      )}
    </main>
  );
}

function Stage({ world, latencyMs }: { readonly world: World; readonly latencyMs: number }) {
  const [mutations, setMutations] = useState<Readonly<Record<string, readonly PostMutation[]>>>({});
  const onMutations = useCallback((who: string, made: readonly PostMutation[]) => {
    setMutations((all) => ({ ...all, [who]: made }));
  }, []);
  return (
    <>
      <div className="live-sync__windows">
        {world.people.map((person) => (
          <PersonWindow key={person.name} world={world} person={person} onMutations={onMutations} />
        ))}
      </div>
      <div className="live-sync__behind">
        <Backstage world={world} latencyMs={latencyMs} />
        <MutationTimeline mutations={mutations} />
      </div>
    </>
  );
}

/** A world for as long as the story is on screen. */
function useWorld(client: ClientKind): World | undefined {
  const [world, setWorld] = useState<World>();
  useEffect(() => {
    let left = false;
    let opening: Promise<World> | undefined;
    // Not at once: StrictMode mounts twice, and each Postgres takes a second to start.
    const timer = setTimeout(() => {
      opening = openWorld(client);
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
  }, [client]);
  return world;
}
