import { ModelsProvider } from 'ably-models-react';
import { useEffect, useLayoutEffect, useMemo, type CSSProperties, type ReactNode } from 'react';
import { Gauge } from '../hooks/gauge.js';
import { clientNames, type ClientKind } from '../ui/models-client.js';
import { Page } from '../ui/page.js';
import { SwitchSetting } from '../ui/setting.js';
import { useAdjustable } from '../ui/use-adjustable.js';
import { useWorld } from '../ui/use-world.js';
import './screen.css';
import { SensorCard } from './sensor-card.js';
import { WallMap } from './wall-map.js';
import { openWall, type WallWorld } from './wall-world.js';

export interface WallArgs {
  readonly cards: number;
  /** ms from when a card is out of view until its model is paused. */
  readonly pauseAfter: number;
  /** How far outside of the screen a card counts as in view, in px. */
  readonly margin: number;
  /** How many cards the backend changes, a second. */
  readonly changesPerSecond: number;
  /** Of each request and message, each way, in ms. */
  readonly latencyMs: number;
}

interface WallProps extends WallArgs {
  readonly title: string;
  readonly client: ClientKind;
  readonly intro: ReactNode;
  /** For who looks on: a play function. */
  readonly onOpen: (world: WallWorld) => void;
}

/** A page full of live cards, and what they cost. */
export function Wall({ title, client, intro, onOpen, ...args }: WallProps) {
  const { cards, latencyMs, pauseAfter } = args;
  const open = useMemo(() => (kind: ClientKind) => openWall(kind, cards), [cards]);
  const world = useWorld(open, client);
  useLayoutEffect(() => {
    // Before the effects that start a model.
    world?.setLatency(latencyMs);
    if (world !== undefined) onOpen(world);
  }, [world, latencyMs, onOpen]);
  return (
    <Page eyebrow="The screen decides" title={title} badge={clientNames[client]} intro={intro}>
      {world === undefined ? (
        <p className="page__starting" role="status">
          Connecting…
        </p>
      ) : (
        <ModelsProvider client={world.client} pauseAfter={pauseAfter} visibilitySource={world.page}>
          <Controls world={world} changesPerSecond={args.changesPerSecond} />
          <Costs world={world} />
          <Rooms world={world} rootMargin={`${args.margin}px`} />
        </ModelsProvider>
      )}
    </Page>
  );
}

interface WorldProps {
  readonly world: WallWorld;
}

/** Full rows, whether there are 2, 3, 4 or 5 in a row. */
const groupSize = 60;

/** In groups, so that a frame looks through the few that are on screen, and not at thousands of cards. */
function Rooms({ world, rootMargin }: WorldProps & { readonly rootMargin: string }) {
  const { ids } = world.backend;
  const groups = Array.from({ length: Math.ceil(ids.length / groupSize) }, (_, index) =>
    ids.slice(index * groupSize, (index + 1) * groupSize),
  );
  return (
    <div className="wall">
      {groups.map((group) => (
        <ul
          className="wall__group"
          key={group[0]}
          aria-label={`Rooms ${group[0] ?? ''} to ${group.at(-1) ?? ''}`}
          style={{ '--cards': group.length } as CSSProperties}
        >
          {group.map((id) => (
            <SensorCard key={id} world={world} id={id} rootMargin={rootMargin} />
          ))}
        </ul>
      ))}
    </div>
  );
}

function Controls({ world, changesPerSecond }: WorldProps & Pick<WallArgs, 'changesPerSecond'>) {
  const { backend, page } = world;
  const [isChanging, setChanging] = useAdjustable(changesPerSecond > 0);
  const [isHidden, setHidden] = useAdjustable(false);
  useEffect(() => {
    backend.setPace(isChanging ? changesPerSecond : 0);
  }, [backend, isChanging, changesPerSecond]);
  useEffect(() => page.setHidden(isHidden), [page, isHidden]);
  return (
    <section className="card controls" aria-label="What happens elsewhere">
      <SwitchSetting
        name="Rooms change"
        hint={`${changesPerSecond} a second, at random`}
        checked={isChanging}
        onChange={setChanging}
      />
      <SwitchSetting
        name="Hide the page"
        hint="As another tab in front of it does"
        checked={isHidden}
        onChange={setHidden}
      />
    </section>
  );
}

/** What goes on behind the wall; stays on screen while the wall scrolls. */
function Costs({ world }: WorldProps) {
  const { backend, server, states } = world;
  const count = (state: string) => [...states.values()].filter((each) => each === state).length;
  return (
    <section className="card costs" aria-label="What the wall costs">
      <dl className="costs__figures">
        <Gauge name="Attached" read={() => server.attached.size} />
        <Gauge name="At most" read={() => server.peak} />
        <Gauge name="Sync calls" read={() => backend.syncCalls} />
        <Gauge name="Live" read={() => count('ready')} />
        <Gauge name="Paused" read={() => count('paused')} />
      </dl>
      <WallMap world={world} />
    </section>
  );
}
