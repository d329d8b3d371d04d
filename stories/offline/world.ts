import { localAbly, localAblyOptions } from '../ui/local-ably.js';
import type { PGlite } from '@electric-sql/pglite';
import { Realtime } from 'ably';
import { Connector } from '../live-sync/backend/connector.js';
import { Api, Road } from './api.js';
import { openDatabase } from './backend/database.js';
import { Machine } from './machine.js';
import { openPlainTab, type AppContext } from './tab.js';

/** All that the story plays with: a backend, an Ably, Ada's machine, and Ben, who keeps nothing. */
export interface World {
  readonly database: PGlite;
  readonly road: Road;
  readonly ada: Machine;
  readonly ben: AppContext;
  setLatency(ms: number): void;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  // One Ably and one IndexedDB serve the whole page: with an id of its own, this world meets no other.
  const id = crypto.randomUUID().slice(0, 8);
  const tasks = ['Book the venue', 'Print the programme', 'Order the coffee'];
  const listId = `launch-${id}`;
  const database = await openDatabase({
    id: listId,
    tasks: tasks.map((title, index) => ({ id: `${id}-${index + 1}`, title })),
  });
  const ably = new Realtime({ ...localAblyOptions(), clientId: `connector-${id}` });
  const connector = new Connector(database, ably);
  await connector.start();

  const road = new Road();
  const ada = new Machine({ api: new Api(database, road), listId, user: `ada-${id}` });
  const ben = openPlainTab({ api: new Api(database, road), listId, clientId: `ben-${id}` });

  return {
    database,
    road,
    ada,
    ben,
    setLatency(ms) {
      road.latencyMs = ms;
      localAbly.latencyMs = ms;
    },
    async close() {
      road.setOpen(true);
      ada.setOnline(true);
      // Nobody comes back for what this world has kept.
      await ada.signOut();
      ben.close();
      await connector.stop();
      ably.close();
      await database.close();
    },
  };
}
