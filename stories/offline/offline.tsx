import { ModelsProvider } from 'ably-models-react';
import { useLayoutEffect, useSyncExternalStore, type ReactNode } from 'react';
import '../hooks/hooks.css';
import { Avatar } from '../ui/avatar.js';
import { Card } from '../ui/card.js';
import { clientNames } from '../ui/models-client.js';
import { Page } from '../ui/page.js';
import { useWorld } from '../ui/use-world.js';
import { AdaTab, SignedOut } from './ada-tab.js';
import { BackendCard } from './backend-card.js';
import { Controls } from './controls.js';
import './offline.css';
import { TaskApp } from './task-app.js';
import { openWorld, type World } from './world.js';

export interface OfflineArgs {
  /** Of each request and message, each way, in ms. */
  readonly latencyMs: number;
}

interface OfflineProps extends OfflineArgs {
  readonly title: string;
  readonly intro: ReactNode;
  /** For who looks on: a play function. */
  readonly onOpen: (world: World) => void;
}

/** Two people, one list, and a network that comes and goes for one of them. */
export function Offline({ title, intro, latencyMs, onOpen }: OfflineProps) {
  const world = useWorld(openWorld, 'ably-models-react');
  useLayoutEffect(() => {
    if (world !== undefined) onOpen(world);
  }, [world, onOpen]);
  return (
    <Page eyebrow="Offline" title={title} badge={clientNames['ably-models-react']} intro={intro}>
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

function Stage({ world, latencyMs }: OfflineArgs & { readonly world: World }) {
  const { ada, ben } = world;
  const state = useSyncExternalStore(ada.subscribe, ada.getState);
  return (
    <>
      <Controls machine={ada} state={state} />
      <div className="offline__windows">
        {state.isSignedIn ? <AdaTab machine={ada} state={state} place={0} /> : <SignedOut machine={ada} />}
        {state.tabs[1] !== undefined && <AdaTab machine={ada} state={state} place={1} />}
        <div className="stack">
          <Card title="Ben’s browser" before={<Avatar name="Ben" />}>
            <ModelsProvider client={ben.client}>
              <TaskApp app={ben} />
            </ModelsProvider>
          </Card>
          <BackendCard world={world} latencyMs={latencyMs} />
        </div>
      </div>
    </>
  );
}
