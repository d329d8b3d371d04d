import { localAbly } from '../ui/local-ably.js';
import { ablyOptions } from '../ui/ably.js';
import { Realtime } from 'ably';
import { createModelsClient, type ClientKind } from '../ui/models-client.js';
import { Api } from './api.js';
import { Connector } from './backend/connector.js';
import { createPost, lockPost, openDatabase } from './backend/database.js';
import { definePost } from './post-model.js';

/** A person with a browser: an `ably` connection of its own, and a models client of its own. */
export interface Person {
  readonly name: string;
  readonly client: ReturnType<typeof createModelsClient>;
  /** Cuts the connection to the local Ably and keeps it cut, or lets it come back. The backend stays within reach. */
  setOnline(online: boolean): void;
}

/** All that the story plays with: a backend, an Ably, two people. */
export interface World {
  readonly api: Api;
  readonly post: ReturnType<ReturnType<typeof definePost>>;
  readonly postId: string;
  readonly people: readonly [Person, Person];
  setLatency(ms: number): void;
  setRefusing(refusing: boolean): Promise<void>;
  setPublishing(publishing: boolean): Promise<void>;
  /** How many outbox rows there are, and how many of them wait for the connector. */
  countOutbox(): Promise<{ written: number; waiting: number }>;
  close(): Promise<void>;
}

export async function openWorld(kind: ClientKind): Promise<World> {
  const database = await openDatabase();
  // One Ably serves the whole page: with an id of its own, the post hears nothing of an earlier world.
  const postId = crypto.randomUUID().slice(0, 8);
  await createPost(database, { id: postId, title: 'What shipped this week' });

  const api = new Api(database);
  const connections: Realtime[] = [];
  const connect = (clientId: string) => {
    // Comes back at once when it may: the default of 15 s is for a world with other clients in it.
    const ably = new Realtime({ ...ablyOptions(), clientId, disconnectedRetryTimeout: 500 });
    connections.push(ably);
    return ably;
  };

  const connector = new Connector(database, connect('connector'));

  const join = (name: string): Person => {
    const clientId = `${name}-${postId}`;
    const ably = connect(clientId);
    return {
      name,
      client: createModelsClient(kind, ably),
      setOnline(online) {
        localAbly.refuseConnections(!online, { clientId });
        if (online) ably.connect();
        else localAbly.dropConnections({ clientId });
      },
    };
  };

  return {
    api,
    postId,
    post: definePost(api)(postId),
    people: [join('Ada'), join('Ben')],
    setLatency(ms) {
      api.latencyMs = ms;
      localAbly.latencyMs = ms;
    },
    setRefusing: (refusing) => lockPost(database, postId, refusing),
    setPublishing: (publishing) => (publishing ? connector.start() : connector.stop()),
    async countOutbox() {
      const { rows } = await database.query<{ written: number; waiting: number }>(
        'SELECT count(*)::int AS written, (count(*) FILTER (WHERE NOT processed))::int AS waiting FROM outbox',
      );
      return rows[0] ?? { written: 0, waiting: 0 };
    },
    async close() {
      localAbly.refuseConnections(false);
      for (const ably of connections) ably.close();
      await connector.stop();
      await database.close();
    },
  };
}
