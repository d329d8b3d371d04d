import { Realtime, Rest, type ClientOptions } from 'ably';
import { startLocalAbly } from 'ably-models-react/local-ably/node';
import type { Hono } from 'hono';
import { createApi } from './api.js';
import { Connector } from './connector/connector.js';
import { openDatabase } from './database.js';
import { migrate } from './migrate.js';
import { seed } from './seed.js';
import { tokenIssuer } from './tokens.js';

export interface Backend {
  readonly api: Hono;
  /** Stops the connector after the row in hand, then lets go of everything. */
  close(): Promise<void>;
}

/**
 * The whole backend. Alone on this machine, with a Postgres in memory and a local Ably; with `DATABASE_URL` on a
 * Postgres, with `ABLY_API_KEY` on Ably.
 */
export async function startBackend({ migrations }: { migrations: string }): Promise<Backend> {
  const database = await openDatabase();
  await migrate(database, migrations);
  await seed(database);

  const ably = await reachAbly();
  const realtime = new Realtime({ ...ably.options, clientId: 'connector' });
  const connector = new Connector({ database, ably: realtime, maxRate: ably.maxRate });
  await connector.start();

  return {
    api: createApi({
      database,
      issueToken: tokenIssuer(new Rest(ably.options)),
      ablyOptions: ably.browserOptions,
      health: () => connector.health(),
    }),
    async close() {
      await connector.stop();
      realtime.close();
      await ably.close();
      await database.close();
    },
  };
}

async function reachAbly(): Promise<{
  options: ClientOptions;
  browserOptions: object;
  /** Publishes a second that a connection may make. */
  maxRate: number;
  close: () => Promise<void>;
}> {
  const key = process.env['ABLY_API_KEY'];
  if (key !== undefined && key !== '')
    return { options: { key }, browserOptions: {}, maxRate: 45, close: () => Promise.resolve() };
  const local = await startLocalAbly();
  const { key: localKey, ...browserOptions } = local.clientOptions();
  return {
    options: { ...browserOptions, key: localKey },
    browserOptions,
    maxRate: Infinity,
    close: local.close,
  };
}
