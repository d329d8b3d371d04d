import { defineModel } from 'ably-models-react';

/** One of many servers. */
export interface Server {
  /** In %, whole. */
  readonly load: number;
  /** How often it has reported: two reports of the same load are two changes. */
  readonly reports: number;
}

export interface Fleet {
  readonly note: string;
  /** In racks, so that an event copies one rack and not a thousand servers. */
  readonly racks: readonly (readonly Server[])[];
}

interface LoadReport {
  /** Counted from 0, through all racks. */
  readonly server: number;
  readonly load: number;
}

export const serversPerRack = 25;

/** The rack of a server, and its place in there. */
export const placeOf = (server: number) =>
  [Math.floor(server / serversPerRack), server % serversPerRack] as const;

export function serverOf({ racks }: Pick<Fleet, 'racks'>, server: number): Server | undefined {
  const [rack, slot] = placeOf(server);
  return racks[rack]?.[slot];
}

/** Where a fleet is read, and on which channel it reports. */
interface FleetReader {
  readonly channel: string;
  read(): Promise<{ data: Fleet; sequenceId: string }>;
}

export const defineFleet = (backend: FleetReader) =>
  defineModel({
    channelName: () => backend.channel,
    sync: () => backend.read(),
    merge: {
      'load.reported': (fleet, { data }: { data: LoadReport }) => ({
        ...fleet,
        racks: withReport(fleet.racks, data),
      }),
      'note.edited': (fleet, { data }: { data: { readonly note: string } }) => ({
        ...fleet,
        note: data.note,
      }),
    },
  })();

function withReport(racks: Fleet['racks'], { server, load }: LoadReport): Fleet['racks'] {
  const [rack, slot] = placeOf(server);
  return racks.map((servers, index) =>
    index === rack
      ? servers.map((before, at) => (at === slot ? { load, reports: before.reports + 1 } : before))
      : servers,
  );
}
