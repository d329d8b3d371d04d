import { ModelVisibility, useModel } from 'ably-models-react';
import { memo, useEffect, useState } from 'react';
import { StateBadge } from '../ui/state-badge.js';
import type { WallWorld } from './wall-world.js';

interface SensorCardProps {
  readonly world: WallWorld;
  readonly id: string;
  readonly rootMargin: string;
}

/** A card whose model runs while it is in view. */
export const SensorCard = memo(function SensorCard({ world, id, rootMargin }: SensorCardProps) {
  return (
    <ModelVisibility as="li" className="sensor" rootMargin={rootMargin} data-sensor={id}>
      <Sensor world={world} id={id} />
    </ModelVisibility>
  );
});

function Sensor({ world, id }: Pick<SensorCardProps, 'world' | 'id'>) {
  const { data, state, pausedReason } = useModel(world.sensor(id));
  const [mountedAt] = useState(() => Date.now());
  const hasChanged = data !== undefined && data.changedAt > mountedAt;
  useEffect(() => {
    world.states.set(id, state);
  }, [world, id, state]);
  return (
    <>
      <div className="sensor__head">
        <span className="sensor__name">Room {id}</span>
        <StateBadge state={state} pausedReason={pausedReason} />
      </div>
      <p
        className={hasChanged ? 'sensor__value sensor__value--changed' : 'sensor__value'}
        // Another element, so that the flash starts anew.
        key={data?.changedAt}
        data-value={data?.value}
      >
        {data === undefined ? '–' : `${data.value.toFixed(1)} °C`}
      </p>
      <p className="sensor__when">
        {data === undefined ? 'Not read yet' : `Changed ${timeOf(data.changedAt)}`}
      </p>
    </>
  );
}

// One for all cards: each call of `toLocaleTimeString` would look up the locale anew.
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const timeOf = (at: number) => clock.format(at);
