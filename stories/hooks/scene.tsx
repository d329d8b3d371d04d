import { ModelsProvider } from 'ably-models-react';
import { useLayoutEffect, type ReactNode } from 'react';
import { clientNames, type ClientKind } from '../ui/models-client.js';
import { Page } from '../ui/page.js';
import { useWorld } from '../ui/use-world.js';
import { openWorld } from './open-world.js';
import type { World } from './world.js';

export interface SceneArgs {
  /** Of each request and message, each way, in ms. */
  readonly latencyMs: number;
}

export const sceneArgs: SceneArgs = { latencyMs: 150 };

export const sceneArgTypes = {
  latencyMs: {
    name: 'Latency',
    description: 'Of each request and message, each way, in ms',
    control: { type: 'range', min: 0, max: 1000, step: 50 },
  },
} as const;

interface Scene<Args> {
  /** What to do. */
  readonly attempt: string;
  /** What will be seen. */
  readonly outcome: string;
  readonly show: (world: World, args: Args) => ReactNode;
  /** Default: a world as every hook's. Must stay the same. */
  readonly open?: (kind: ClientKind) => World;
}

interface StoryContext {
  readonly name: string;
  readonly title: string;
  readonly globals: Readonly<Record<string, unknown>>;
  readonly viewMode: string;
}

/** Makes a story's `render`: a page named after the story, with a world of its own under a provider. */
export function scene<Args extends SceneArgs>({ attempt, outcome, show, open = openWorld }: Scene<Args>) {
  return (args: Args, { name, title, globals, viewMode }: StoryContext) => {
    const client = globals['client'] as ClientKind;
    const intro = (
      <>
        <strong>Try:</strong> {attempt} <strong>See:</strong> {outcome}
      </>
    );
    const opened = (
      <Opened open={open} client={client} latencyMs={args.latencyMs}>
        {(world) => show(world, args)}
      </Opened>
    );
    // A page of documentation has a head of its own.
    if (viewMode === 'docs') {
      return (
        <div className="scene">
          <p className="scene__intro">{intro}</p>
          {opened}
        </div>
      );
    }
    return (
      <Page
        eyebrow={title.slice(title.lastIndexOf('/') + 1)}
        title={name}
        badge={clientNames[client]}
        intro={intro}
      >
        {opened}
      </Page>
    );
  };
}

interface OpenedProps extends SceneArgs {
  readonly open: (kind: ClientKind) => World;
  readonly client: ClientKind;
  readonly children: (world: World) => ReactNode;
}

function Opened({ open, client, latencyMs, children }: OpenedProps) {
  const world = useWorld(open, client);
  // Before the effects that start a model.
  useLayoutEffect(() => world?.setLatency(latencyMs), [world, latencyMs]);
  if (world === undefined) {
    return (
      <p className="page__starting" role="status">
        Connecting…
      </p>
    );
  }
  return <ModelsProvider client={world.client}>{children(world)}</ModelsProvider>;
}
