import { placeOf, serversPerRack } from './fleet.js';

/** Racks stand in rows of so many, and the servers of a rack in rows of five. */
const racksInRow = 10;
const serversInRow = Math.sqrt(serversPerRack);

/**
 * The load of a server at a time, in %: fronts of work that wander through the fleet, and a little chance. Where all
 * would be chance, one would see noise, and not which servers have something to do.
 *
 * @param seconds since any moment
 */
export function loadAt(server: number, seconds: number): number {
  const [rack, slot] = placeOf(server);
  const x = (rack % racksInRow) + (slot % serversInRow) / serversInRow;
  const y = Math.floor(rack / racksInRow) + Math.floor(slot / serversInRow) / serversInRow;
  const front = Math.sin(x * 0.9 - seconds * 0.35) + Math.cos(y * 1.3 + x * 0.4 + seconds * 0.22);
  const load = 46 + 22 * front + (Math.random() - 0.5) * 16;
  return Math.round(Math.min(99, Math.max(1, load)));
}
