import { useModel } from 'ably-models-react';
import { memo, useLayoutEffect, useRef } from 'react';
import { serverOf, serversPerRack } from './fleet.js';
import type { FleetWorld } from './fleet-world.js';

interface RacksProps {
  readonly world: FleetWorld;
}

/** All servers, each a component of its own. */
export const Racks = memo(function Racks({ world }: RacksProps) {
  const { servers } = world.backend;
  const racks = Array.from({ length: Math.ceil(servers / serversPerRack) }, (_, rack) => rack);
  return (
    <div className="racks">
      {racks.map((rack) => (
        <ul className="rack" key={rack} aria-label={`Load of rack ${rack + 1}, in %`}>
          {Array.from({ length: Math.min(serversPerRack, servers - rack * serversPerRack) }, (_, slot) => (
            <ServerCell key={slot} world={world} server={rack * serversPerRack + slot} />
          ))}
        </ul>
      ))}
    </div>
  );
});

interface ServerCellProps extends RacksProps {
  readonly server: number;
}

/** Renders when its own server has reported, and at no other event. */
const ServerCell = memo(function ServerCell({ world, server }: ServerCellProps) {
  const { data } = useModel(world.fleet, { select: (fleet) => serverOf(fleet, server) });
  const reports = data?.reports ?? -1;
  const cell = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    world.meter.rendered(server, reports);
  });
  useLayoutEffect(() => {
    // What was there from the beginning has not changed.
    if (reports > 0 && cell.current !== null) world.glow.light(cell.current);
  }, [world, reports]);
  return (
    <li
      className="server"
      ref={cell}
      data-server={server}
      data-level={data === undefined ? undefined : Math.floor(data.load / 20)}
    >
      {/* No item of a grid, which is laid out with all others. */}
      <span className="server__load">{data?.load ?? '–'}</span>
    </li>
  );
});
