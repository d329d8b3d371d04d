import { useCallback, useState } from 'react';
import { isAblyLocal } from '../ui/ably.js';
import { clientNames, type ClientKind } from '../ui/models-client.js';
import { Page } from '../ui/page.js';
import { useWorld } from '../ui/use-world.js';
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

const intro =
  'Two browsers edit one post. A change shows at once where it is made; Postgres decides, its outbox tells Ably, and Ably tells both.';

const onAblyItself =
  'It runs on Ably itself, with your key: only the local Ably drops connections and delays messages on demand.';

/** Two people, one post, and everything between them, in this page. */
export function LiveSync({ client, latencyMs }: LiveSyncProps) {
  const world = useWorld(openWorld, client);
  return (
    <Page
      title="LiveSync"
      badge={clientNames[client]}
      intro={isAblyLocal ? intro : `${intro} ${onAblyItself}`}
    >
      {world === undefined ? (
        <p className="page__starting" role="status">
          Starting Postgres in this page…
        </p>
      ) : (
        <Stage world={world} latencyMs={latencyMs} />
      )}
    </Page>
  );
}

function Stage({ world, latencyMs }: { readonly world: World; readonly latencyMs: number }) {
  const [mutations, setMutations] = useState<Readonly<Record<string, readonly PostMutation[]>>>({});
  const onMutations = useCallback((who: string, made: readonly PostMutation[]) => {
    setMutations((all) => ({ ...all, [who]: made }));
  }, []);
  return (
    <>
      <div className="columns live-sync__windows">
        {world.people.map((person) => (
          <PersonWindow key={person.name} world={world} person={person} onMutations={onMutations} />
        ))}
      </div>
      <div className="columns">
        <Backstage world={world} latencyMs={latencyMs} />
        <MutationTimeline mutations={mutations} />
      </div>
    </>
  );
}
