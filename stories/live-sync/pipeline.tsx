import { useEffect, useState, type ReactNode } from 'react';
import { ArrowIcon } from '../ui/icons.js';
import type { World } from './world.js';

interface PipelineProps {
  readonly world: World;
  readonly publishing: boolean;
  readonly refusing: boolean;
}

/** The way of a change, from the database to both browsers. */
export function Pipeline({ world, publishing, refusing }: PipelineProps) {
  const { written, waiting } = useOutbox(world);
  return (
    <ol className="pipeline" aria-label="The way of a change">
      <Station name="Postgres" isHeld={refusing}>
        {refusing ? 'refuses writes' : 'decides'}
      </Station>
      <Station name="Outbox" isHeld={waiting > 0 && !publishing}>
        {waiting > 0 ? `${waiting} waiting` : `${written} published`}
      </Station>
      <Station name="Connector" isHeld={!publishing}>
        {publishing ? 'publishing' : 'stopped'}
      </Station>
      <Station name="Ably">{world.post.channelName}</Station>
    </ol>
  );
}

interface StationProps {
  readonly name: string;
  readonly isHeld?: boolean;
  readonly children: ReactNode;
}

function Station({ name, isHeld = false, children }: StationProps) {
  return (
    <li className={isHeld ? 'station station--held' : 'station'}>
      <span className="station__name">{name}</span>
      <span className="station__note">{children}</span>
      <ArrowIcon />
    </li>
  );
}

/** Asked for twice a second: the figures are for the audience, and nothing depends on them. */
function useOutbox(world: World): { written: number; waiting: number } {
  const [counts, setCounts] = useState({ written: 0, waiting: 0 });
  useEffect(() => {
    let left = false;
    const timer = setInterval(() => {
      void world.countOutbox().then((latest) => {
        if (!left) setCounts(latest);
      });
    }, 500);
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, [world]);
  return counts;
}
