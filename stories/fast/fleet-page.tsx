import { ModelsProvider } from 'ably-models-react';
import { useEffect, useLayoutEffect, useMemo, type ReactNode } from 'react';
import { clientNames, type ClientKind } from '../ui/models-client.js';
import { Page } from '../ui/page.js';
import { ChoiceSetting, RangeSetting, SwitchSetting } from '../ui/setting.js';
import { useAdjustable } from '../ui/use-adjustable.js';
import { useWorld } from '../ui/use-world.js';
import './fast.css';
import { openFleet, type FleetWorld } from './fleet-world.js';
import { FramePanel } from './frame-panel.js';
import { NoteField } from './note-field.js';
import { Racks } from './racks.js';

export interface FleetArgs {
  /** How many servers there are, each a component. */
  readonly components: number;
  readonly eventsPerSecond: number;
  /** Of each request and message, each way, in ms. */
  readonly latencyMs: number;
}

interface FleetPageProps extends FleetArgs {
  readonly title: string;
  readonly client: ClientKind;
  readonly intro: ReactNode;
  /** For who looks on: a play function. */
  readonly onOpen: (world: FleetWorld) => void;
}

/** Many components on one model, under many events, and how smooth that is. */
export function FleetPage({ title, client, intro, ...props }: FleetPageProps) {
  return (
    <Page eyebrow="Fast" title={title} badge={clientNames[client]} intro={intro}>
      {client === 'ably-models-react' ? (
        <Opened {...props} />
      ) : (
        <p className="page__starting" role="status">
          This story is for the client of ably-models-react only: {clientNames[client]} merges far fewer
          events a second. Choose the other one in the toolbar.
        </p>
      )}
    </Page>
  );
}

const counts = { 100: '100', 1000: '1,000', 5000: '5,000' };

function Opened({ onOpen, latencyMs, ...args }: Omit<FleetPageProps, 'title' | 'client' | 'intro'>) {
  const [components, setComponents] = useAdjustable(args.components);
  const [eventsPerSecond, setEventsPerSecond] = useAdjustable(args.eventsPerSecond);
  const [isRunning, setRunning] = useAdjustable(true);
  const open = useMemo(() => () => openFleet(components), [components]);
  const world = useWorld(open, 'ably-models-react');
  useLayoutEffect(() => {
    // Before the effects that start the model.
    world?.setLatency(latencyMs);
    if (world !== undefined) onOpen(world);
  }, [world, latencyMs, onOpen]);
  useEffect(() => {
    world?.backend.setPace(isRunning ? eventsPerSecond : 0);
  }, [world, isRunning, eventsPerSecond]);
  return (
    <>
      <section className="card settings" aria-label="What happens elsewhere">
        <SwitchSetting
          name="Servers report"
          hint="Off holds everything still"
          checked={isRunning}
          onChange={setRunning}
        />
        <RangeSetting
          name="Events"
          hint="Each a message"
          value={eventsPerSecond}
          max={2000}
          step={100}
          unit="/s"
          onChange={setEventsPerSecond}
        />
        <ChoiceSetting
          name="Components"
          hint="One a server"
          value={String(components)}
          choices={counts}
          onChange={(value) => setComponents(Number(value))}
        />
      </section>
      {world === undefined ? (
        <p className="page__starting" role="status">
          Connecting…
        </p>
      ) : (
        <ModelsProvider client={world.client}>
          <FramePanel meter={world.meter} />
          <section className="card fleet" aria-label="The fleet">
            <NoteField world={world} />
            <Racks world={world} />
          </section>
        </ModelsProvider>
      )}
    </>
  );
}
